import ModelFormat
import Testing

@testable import Interchange

struct LayerOrderTests {
  private func order(_ layers: [(String, Int, Int)]) throws -> LayerOrder {
    let tensors = try layers.map { try TensorInfo("\($0.0).weight", .f32, [$0.2, $0.1]) }
    return try LayerOrder(of: TensorGroup.all(in: tensors))
  }

  private func names(_ layers: [(String, Int, Int)]) throws -> [String] {
    try order(layers).groups.map(\.name)
  }

  /// Whether no order is told, in either order of the file.
  private func isRefused(_ layers: [(String, Int, Int)]) -> Bool {
    [layers, layers.reversed()].allSatisfy { layers in
      do {
        _ = try order(layers)
        return false
      } catch {
        return (error as? FormatError)?.code == "inconsistent"
      }
    }
  }

  @Test("takes every number of a name, the first before the others")
  func numbers() throws {
    // nn.Sequential(nn.Sequential(Linear, ReLU, Linear), nn.Sequential(Linear, ReLU, Linear))
    let nested = [("1.2", 8, 2), ("0.2", 8, 8), ("1.0", 8, 8), ("0.0", 4, 8)]
    #expect(try names(nested) == ["0.0", "0.2", "1.0", "1.2"])
    #expect(try names([("net.10.fc", 8, 8), ("net.9.fc", 8, 8)]) == ["net.9.fc", "net.10.fc"])
    #expect(try names([("fc3", 8, 2), ("fc1", 4, 8), ("fc2", 8, 8)]) == ["fc1", "fc2", "fc3"])
    #expect(try order(nested).isByShapes == false)
    #expect(try names([("fc", 8, 8)]) == ["fc"])
  }

  @Test("makes nothing of numbers in names that differ in more")
  func words() throws {
    #expect(
      isRefused([
        ("encoder.0", 8, 8), ("encoder.2", 8, 8), ("decoder.0", 8, 8), ("decoder.2", 8, 8),
      ]))
    let shapes = [("encoder.0", 8, 4), ("decoder.0", 2, 9), ("encoder.2", 4, 2)]
    #expect(try names(shapes) == ["encoder.0", "encoder.2", "decoder.0"])
    #expect(try order(shapes).isByShapes)
    #expect(isRefused([("0", 8, 8), ("1.0", 8, 8)]))
    #expect(isRefused([("net.1", 8, 8), ("net.01", 8, 8)]))
    #expect(isRefused([("1.a", 8, 8), ("a.1", 8, 8)]))
    #expect(isRefused([("9223372036854775808", 8, 8), ("0", 8, 8)]))
  }

  @Test("refuses numbers against which the shapes are")
  func unfit() { #expect(isRefused([("0", 4, 8), ("1", 4, 8)])) }

  @Test("finds the one order in which shapes fit, and none where there are several")
  func shapes() throws {
    #expect(try names([("c", 6, 2), ("a", 4, 8), ("b", 8, 6)]) == ["a", "b", "c"])
    #expect(try names([("c", 6, 2), ("b", 6, 6), ("a", 4, 6)]) == ["a", "b", "c"])
    // There and back again, and on.
    #expect(try names([("a", 4, 8), ("b", 8, 6), ("c", 6, 8)]) == ["a", "b", "c"])
    #expect(
      try names([("d", 8, 2), ("a", 4, 8), ("b", 8, 6), ("c", 6, 8)]) == ["a", "b", "c", "d"])
    // A square layer at either visit of its width; two of them; two ways round; a ring; two pieces; two heads.
    for layers in [
      [("a", 4, 8), ("b", 8, 6), ("c", 6, 8), ("d", 8, 8)],
      [("a", 4, 8), ("b", 8, 8), ("c", 8, 8)],
      [("a", 4, 8), ("b", 8, 6), ("c", 6, 8), ("d", 8, 5), ("e", 5, 8)],
      [("a", 4, 8), ("b", 8, 6), ("c", 8, 6), ("d", 6, 8)], [("a", 4, 8), ("b", 8, 4)],
      [("a", 4, 8), ("b", 6, 6)], [("a", 4, 8), ("b", 8, 6), ("c", 8, 5)],
    ] { #expect(isRefused(layers), "\(layers)") }
  }

  @Test("agrees with a trial of every order, for every few layers of three widths")
  func everyOrder() throws {
    let layers = (0..<9).map { (1 + $0 / 3, 1 + $0 % 3) }
    var found = (one: 0, none: 0)
    for code in 0..<(9 * 9 * 9 * 9) {
      let chosen = (0..<4).map { place in
        let (inputs, outputs) = layers[code / [1, 9, 81, 729][place] % 9]
        return (["a", "b", "c", "d"][place], inputs, outputs)
      }
      let fitting = permutations(of: chosen).filter { layers in
        zip(layers, layers.dropFirst()).allSatisfy { $0.2 == $1.1 }
      }
      let names = try? names(chosen)
      if fitting.count == 1 { found.one += 1 } else { found.none += 1 }
      guard names == (fitting.count == 1 ? fitting[0].map(\.0) : nil) else {
        Issue.record("\(chosen): \(String(describing: names))")
        return
      }
    }
    #expect(found.one > 500 && found.none > 500)
  }

  private func permutations<Element>(of elements: [Element]) -> [[Element]] {
    if elements.isEmpty { return [[]] }
    return elements.indices.flatMap { index in
      var rest = elements
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}
