/// Epochs of a network so small that a call a step would take longer than the step: dense layers at most 16
/// wide, one sample a step, plain gradient descent.
///
/// The bits are those of the engine; only the time differs.
struct TinyEpoch {
  private let layers: [Kernels.TinyLayer]
  private let loss: Loss
  private let inputs, targets: FloatBuffer
  private let classes: Buffer<Int>?
  private let rows: Int
  /// The order of the epoch's samples, what each came to, and whether its class was told rightly.
  let order: Buffer<Int>
  let losses: Buffer<Double>
  let isRight: Buffer<Int>

  /// The epoch of `engine` over `data`; `nil` where the network, or what is asked of it, is not of this
  /// kind.
  init?(
    _ engine: TrainingEngine, _ data: PreparedRows, batchRows: Int, _ settings: TrainingSettings
  ) {
    guard batchRows == 1, settings.clipping == nil, settings.hiddenErrors == .slope,
      data.targets.weights == nil, case .sgd(_, 0, _, 0) = settings.optimizer,
      settings.warmupSteps == 0
    else { return nil }
    if case .cosine = settings.schedule { return nil }  // whose rate changes within an epoch
    let loss = engine.losses.loss
    guard loss.kind == .meanSquaredError || loss.kind == .binaryCrossEntropy else { return nil }
    let topology = engine.topology
    guard topology.widths.allSatisfy({ $0 <= Kernels.tinyWidth }),
      topology.layers.count <= Kernels.tinyLayers
    else { return nil }
    var layers: [Kernels.TinyLayer] = []
    for (index, layer) in topology.layers.enumerated() {
      guard case .dense(let units, let activation, let hasBias) = layer else { return nil }
      layers.append(
        Kernels.TinyLayer(
          inputs: topology.widths[index], outputs: units, weights: engine.tensors[index][0],
          bias: hasBias ? engine.tensors[index][1] : nil, transposed: engine.transposed[index],
          activation: activation))
    }
    self.layers = layers
    self.loss = loss
    rows = data.count
    let width = topology.outputs
    inputs = FloatBuffer(count: data.inputs.count)
    inputs.assign(data.inputs, from: 0, length: data.inputs.count, at: 0)
    targets = FloatBuffer(count: data.count * width)
    for row in 0..<data.count {
      for j in 0..<width { targets[row * width + j] = data.targets.value(row: row, output: j) }
    }
    if case .classes(let indices) = data.targets.kind {
      let buffer = Buffer<Int>(count: data.count)
      buffer.assign(indices, from: 0, length: data.count, at: 0)
      classes = buffer
    } else {
      classes = nil
    }
    order = Buffer(count: data.count)
    losses = Buffer(count: data.count)
    isRight = Buffer(count: data.count)
  }

  /// Takes a step for each of the first `count` samples of ``order``.
  func run(count: Int, rate: Double) {
    let width = layers.last?.outputs ?? 1
    Kernels.current.trainTiny(
      layers, rows: rows, isFused: loss.isFused,
      share: loss.isFused ? 1 / Float(width) : 2 / Float(width),
      rate: -Float(rate), order: order, count: count, inputs: inputs, targets: targets,
      classes: classes, losses: losses, isRight: isRight)
  }
}
