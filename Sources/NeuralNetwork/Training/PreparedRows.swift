/// The rows of a data set as a network takes them: scaled, in single precision.
struct PreparedRows {
  /// The inputs, `[count, topology.inputs]`.
  let inputs: [Float]
  /// The targets.
  let targets: TargetBatch
  /// The number of rows.
  let count: Int

  private static let chunkRows = 256

  /// The rows of `data`.
  ///
  /// - Throws: `count` for a width that is not the network's.
  init(
    _ data: Dataset, topology: Topology, inputScaling: Scaling?, outputScaling: Scaling?
  ) throws(NetworkError) {
    guard data.width == topology.inputs else {
      throw NetworkError(
        .count(expected: topology.inputs, found: data.width), field: "inputs")
    }
    let width = topology.outputs
    let needed: Int
    switch data.targets {
    case .classes: needed = (data.labels?.count == 2 && width == 1) ? 1 : data.labels?.count ?? 0
    case .values: needed = data.outputs.count
    }
    guard needed == width else {
      throw NetworkError(
        .count(expected: needed, found: width),
        field: data.task == .classification
          ? "outputs of the last layer for the classes of \(data.outputs[0].name)"
          : "outputs of the last layer for the targets")
    }
    count = data.count
    (inputs, targets) = withStandardFloatingPoint {
      let kind: TargetBatch.Kind =
        switch data.targets {
        case .classes(let indices): .classes(indices)
        case .values(let values): .values(outputScaling.scaled(values, width: width))
        }
      return (
        inputScaling.scaled(data.features, width: topology.inputs),
        TargetBatch(kind: kind, width: width)
      )
    }
  }

  /// The mean loss of `network` over all rows, and its outputs.
  func judge(
    _ network: Network, loss: Loss, threads: Int
  ) -> (loss: Double, outputs: [Float]) {
    let topology = network.topology
    var pass = Pass(topology: topology, rows: min(count, Self.chunkRows))
    var sum = BlockSum()
    var outputs: [Float] = []
    outputs.reserveCapacity(count * topology.outputs)
    for start in stride(from: 0, to: count, by: Self.chunkRows) {
      let end = min(start + Self.chunkRows, count)
      let batch = targets.gathered(Array(start..<end)[...])
      pass.forward(
        Array(inputs[(start * topology.inputs)..<(end * topology.inputs)]), rows: end - start,
        network: network, threads: threads)
      for row in 0..<(end - start) {
        sum.add(loss.value(outputs: pass.outputs, sums: pass.sums, targets: batch, row: row))
      }
      outputs += pass.outputs[..<((end - start) * topology.outputs)]
    }
    return (sum.total / Double(count), outputs)
  }

  /// How many rows of `outputs` speak for the right class; `nil` for values.
  func rightCount(_ outputs: [Float], from start: Int = 0) -> Int? {
    guard case .classes(let indices) = targets.kind else { return nil }
    let width = targets.width
    return (0..<(outputs.count / width)).count {
      classIndex(of: outputs[($0 * width)..<(($0 + 1) * width)]) == indices[start + $0]
    }
  }
}
