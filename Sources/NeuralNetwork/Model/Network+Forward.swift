extension Network {
  /// The outputs for a batch, one row a sample.
  ///
  /// A row's bits depend neither on the rows beside it nor on `threads`.
  ///
  /// - Parameter inputs: `[batch, topology.inputs]`.
  /// - Returns: `[batch, topology.outputs]`.
  /// - Throws: `shapes` for rows of another width.
  public func forward(_ inputs: Matrix, threads: Int = 1) throws(NetworkError) -> Matrix {
    guard inputs.columns == topology.inputs else {
      throw NetworkError(
        .shapes(left: inputs.shape, right: [inputs.rows, topology.inputs]), field: "inputs")
    }
    var result = withStandardFloatingPoint {
      var pass = Pass(topology: topology, rows: inputs.rows)
      pass.forward(inputs.elements, rows: inputs.rows, network: self, threads: threads)
      return pass.outputs
    }
    for i in result.indices { result[i] = result[i].withCanonicalNaN }
    return try Matrix(rows: inputs.rows, columns: topology.outputs, elements: result)
  }

  /// The outputs for one sample.
  ///
  /// - Throws: `shapes` for a number of inputs that is not the network's.
  public func predict(_ input: [Float]) throws(NetworkError) -> [Float] {
    let batch = try Matrix(rows: 1, columns: input.count, elements: input)
    return try forward(batch).elements
  }
}

/// What one pass through a network leaves behind, layer by layer, for the way back.
///
/// The arrays are allocated once for the largest batch and used again for each.
struct Pass {
  /// The outputs of each layer, `[rows, width]`.
  private(set) var layers: [[Float]]
  /// The sums of the last layer before its activation, which fused losses need.
  private(set) var sums: [Float]

  /// Room for `rows` samples.
  init(topology: Topology, rows: Int) {
    layers = topology.layers.indices.map {
      Array(repeating: 0, count: rows * topology.inputWidth(ofLayer: $0 + 1))
    }
    sums = Array(repeating: 0, count: rows * topology.outputs)
  }

  /// The outputs of the network.
  var outputs: [Float] { layers[layers.count - 1] }

  /// Fills the outputs of every layer for `rows` samples.
  mutating func forward(_ inputs: [Float], rows: Int, network: Network, threads: Int) {
    let topology = network.topology
    var width = topology.inputs
    for (index, layer) in topology.layers.enumerated() {
      let isLast = index == topology.layers.count - 1
      switch layer {
      case .dense(let units, let activation, _):
        var y = exchange(&layers[index], [])
        Dense.sums(
          of: index == 0 ? inputs : layers[index - 1], rows: rows, inputs: width, outputs: units,
          parameters: network.parameters[index], into: &y, threads: threads)
        if isLast { copy(y, into: &sums) }
        activation.forward(&y, rows: rows, width: units)
        layers[index] = y
      }
      width = layer.outputs(inputs: width)
    }
  }
}

/// Puts `new` in the place of `value` and gives back what stood there, without a copy.
func exchange<Value>(_ value: inout Value, _ new: Value) -> Value {
  let old = value
  value = new
  return old
}

/// Writes the elements of `source` over those of `target`, which has as many.
private func copy(_ source: [Float], into target: inout [Float]) {
  for i in source.indices { target[i] = source[i] }
}
