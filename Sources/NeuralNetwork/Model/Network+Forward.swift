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
    let threads = work < minimumParallelWork ? 1 : threads
    return FloatBuffer.array(count: rows * topology.outputs) { target in
      FloatBuffer.withElements(of: inputs) { source in
        let source = Rows(unpadded: source, width: topology.inputs)
        let target = Rows(unpadded: target, width: topology.outputs)
        withStandardFloatingPoint {
          let blocks = Blocks(of: rows, size: InferencePass.blockRows)
          onEachThread(of: threads) { _ in
            let pass = InferencePass(network: self, rows: rows)
            while let block = blocks.next() { pass.run(source, rows: block, into: target) }
          }
        }
      }
    }
  }
}

/// Memory for the way of some rows through a network of which nothing but the outputs is wanted.
struct InferencePass {
  private let network: Network
  private let halves: (Rows, Rows)

  /// So many rows at a time that what is between two layers stays in the cache.
  static let blockRows = 48

  /// Room for blocks of a batch of `rows` rows.
  init(network: Network, rows: Int) {
    self.network = network
    let count = min(rows, Self.blockRows)
    let width = network.topology.widths.dropFirst().max() ?? 1
    halves = (Rows(count: count, width: width), Rows(count: count, width: width))
  }

  /// Fills `target` for the rows of one block of `source`.
  func run(_ source: Rows, rows block: Range<Int>, into target: Rows) {
    let last = forward(source, block)
    for row in 0..<block.count {
      for column in 0..<target.width {
        target[block.lowerBound + row, column] = last[row, column].withCanonicalNaN
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
