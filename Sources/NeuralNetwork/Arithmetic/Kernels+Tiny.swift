import CKernels

extension Kernels {
  /// The largest width of a layer, and the largest number of layers, for ``trainTiny``.
  static let tinyWidth = Int(NN_TINY_WIDTH)
  static let tinyLayers = Int(NN_TINY_LAYERS)

  /// One dense layer of a tiny network.
  struct TinyLayer: Sendable {
    let inputs, outputs: Int
    let weights: FloatBuffer
    let bias, transposed: FloatBuffer?
    let activation: Activation
  }

  /// An epoch of plain gradient descent, one sample a step, in one call (rules A2, A6, A11, A13).
  ///
  /// - Parameters:
  ///   - rows: the number of rows there are.
  ///   - isFused: whether the loss is binary cross-entropy, else the mean squared error.
  ///   - order: for each step the row of its sample.
  ///   - inputs, targets: the rows, without padding.
  ///   - classes: the class of each row, if it has one.
  ///   - losses: gets the loss of each step.
  ///   - isRight: gets 1 for each step whose class was told rightly.
  func trainTiny(
    _ layers: [TinyLayer], rows: Int, isFused: Bool, share: Float, rate: Float, order: Buffer<Int>,
    count: Int,
    inputs: FloatBuffer, targets: FloatBuffer, classes: Buffer<Int>?, losses: Buffer<Double>,
    isRight: Buffer<Int>
  ) {
    guard let first = layers.first, let last = layers.last, layers.count <= Self.tinyLayers else {
      preconditionFailure("1 to \(Self.tinyLayers) layers")
    }
    precondition(
      inputs.count >= rows * first.inputs && targets.count >= rows * last.outputs
        && (0..<count).allSatisfy { (0..<rows).contains(order[$0]) },
      "an order of other rows")
    let described = unsafe layers.map { layer in
      precondition(
        (1...Self.tinyWidth).contains(layer.inputs) && (1...Self.tinyWidth).contains(layer.outputs),
        "a layer wider than \(Self.tinyWidth)")
      return unsafe nn_tiny_layer(
        inputs: layer.inputs, outputs: layer.outputs,
        weights: layer.weights.pointer(at: 0, length: layer.inputs * FloatBuffer.panel),
        bias: layer.bias?.pointer(at: 0, length: FloatBuffer.panel),
        transposed: layer.transposed?.pointer(at: 0, length: layer.outputs * FloatBuffer.panel),
        activation: layer.activation.kernel, slope: layer.activation.slopeParameter)
    }
    unsafe described.withUnsafeBufferPointer { described in
      unsafe withUnsafePointer(
        to: nn_tiny(
          layers: layers.count, layer: described.baseAddress,
          loss: isFused ? NN_BINARY_CROSS_ENTROPY : NN_SQUARED_ERROR, share: share, rate: rate,
          count: count, order: order.pointer(at: 0, length: count),
          inputs: inputs.pointer(at: 0, length: rows * first.inputs),
          targets: targets.pointer(at: 0, length: rows * last.outputs),
          classes: classes?.pointer(at: 0, length: rows),
          losses: losses.pointer(at: 0, length: count),
          is_right: classes == nil ? nil : isRight.pointer(at: 0, length: count))
      ) { unsafe table.pointee.tiny($0) }
    }
  }
}
