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
    try Kernels.validateRequest()
    let result = outputs(for: inputs.elements, rows: inputs.rows, threads: threads)
    return try Matrix(rows: inputs.rows, columns: topology.outputs, elements: result)
  }

  /// The outputs for one sample.
  ///
  /// - Throws: `shapes` for a number of inputs that is not the network's.
  public func predict(_ input: [Float]) throws(NetworkError) -> [Float] {
    guard input.count == topology.inputs else {
      throw NetworkError(
        .shapes(left: [1, input.count], right: [1, topology.inputs]), field: "inputs")
    }
    try Kernels.validateRequest()
    return outputs(for: input, rows: 1, threads: 1)
  }

  /// The outputs for `rows` rows of `inputs`, row after row.
  func outputs(for inputs: [Float], rows: Int, threads: Int) -> [Float] {
    let work = rows * topology.parameterCount
    return FloatBuffer.array(count: rows * topology.outputs) { target in
      FloatBuffer.withElements(of: inputs) { source in
        let source = Rows(unpadded: source, width: topology.inputs)
        let target = Rows(unpadded: target, width: topology.outputs)
        withStandardFloatingPoint {
          onEachPart(of: rows, threads: work < minimumParallelWork ? 1 : threads) { part in
            InferencePass(network: self, rows: part.count)
              .run(source, rows: part, into: target)
          }
        }
      }
    }
  }
}

/// Memory for the way of some rows through a network of which nothing but the outputs is wanted.
struct InferencePass {
  private let network: Network
  private let blockRows: Int
  private let halves: (Rows, Rows)

  /// So many rows at a time that what is between two layers stays in the cache.
  private static let largestBlock = 96

  /// Room for blocks of at most `rows` rows.
  init(network: Network, rows: Int) {
    self.network = network
    blockRows = max(1, min(rows, Self.largestBlock))
    let width = network.topology.widths.dropFirst().max() ?? 1
    halves = (Rows(count: blockRows, width: width), Rows(count: blockRows, width: width))
  }

  /// Fills `target` for some rows of `source`.
  func run(_ source: Rows, rows: Range<Int>, into target: Rows) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
      let block = start..<min(start + blockRows, rows.upperBound)
      let last = forward(source, block)
      for row in 0..<block.count {
        for column in 0..<target.width {
          target[block.lowerBound + row, column] = last[row, column].withCanonicalNaN
        }
      }
    }
  }

  private func forward(_ source: Rows, _ block: Range<Int>) -> Rows {
    let kernels = Kernels.current
    let rows = 0..<block.count
    var (current, spare) = halves
    var isFirst = true
    for (index, layer) in network.topology.layers.enumerated() {
      let tensors = network.tensors[index]
      if case .dense(let units, let activation, let hasBias) = layer {
        let x = isFirst ? source : current
        let y = spare.reshaped(width: units)
        kernels.product(
          x, rows: isFirst ? block : rows, weights: tensors[0],
          layout: PanelLayout(rows: x.width, columns: units), bias: hasBias ? tensors[1] : nil,
          activation: activation == .softmax ? .linear : activation, into: y, at: 0)
        if activation == .softmax { kernels.softmax(y, rows: rows, into: y) }
        (current, spare) = (y, current)
        isFirst = false
        continue
      }
      if isFirst {
        current = current.reshaped(width: source.width)
        for row in rows {
          current.buffer.assign(
            source.buffer, from: (block.lowerBound + row) * source.stride, length: source.width,
            at: row * current.stride)
        }
        isFirst = false
      }
      switch layer {
      case .dense, .dropout: break
      case .activation(let activation):
        kernels.activate(activation, current, rows: rows, into: current)
      case .layerNorm(let epsilon):
        Normalization(rows: block.count, width: current.width, epsilon: epsilon)
          .layerNorm(current, rows: rows, gain: tensors[0], shift: tensors[1], into: current)
      case .batchNorm(_, let epsilon):
        Normalization.batchNorm(
          current, rows: rows, tensors: tensors, epsilon: epsilon, into: current)
      }
    }
    return current
  }
}

/// Puts `new` in the place of `value` and gives back what stood there, without a copy.
func exchange<Value>(_ value: inout Value, _ new: Value) -> Value {
  let old = value
  value = new
  return old
}
