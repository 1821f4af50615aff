/// What a hidden layer is told of the error of the layer behind it.
public enum HiddenErrors: Hashable, Sendable {
  /// The slope of the loss: dz · Wᵀ, with the weights before their change.
  case slope
  /// What the networks of some introductions do: dy · Wᵀ, without f′ of the layer behind, and with the
  /// weights after their change. Not the slope of any loss; it learns all the same, and is here to
  /// reproduce such a network number by number.
  case simplified
}

extension TrainingEngine {
  /// The way back through dense layers, each changed before its inputs are told of their error.
  ///
  /// - Parameters:
  ///   - count: the rows of the batch, whose loss has been judged.
  ///   - share: what the sums over them are multiplied by.
  func descendSimplified(_ count: Int, share: Float, step: OptimizerStep) {
    let kernels = Kernels.current
    let widest = layers.map(\.outputs.width).max() ?? 1
    let bareRows = Rows(count: count, width: widest)
    for index in layers.indices.reversed() {
      guard case .dense(let units, let activation, _) = topology.layers[index] else { continue }
      let memory = layers[index]
      let bare = bareRows.reshaped(width: units)
      bare.assign(memory.errors, rows: 0..<count)
      kernels.deactivate(
        activation, memory.errors, rows: 0..<count, outputs: memory.outputs, sums: memory.sums)
      for task in tasks where task.layer == index {
        perform(task, count, share: share, step, takesStep: true, 0)
      }
      if let transposed = transposed[index] {
        kernels.product(
          bare, rows: 0..<count, weights: transposed,
          layout: PanelLayout(rows: units, columns: entering(index).width),
          panelStride: bare.stride * FloatBuffer.panel, into: layers[index - 1].errors)
      }
    }
  }
}
