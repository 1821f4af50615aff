import Testing

@testable import NeuralNetwork

/// One batch of a data set in a training engine, with what tests look at.
struct EngineBatch {
  let engine: TrainingEngine
  let data: PreparedRows

  /// An engine for batches of `rows` rows of `data`, weighted by `weights`.
  init(
    _ network: Network, loss: Loss, data: Dataset, weights: [Double]? = nil, rows: Int? = nil,
    optimizer: Optimizer = .sgd(learningRate: 1e-3), keepsGradients: Bool = true
  ) throws {
    self.data = try PreparedRows(
      data, topology: network.topology, inputScaling: nil, outputScaling: nil, weights: weights)
    engine = TrainingEngine(
      network: network, state: OptimizerState(), optimizer: optimizer, loss: loss,
      rows: rows ?? data.count, threads: 1, seed: 9, keepsGradients: keepsGradients)
  }

  /// Forward, loss and back for some rows; the mean loss.
  @discardableResult
  func pass(_ rows: Range<Int>, step: Int = 1, goesBack: Bool = true) -> Double {
    for (place, row) in rows.enumerated() { engine.order[place] = row }
    engine.passRows(rows.count, of: data, step: step, threads: 1, goesBack: goesBack)
    var judgement = Judgement()
    judgement.add(
      engine.losses.values, engine.losses.isRight, count: rows.count, targets: data.targets,
      order: engine.order)
    return judgement.loss
  }

  /// What leaves the network for the rows of the last pass.
  func outputs(_ count: Int) -> [Double] {
    let outputs = engine.layers[engine.layers.count - 1].outputs
    return (0..<count).flatMap { row in
      (0..<outputs.width).map { Double(outputs[row, $0]) }
    }
  }

  /// The gradients of the last pass over `count` rows, shaped as the tensors that have one.
  ///
  /// The parameters do not move.
  func gradients(_ count: Int) -> [[[Double]]] {
    var state = OptimizerState()
    let still = state.next(.sgd(learningRate: 0), rate: 0, clipping: nil)
    engine.update(
      count, share: engine.share(count, data.targets), constants: still, bound: .infinity,
      threads: 1)
    let widths = engine.topology.widths
    return engine.topology.layers.enumerated().map { index, layer in
      zip(layer.tensors(inputs: widths[index]), engine.gradients[index]).compactMap {
        kind, buffer in
        buffer.map { kind.elements($0).map(Double.init) }
      }
    }
  }
}

extension Topology {
  /// A network of tensors given by their names in files.
  func network(_ tensors: [String: [Double]]) throws -> Network {
    let widths = widths
    return Network(
      topology: self,
      tensors: try layers.enumerated().map { index, layer in
        try layer.tensors(inputs: widths[index]).map { tensor in
          let elements = try #require(tensors["layers.\(index).\(tensor.name)"])
          try #require(elements.count == tensor.count)
          return tensor.buffer(elements.map { Float($0) })
        }
      })
  }

  /// The names in files of the tensors that training changes by gradients, shaped as those.
  var trainedNames: [[String]] {
    let widths = widths
    return layers.enumerated().map { index, layer in
      layer.tensors(inputs: widths[index]).filter(\.isTrained).map { "layers.\(index).\($0.name)" }
    }
  }
}

extension Network {
  /// Every tensor by its name in files, elements in that order.
  var named: [String: [Double]] {
    var named: [String: [Double]] = [:]
    for index in topology.layers.indices {
      for (kind, buffer) in zip(tensorKinds(ofLayer: index), tensors[index]) {
        named["layers.\(index).\(kind.name)"] = kind.elements(buffer).map(Double.init)
      }
    }
    return named
  }
}

extension Dataset {
  /// Rows of numbers with the values they should lead to.
  static func of(
    _ rows: [[Double]], values: [[Double]]
  ) throws -> Dataset {
    try Dataset(
      inputs: (0..<rows[0].count).map { Column(name: "x\($0)") },
      outputs: (0..<values[0].count).map { Column(name: "y\($0)") },
      features: rows.flatMap { $0 }, targets: .values(values.flatMap { $0 }))
  }

  /// Rows of numbers with their classes.
  static func of(_ rows: [[Double]], classes: [Int], of count: Int) throws -> Dataset {
    try Dataset(
      inputs: (0..<rows[0].count).map { Column(name: "x\($0)") },
      outputs: [Column(name: "y", kind: .classes(labels: (0..<count).map { "c\($0)" }))],
      features: rows.flatMap { $0 }, targets: .classes(classes))
  }
}
