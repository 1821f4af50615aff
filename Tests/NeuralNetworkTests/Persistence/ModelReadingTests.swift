import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

/// Networks read from files that a generator of its own made from the specification.
struct ModelReadingTests {
  private static let broken = Fixtures.broken.filter { $0.level == "network" }
  private static let networks = Fixtures.golden.filter { $0.modelDigest != nil }

  @Test("refuses what it does not know, by name, field and offset", arguments: broken)
  func refuses(_ fixture: BrokenFixture) throws {
    let error = #expect(throws: NetworkError.self) { try Model(contentsOf: fixture.path) }
    guard case .file(let found)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.code == fixture.error, "\(fixture.rule): \(found)")
    #expect(found.field == fixture.field)
    #expect(found.offset == fixture.offset)
    #expect(found.path == fixture.path)
  }

  @Test("opens every golden network", arguments: networks)
  func opens(_ fixture: GoldenFixture) throws {
    _ = try Model(contentsOf: fixture.path)
    _ = try Model(reading: ModelStream(reading: File(opening: fixture.path)))
  }

  @Test("gives the outputs that the file says it must give", arguments: networks)
  func reproducesExamples(_ fixture: GoldenFixture) throws {
    let model = try Model(contentsOf: fixture.path)
    if model.examples != nil { #expect(try model.reproducesExamples() == true) }
  }

  @Test("solves XOR with the network of the golden file")
  func solvesXOR() throws {
    let model = try Model(contentsOf: Fixtures.path("v1/network-xor.nnmodel"))
    for (row, truth) in [([0.0, 0.0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)] {
      let output = try model.outputs(for: row).elements[0]
      #expect((output > 0.5 ? 1 : 0) == truth)
    }
  }

  @Test("names the member that a bag of tensors does not have")
  func bagOfTensors() throws {
    let error = #expect(throws: NetworkError.self) {
      try Model(contentsOf: Fixtures.path("v1/smallest.nnmodel"))
    }
    guard case .file(let found)? = error?.reason else { return }
    #expect(found.code == "missing-member")
    #expect(found.field == "header.model")
  }

  @Test("widens every half-precision float exactly")
  func halfPrecision() {
    for bits in UInt16.min...UInt16.max {
      let expected = Float(Float16(bitPattern: bits))
      let found = FloatConversion.fromHalf(bits)
      #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN)
    }
  }

  @Test("reads no tensor whose shape is another than the network's")
  func wrongShape() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("m.nnmodel")
    let model = try Model(network: Network(inputs: 3, layers: [.dense(2, .tanh)], seed: 1))
    let tensors = [
      try Tensor("layers.0.weight", shape: [2, 4096], pseudorandom(8192, seed: 1)),
      try Tensor("layers.0.bias", shape: [2], [Float](repeating: 1, count: 2)),
    ]
    try ModelFileWriter.write(tensors, members: model.members(), to: path)
    // Damage that is found where the tensor is read.
    var bytes = try directory.bytes("m.nnmodel")
    bytes[bytes.count / 2] ^= 1
    try directory.write(bytes, to: "m.nnmodel")
    #expect(throws: FormatError.self) { try ModelFile(opening: path).verify() }
    let error = #expect(throws: NetworkError.self) { try Model(contentsOf: path) }
    guard case .file(let found)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.code == "inconsistent")
    #expect(found.field == "tensors[\"layers.0.weight\"]")
  }

  @Test("counts all that it keeps against the limit of memory, and nothing else")
  func limit() throws {
    let path = Fixtures.path("v1/network-xor.nnmodel")
    let header = try ModelFile(opening: path).header
    let all = header.tensors.reduce(0) { $0 + $1.byteCount }
    #expect(header.tensors.contains { !$0.name.hasPrefix("layers.") })
    var limits = ReaderLimits()
    limits.memory = all
    _ = try Model(contentsOf: path, limits: limits)
    limits.memory = all - 1
    let error = #expect(throws: NetworkError.self) { try Model(contentsOf: path, limits: limits) }
    guard case .file(let found)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.code == "limit-exceeded")
  }
}
