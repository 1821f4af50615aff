/// The way back through a network: from the error of its last layer to the gradient of every
/// parameter.
///
/// The arrays are allocated once for the largest batch and used again for each.
struct Backward {
  /// The gradients, shaped as the network's parameters, averaged over the batch.
  private(set) var gradients: [[[Float]]]
  /// ∂L/∂z of each layer, `[rows, width]`; that of the last layer is the loss's to write.
  private var errors: [[Float]]
  /// The transposed weights of the layer at hand.
  private var scratch: [[Float]]

  /// Room for `rows` samples.
  init(network: Network, rows: Int) {
    let topology = network.topology
    gradients = network.parameters.map { $0.map { Array(repeating: 0, count: $0.count) } }
    errors = topology.layers.indices.map {
      Array(repeating: 0, count: rows * topology.inputWidth(ofLayer: $0 + 1))
    }
    scratch = network.parameters.enumerated().map { index, tensors in
      index == 0 ? [] : Array(repeating: 0, count: tensors.first?.count ?? 0)
    }
  }

  /// Fills the gradients for the batch that `pass` has just seen.
  ///
  /// - Parameter lossError: writes the loss's error for the last layer over its argument: by z if
  ///   `isFused`, else by y.
  mutating func run(
    network: Network, inputs: [Float], pass: Pass, rows: Int, threads: Int, isFused: Bool,
    lossError: (inout [Float]) -> Void
  ) {
    let topology = network.topology
    let last = topology.layers.count - 1
    lossError(&errors[last])
    for index in stride(from: last, through: 0, by: -1) {
      let width = topology.inputWidth(ofLayer: index)
      switch topology.layers[index] {
      case .dense(let units, let activation, _):
        if index < last || !isFused {
          activation.backward(
            &errors[index], outputs: pass.layers[index], rows: rows, width: units)
        }
        Dense.gradients(
          of: errors[index], inputs: index == 0 ? inputs : pass.layers[index - 1], rows: rows,
          inputs: width, outputs: units, into: &gradients[index], threads: threads)
        if index > 0 {  // nothing uses the error of the inputs themselves
          Dense.inputErrors(
            of: errors[index], rows: rows, inputs: width, outputs: units,
            parameters: network.parameters[index], scratch: &scratch[index],
            into: &errors[index - 1], threads: threads)
        }
      }
    }
  }
}
