import Interchange
import ModelFormat
import TestSupport
import Testing

struct ModelDifferenceTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func write(
    _ tensors: [Tensor], chunkSize: Int = 1 << 20, to name: String
  ) throws -> String {
    var options = WriteOptions()
    options.chunkSize = chunkSize
    try ModelFileWriter.write(tensors, to: directory.file(name), options: options)
    return directory.file(name)
  }

  private func difference(
    _ left: String, _ right: String, _ scope: DigestScope = .content, streamIsRight: Bool = false
  ) throws -> ModelDifference {
    let (streamed, opened) = streamIsRight ? (right, left) : (left, right)
    return try ModelDifference(
      try ModelStream(reading: try File(opening: streamed)), try ModelFile(opening: opened),
      scope: scope, streamIsRight: streamIsRight)
  }

  /// The digests are those that another program has worked out.
  @Test("finds no difference exactly where the digests are equal")
  func digests() throws {
    for left in Fixtures.golden {
      for right in Fixtures.golden {
        let found = try difference(left.path, right.path)
        #expect(found.isEmpty == (left.digest == right.digest), "\(left), \(right)")
        guard let one = left.modelDigest, let other = right.modelDigest else { continue }
        let network = try difference(left.path, right.path, .model)
        #expect(network.isEmpty == (one == other), "\(left), \(right)")
      }
    }
  }

  @Test(
    "compares piece by piece, whatever the chunks and types are",
    arguments: [(4096, 16 << 20), (16 << 20, 4096), (4096, 8192)])
  func chunks(_ left: Int, _ right: Int) throws {
    // More than a piece of 4 MiB, and no whole number of them.
    let values = (0..<1_300_001).map { Float($0 % 1000) }
    var changed = values
    changed[0] += 1
    changed[1_048_576] += 4
    changed[1_300_000] += 2
    let small = try Tensor("small", shape: [3], [1, 2, 3] as [Float])
    let one = try write(
      [try Tensor("a", shape: [1_300_001], values), small], chunkSize: left, to: "one")
    let other = try write(
      [small, try Tensor("a", shape: [1_300_001], changed.map { Double($0) })], chunkSize: right,
      to: "other")
    for streamIsRight in [false, true] {
      let found = try difference(one, other, streamIsRight: streamIsRight)
      #expect(!found.haveSameOrder && found.header.isEmpty && found.tensors.count == 2)
      guard case .compared(let large) = found.tensors[0] else {
        Issue.record("not compared")
        continue
      }
      #expect(large.left.type == .f32 && large.right.type == .f64)
      #expect(large.differingCount == 3 && large.maximumDistance == 4)
      #expect(abs((large.meanDistance ?? 0) - 7.0 / 1_300_001) < 1e-18)
      #expect(found.tensors[0].differs() && !found.tensors[0].differs(by: 4))
      #expect(!found.tensors[1].differs())
      #expect(!found.isEmpty(within: 4), "the order is another")
    }
  }

  @Test("tells what only one of them has, and what cannot be compared")
  func sides() throws {
    let left = try write(
      [
        try Tensor("a", shape: [2], [1, 2] as [Float]), try Tensor("b", shape: [1], [1] as [Float]),
        try Tensor("empty", shape: [0], [Float]()),
      ], to: "left")
    let right = try write(
      [
        try Tensor("a", shape: [1, 2], [1, 2] as [Float]),
        try Tensor("empty", shape: [0], [Float]()), try Tensor("c", shape: [1], [1] as [Float]),
      ], to: "right")
    for streamIsRight in [false, true] {
      let found = try difference(left, right, streamIsRight: streamIsRight)
      #expect(found.tensors.map(\.name) == ["a", "b", "empty", "c"])
      #expect(found.tensors.map { $0.differs() } == [true, true, false, true])
      guard case .incomparable = found.tensors[0], case .onlyLeft = found.tensors[1],
        case .onlyRight = found.tensors[3]
      else {
        Issue.record("\(found.tensors)")
        continue
      }
    }
  }

  @Test("a type alone is a difference, unless there is a tolerance")
  func typeAlone() throws {
    let left = try write([try Tensor("a", shape: [2], [1, 2] as [Float])], to: "left")
    let right = try write([try Tensor("a", shape: [2], [1, 2] as [Double])], to: "right")
    let found = try difference(left, right)
    #expect(!found.isEmpty && found.isEmpty(within: 0))
  }
}
