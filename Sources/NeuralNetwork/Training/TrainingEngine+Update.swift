import CKernels

extension TrainingEngine {
  /// A part of the parameters that one thread at a time takes care of.
  enum UpdateTask: Sendable {
    /// Some panels of the weights of a dense layer.
    case weights(layer: Int, layout: PanelLayout, panels: Range<Int>)
    /// The bias of a dense layer, or gain and shift of a normalisation.
    case rest(layer: Int)

    /// The layer concerned.
    var layer: Int {
      switch self {
      case .weights(let layer, _, _), .rest(let layer): layer
      }
    }
  }

  /// The panels of one task: as many as the widest tile has.
  private static let taskPanels = 2

  /// The tasks, the larger ones first.
  static func tasks(_ kinds: [[LayerTensor]]) -> [UpdateTask] {
    var weights: [(work: Int, task: UpdateTask)] = []
    var rest: [UpdateTask] = []
    for (layer, kinds) in kinds.enumerated() where !kinds.isEmpty {
      if let layout = kinds[0].panels {
        for start in stride(from: 0, to: layout.panels, by: taskPanels) {
          let panels = start..<min(start + taskPanels, layout.panels)
          weights.append(
            (panels.count * layout.rows, .weights(layer: layer, layout: layout, panels: panels)))
        }
        if kinds.count > 1 { rest.append(.rest(layer: layer)) }
      } else {
        rest.append(.rest(layer: layer))
      }
    }
    return weights.sorted { $0.work > $1.work }.map(\.task) + rest
  }

  /// The gradients of all parameters for the first `count` rows, and the step to which they lead.
  ///
  /// - Parameters:
  ///   - share: what the sums over the rows are multiplied by, 1 / rows.
  ///   - bound: the largest norm of the gradient, if there is one.
  func update(
    _ count: Int, share: Float, constants: OptimizerStep, bound: Double?, threads: Int
  ) {
    guard let bound else {
      return forEachTask(threads) { task, thread in
        perform(task, count, share: share, constants, takesStep: true, thread)
      }
    }
    forEachTask(threads) { task, thread in
      perform(task, count, share: share, constants, takesStep: false, thread)
    }
    var scaled = constants
    let norm = gradientNorm
    if norm > bound { scaled.scale = Float(bound / norm) }
    let step = scaled
    onEachPart(of: tensors.count, threads: threads) { layers in
      for layer in layers { takeStep(layer, step) }
    }
  }

  private func forEachTask(_ threads: Int, _ body: @Sendable (UpdateTask, Int) -> Void) {
    let queue = Blocks(of: tasks.count, size: 1)
    onEachThread(of: threads) { thread in
      while let places = queue.next() {
        for place in places { body(tasks[place], thread) }
      }
    }
  }

  func perform(
    _ task: UpdateTask, _ count: Int, share: Float, _ constants: OptimizerStep, takesStep: Bool,
    _ thread: Int
  ) {
    let kernels = Kernels.current
    switch task {
    case .weights(let layer, let layout, let panels):
      kernels.gradient(
        panels: panels, layout: layout, inputs: entering(layer), errors: layers[layer].errors,
        rows: count, share: share, weights: tensors[layer][0], transposed: transposed[layer],
        gradient: takesStep ? nil : gradients[layer][0], first: kept(first, layer, 0),
        second: kept(second, layer, 0), step: constants, scratch: scratch[thread])
    case .rest(let layer):
      let gradients = gradients[layer].compactMap { $0 }
      if let normalization = layers[layer].normalization {
        normalization.gradients(
          of: layers[layer].errors, count: count, share: share, gain: gradients[0],
          shift: gradients[1])
      } else if let bias = self.gradients[layer][1] {
        kernels.columnSums(layers[layer].errors, count: count, factor: share, into: bias)
      }
      if takesStep { takeStep(layer, constants, skippingWeights: true) }
    }
  }

  /// The step of the tensors of one layer whose gradients are kept.
  private func takeStep(_ layer: Int, _ constants: OptimizerStep, skippingWeights: Bool = false) {
    for (place, gradient) in gradients[layer].enumerated() {
      guard let gradient else { continue }
      Kernels.current.step(
        constants, tensors[layer][place], gradient: gradient, first: kept(first, layer, place),
        second: kept(second, layer, place))
    }
    if !skippingWeights, let transposed = transposed[layer] {
      let layout = PanelLayout(rows: entering(layer).width, columns: layers[layer].outputs.width)
      Kernels.current.transpose(tensors[layer][0], layout: layout, into: transposed)
    }
  }

  private func kept(_ memory: [[FloatBuffer]], _ layer: Int, _ place: Int) -> FloatBuffer? {
    memory.isEmpty ? nil : memory[layer][place]
  }

  /// The root of the sum of all squares, in double precision: the inputs of a unit in order, then the
  /// units, then the tensors (rule A11).
  private var gradientNorm: Double {
    var sum = BlockSum()
    for (layer, gradients) in gradients.enumerated() {
      for gradient in gradients {
        guard let gradient else { continue }
        let width = layers[layer].outputs.width
        let rows = gradient.count / padded(width)
        let layout = PanelLayout(rows: rows, columns: width)
        for column in 0..<width {
          var square = 0.0
          for row in 0..<rows {
            let g = Double(gradient[layout.position(row: row, column: column)])
            square += g * g
          }
          sum.add(square)
        }
      }
    }
    return sum.total.squareRoot()
  }
}
