public import ModelFormat
import NeuralNetwork

extension FANN {
  /// How a network of ours is told in FANN's terms.
  ///
  /// FANN bounds the sums of linear neurons to ±150 / steepness, so theirs is small and their weights are as
  /// much larger, both by a power of two, which costs no precision.
  private static func terms(
    _ activation: Activation
  ) -> (activation: FANNActivation, steepness: Double)? {
    switch activation {
    case .sigmoid: (.sigmoid, 0.5)
    case .tanh: (.sigmoidSymmetric, 1)
    case .linear: (.linear, 0x1p-20)
    // What came after version 2.2.0 is read by that one as something else, without a word.
    default: nil
    }
  }

  /// Writes a network of dense layers of sigmoid, tanh and linear, in version 2.1.
  ///
  /// A scaling of the model goes along, for `fann_scale_input` and `fann_descale_output`; `fann_run` alone does not
  /// look at it.
  ///
  /// - Returns: what is left out.
  /// - Throws: `FormatError` for another network, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    let network = try DenseNetwork(model, for: "FANN")
    var text = GrowingText(for: path)
    try text.append("FANN_FLO_2.1\nnum_layers=\(network.sizes.count)\n")
    try text.append("learning_rate=\(exponentForm(of: model.learningRate ?? 0.7))\n")
    try text.append(defaults)
    let sizes = network.sizes.map { "\($0 + 1) " }.joined()
    try text.append("layer_sizes=\(sizes)\n")
    try writeScaling(of: model, network, to: &text)
    try write(network, to: &text)
    try text.write()
    return model.parts(but: [.scaling])
  }

  /// What `fann_create_standard` sets.
  private static let defaults = """
    connection_rate=1.000000
    network_type=0
    learning_momentum=0.000000
    training_algorithm=2
    train_error_function=1
    train_stop_function=0
    cascade_output_change_fraction=0.010000
    quickprop_decay=-0.000100
    quickprop_mu=1.750000
    rprop_increase_factor=1.200000
    rprop_decrease_factor=0.500000
    rprop_delta_min=0.000000
    rprop_delta_max=50.000000
    rprop_delta_zero=0.100000
    cascade_output_stagnation_epochs=12
    cascade_candidate_change_fraction=0.010000
    cascade_candidate_stagnation_epochs=12
    cascade_max_out_epochs=150
    cascade_min_out_epochs=50
    cascade_max_cand_epochs=150
    cascade_min_cand_epochs=50
    cascade_num_candidate_groups=2
    bit_fail_limit=3.5e-01
    cascade_candidate_limit=1.0e+03
    cascade_weight_multiplier=4.0e-01
    cascade_activation_functions_count=10
    cascade_activation_functions=3 5 7 8 10 11 14 15 16 17 \n\
    cascade_activation_steepnesses_count=4
    cascade_activation_steepnesses=2.5e-01 5.0e-01 7.5e-01 1.0e+00 \n
    """

  /// The lists of means and deviations; FANN wants those of both sides, or none.
  private static func writeScaling(
    of model: ExportedModel, _ network: DenseNetwork, to text: inout GrowingText
  ) throws(FormatError) {
    let sides = [
      ("inputs", "in", network.sizes.first ?? 0), ("outputs", "out", network.sizes.last ?? 0),
    ]
    let scaled = sides.map { model.header.index(of: "scaling.\($0.0).mean") != nil }
    guard scaled.contains(true) else { return try text.append("scale_included=0\n") }
    try text.append("scale_included=1\n")
    for ((name, side, count), isScaled) in zip(sides, scaled) {
      try requireMemory(4 * 8 * count, for: "hold the scaling of \(name) in memory")
      var lists = [
        [Double](repeating: 0, count: count), [Double](repeating: 1, count: count),
      ]
      if isScaled {
        lists = [
          try model.parameter("scaling.\(name).mean"),
          try model.parameter("scaling.\(name).deviation"),
        ]
        guard lists.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) }) else {
          throw FormatError(
            .invalidValue(expected: "\(count) finite numbers", found: "others"),
            field: "tensors[\"scaling.\(name).mean\"]")
        }
      }
      lists += [[Double](repeating: -1, count: count), [Double](repeating: 1, count: count)]
      for (list, numbers) in zip(["mean", "deviation", "new_min", "factor"], lists) {
        try text.append("scale_\(list)_\(side)=")
        for number in numbers { try text.append(exponentForm(of: number) + " ") }
        try text.append("\n")
      }
    }
  }

  /// The lists of neurons and of connections.
  private static func write(
    _ network: DenseNetwork, to text: inout GrowingText
  ) throws(FormatError) {
    let none = "(0, 0, 0.0e+00) "
    try text.append("neurons (num_inputs, activation_function, activation_steepness)=")
    for _ in 0...network.layers[0].inputs { try text.append(none) }
    for (index, layer) in network.layers.enumerated() {
      guard let terms = terms(layer.activation) else {
        throw FormatError(
          .unknownWord(layer.activation.word, known: ["sigmoid", "tanh", "linear"]),
          field: "header.model.layers[\(index)].activation")
      }
      let steepness = exponentForm(of: terms.steepness)
      let neuron = "(\(layer.inputs + 1), \(terms.activation.number), \(steepness)) "
      for _ in 0..<layer.outputs { try text.append(neuron) }
      try text.append(none)
    }
    try text.append("\nconnections (connected_to_neuron, weight)=")
    var start = 0
    for layer in network.layers {
      let scale = layer.activation == .linear ? 0x1p20 : 1
      for output in 0..<layer.outputs {
        for source in 0...layer.inputs {
          let weight =
            source < layer.inputs
            ? layer.weights[output * layer.inputs + source] : layer.biases[output]
          guard (weight * scale).isFinite else {
            throw FormatError(
              .outOfRange(expected: "weights below 2^1004", found: "\(weight)"), field: "layers")
          }
          try text.append("(\(start + source), \(exponentForm(of: weight * scale))) ")
        }
      }
      start += layer.inputs + 1
    }
    try text.append("\n")
  }
}
