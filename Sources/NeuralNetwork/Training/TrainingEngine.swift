/// The memory of a training run, and its one operation: a step.
///
/// Everything is allocated once for the largest batch; a step allocates nothing. It goes through the rows
/// first (forward, loss, backward: each thread some rows, through all layers), then through the parameters
/// (gradient and optimizer: each thread some panels). Only batch norm, which looks at all rows at once,
/// makes the threads wait for one another in between.
final class TrainingEngine: Sendable {
  let topology: Topology
  let threads: Int
  let seed: UInt64
  /// The parameters as they are now, shaped as the network's.
  let tensors: [[FloatBuffer]]
  /// What the optimizer keeps, shaped as the parameters; see ``OptimizerState``.
  let first, second: [[FloatBuffer]]
  /// The panels of the transposed weights of dense layers, for the errors of their inputs; `nil` where
  /// nothing below is trained.
  let transposed: [FloatBuffer?]
  /// The gradients of all that is not weights, and of weights too where they are wanted as a whole.
  let gradients: [[FloatBuffer?]]
  let layers: [LayerMemory]
  /// The rows of the batch, and the place of each among the rows of the data set.
  let inputs: Rows
  let order: Buffer<Int>
  let losses: LossRows
  let segments: [Segment]
  let tasks: [UpdateTask]
  /// What each thread needs beside its operands.
  let scratch: [FloatBuffer]

  /// What one layer keeps from the way forward for the way back.
  struct LayerMemory: Sendable {
    /// What leaves the layer.
    let outputs: Rows
    /// The sums before the activation, where they are needed beside the outputs.
    let sums: Rows?
    /// The loss's slope by the outputs, then by the sums.
    let errors: Rows
    /// Of a normalisation, what it has divided by.
    let normalization: Normalization?
    /// Of dropout, what each input was multiplied by.
    let mask: Rows?
  }

  /// Layers that rows pass independently of each other, or one that sees all of them at once.
  enum Segment: Sendable {
    case rows(Range<Int>)
    case batchNorm(Int)
  }

  /// Memory for batches of at most `rows` rows.
  init(
    network: Network, state: OptimizerState, optimizer: Optimizer, loss: Loss, rows: Int,
    threads: Int, seed: UInt64, keepsGradients: Bool
  ) {
    topology = network.topology
    self.threads = threads
    self.seed = seed
    let widths = topology.widths
    let kinds = topology.layers.enumerated().map { $1.tensors(inputs: widths[$0]) }
    tensors = network.tensors.map { $0.map { $0.copy() } }
    first = Self.memory(kinds, optimizer.keeps.first, state.first)
    second = Self.memory(kinds, optimizer.keeps.second, state.second)
    let lowestTrained = kinds.firstIndex { !$0.isEmpty } ?? 0
    transposed = kinds.enumerated().map { index, kinds in
      guard index > lowestTrained, let layout = kinds.first?.panels else { return nil }
      return FloatBuffer(count: layout.transposed.count)
    }
    gradients = kinds.map {
      $0.map {
        $0.isTrained && ($0.panels == nil || keepsGradients)
          ? FloatBuffer(count: $0.panels?.count ?? $0.count) : nil
      }
    }
    inputs = Rows(count: rows, width: topology.inputs)
    order = Buffer(count: rows)
    losses = LossRows(loss, rows: rows, width: topology.outputs)
    layers = Self.layerMemory(topology, rows: rows, loss: loss)
    segments = Self.segments(topology)
    tasks = Self.tasks(kinds)
    scratch = (0..<threads).map { _ in FloatBuffer(count: Kernels.scratchSize(rows: rows)) }
    for (index, transposed) in transposed.enumerated() {
      if let transposed, let layout = kinds[index][0].panels {
        Kernels.current.transpose(tensors[index][0], layout: layout, into: transposed)
      }
    }
  }

  /// The network as it is now: a copy.
  var network: Network {
    Network(topology: topology, tensors: tensors.map { $0.map { $0.copy() } })
  }

  /// Copies what the optimizer keeps to `state`.
  func save(to state: inout OptimizerState) {
    state.first = first.map { $0.map { $0.copy() } }
    state.second = second.map { $0.map { $0.copy() } }
  }

  /// What the sums over the first `count` rows of the batch are multiplied by: 1 over their weight.
  func share(_ count: Int, _ targets: TargetBatch) -> Float {
    var weight = BlockSum()
    for row in 0..<count { weight.add(targets.weight(row: order[row])) }
    return Float(1 / weight.total)
  }

  /// Whether every parameter is finite.
  var isFinite: Bool { Network(topology: topology, tensors: tensors).isFinite }

  /// What enters layer `index`.
  func entering(_ index: Int) -> Rows { index == 0 ? inputs : layers[index - 1].outputs }

  private static func memory(
    _ kinds: [[LayerTensor]], _ isKept: Bool, _ saved: [[FloatBuffer]]
  ) -> [[FloatBuffer]] {
    guard isKept else { return [] }
    guard saved.isEmpty else { return saved.map { $0.map { $0.copy() } } }
    return kinds.map {
      $0.filter(\.isTrained).map { FloatBuffer(count: $0.panels?.count ?? $0.count) }
    }
  }

  private static func layerMemory(_ topology: Topology, rows: Int, loss: Loss) -> [LayerMemory] {
    let widths = topology.widths
    let last = topology.layers.count - 1
    var errors: [Rows?] = Array(repeating: nil, count: topology.layers.count)
    for index in stride(from: last, through: 0, by: -1) {
      // What works on each number by itself turns the errors of its outputs into those of its inputs.
      let isInPlace =
        if index < last, let above = errors[index + 1] {
          switch topology.layers[index + 1] {
          case .activation, .dropout: Optional(above)
          case .dense, .layerNorm, .batchNorm: Optional<Rows>.none
          }
        } else { Optional<Rows>.none }
      errors[index] = isInPlace ?? Rows(count: rows, width: widths[index + 1])
    }
    return topology.layers.enumerated().map { index, layer in
      let width = widths[index + 1]
      var keepsSums = false
      var normalization: Normalization?
      var mask: Rows?
      switch layer {
      case .dense(_, let activation, _):
        keepsSums =
          activation.needsSums || activation == .softmax || (index == last && loss.isFused)
      case .activation: break
      case .dropout: mask = Rows(count: rows, width: width)
      case .layerNorm(let epsilon), .batchNorm(_, let epsilon):
        normalization = Normalization(rows: rows, width: width, epsilon: epsilon)
      }
      return LayerMemory(
        outputs: Rows(count: rows, width: width),
        sums: keepsSums ? Rows(count: rows, width: width) : nil,
        errors: errors[index] ?? Rows(count: rows, width: width), normalization: normalization,
        mask: mask)
    }
  }

  private static func segments(_ topology: Topology) -> [Segment] {
    var segments: [Segment] = []
    var start = 0
    for (index, layer) in topology.layers.enumerated() {
      guard case .batchNorm = layer else { continue }
      if start < index { segments.append(.rows(start..<index)) }
      segments.append(.batchNorm(index))
      start = index + 1
    }
    if start < topology.layers.count { segments.append(.rows(start..<topology.layers.count)) }
    return segments
  }
}
