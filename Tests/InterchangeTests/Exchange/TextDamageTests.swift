import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// Files of text with a byte changed or an end cut off: they load or are refused, and nothing stops the process.
struct TextDamageTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// What a file of these formats says, whichever it is of.
  private static func read(_ path: String) throws -> ImportedModel {
    switch try ExchangeFormat(contentsOf: path) {
    case .fann: try FANN.read(path, ImportOptions())
    case .toyNeuralNetwork: try ToyNeuralNetwork.read(path, ImportOptions())
    case .brainJS: try BrainJS.read(path, ImportOptions())
    case .json: try ModelJSON.read(path, ImportOptions())
    case .genann: try Genann.read(path, ImportOptions())
    case let other:
      throw FormatError(
        .inconsistent(expected: "a format of text", found: "\(other?.rawValue ?? "none")"),
        field: "file")
    }
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    if !name.contains(".") {
      let model = try SampleNetwork([2, 2, 1], [.sigmoid, .sigmoid], seed: 61).exported()
      let path = directory.file("sample")
      _ = try name == "brain" ? BrainJS.write(model, to: path) : ModelJSON.write(model, to: path)
      return try directory.bytes("sample")
    }
    return try Fixtures.bytes("peers/\(name)")
  }

  private static let names = [
    "toynn/xor.json", "genann/xor.ann", "fann/xor.net", "brain", "model",
  ]

  @Test("survives any change of a byte", arguments: names)
  func changes(_ name: String) throws {
    var random = Deterministic(seed: 62)
    let whole = try bytes(name)
    var (loaded, refused) = (0, 0)
    for place in whole.indices {
      for byte in [UInt8(ascii: "9"), UInt8(truncatingIfNeeded: random.next())] {
        var changed = whole
        changed[place] = byte
        do {
          _ = try Self.read(directory.write(changed, to: "changed"))
          loaded += 1
        } catch is FormatError {
          refused += 1
        }
      }
    }
    #expect(loaded > 0 && refused > 0)
  }

  @Test("notices every end that is cut off", arguments: names)
  func cuts(_ name: String) throws {
    let whole = try bytes(name)
    // The last number of a text without a mark at its end may lose digits.
    let isOpen = name.hasSuffix(".ann")
    let end = whole.lastIndex { isOpen ? $0 == 0x20 : $0 != 0x20 && $0 != 0x0A } ?? 0
    for count in 0...(isOpen ? end + 1 : end) {
      let path = try directory.write(Array(whole[..<count]), to: "cut")
      #expect(throws: FormatError.self, "\(count) of \(whole.count) bytes") {
        _ = try Self.read(path)
      }
    }
  }
}
