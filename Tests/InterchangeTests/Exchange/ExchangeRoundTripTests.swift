import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Random networks through each format and back: the seed of the one that differs is told.
struct ExchangeRoundTripTests {
  private static let networks = 200

  /// A network that the format can tell.
  private static func topology(
    for format: ExchangeFormat, _ generator: inout Deterministic
  ) throws -> Topology {
    let inputs = width(&generator)
    var layers: [Layer] = []
    switch format {
    case .toyNeuralNetwork:
      layers = [.dense(width(&generator), .sigmoid), .dense(width(&generator), .sigmoid)]
    case .genann:
      let hidden = width(&generator)
      layers = (0..<Int.random(in: 0...3, using: &generator)).map { _ in .dense(hidden, .sigmoid) }
      layers.append(.dense(width(&generator), .sigmoid))
    case .brainJS:
      let activation = pick(
        &generator, [Activation.sigmoid, .tanh, .relu, .leakyRelu(slope: 0.125)])
      layers = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        .dense(width(&generator), activation)
      }
    case .fann:
      let known: [Activation] = [.linear, .sigmoid, .tanh]
      layers = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        .dense(width(&generator), pick(&generator, known))
      }
    default:
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let activations = Activation.all + [.leakyRelu(slope: 0.25)]
        layers.append(
          .dense(
            width(&generator), pick(&generator, activations), bias: Bool.random(using: &generator)))
        if Bool.random(using: &generator) {
          layers.append(pick(&generator, [.layerNorm(epsilon: 0.001), .batchNorm(epsilon: 0.01)]))
        }
      }
    }
    return try Topology(inputs: inputs, layers: layers)
  }

  private static func width(_ generator: inout Deterministic) -> Int {
    Int.random(in: 1...12, using: &generator)
  }

  private static func pick<Choice>(
    _ generator: inout Deterministic, _ choices: [Choice]
  ) -> Choice {
    choices[Int.random(in: choices.indices, using: &generator)]
  }

  /// Parameters of many sizes and both signs.
  private static func tensors(
    of topology: Topology, _ generator: inout Deterministic
  ) throws -> [Tensor] {
    try topology.parameterTensors.map { name, shape in
      let values = (0..<shape.reduce(1, *)).map { _ in
        let size = Float(
          sign: .plus, exponent: .random(in: -40...20, using: &generator), significand: 1)
        return Float.random(in: 1..<2, using: &generator) * size
          * (Bool.random(using: &generator) ? 1 : -1)
      }
      return try Tensor(name, shape: shape, values)
    }
  }

  @Test(
    "gives back every parameter to the bit",
    arguments: [
      ExchangeFormat.safetensors, .npz, .onnx, .json, .toyNeuralNetwork, .brainJS, .genann, .fann,
    ])
  func roundTrip(_ format: ExchangeFormat) throws {
    let directory = try TemporaryDirectory()
    let (packed, foreign) = (directory.file("a.nnmodel"), directory.file("foreign"))
    let again = directory.file("b.nnmodel")
    for seed in 0..<UInt64(Self.networks) {
      var generator = Deterministic(seed: seed)
      let topology = try Self.topology(for: format, &generator)
      var options = WriteOptions()
      options.durability = .none
      try ModelFileWriter.write(
        Self.tensors(of: topology, &generator), members: ["model": topology.modelMember],
        to: packed, options: options)
      _ = try ModelExport.write(
        ModelStream(reading: File(opening: packed)), as: format, to: foreign)
      #expect(try ExchangeFormat(contentsOf: foreign) == format, "seed \(seed)")
      var added = ImportOptions()
      // Names and shapes alone come back from an archive of arrays.
      if format == .npz { added.model = topology.modelMember }
      try ForeignModel(foreign, as: format, added).write(to: again, options: options)
      let (first, second) = (try Model(contentsOf: packed), try Model(contentsOf: again))
      #expect(first.network.topology == second.network.topology, "seed \(seed)")
      #expect(first.network == second.network, "seed \(seed)")
    }
  }
}
