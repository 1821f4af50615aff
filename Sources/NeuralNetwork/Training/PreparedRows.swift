/// The rows of a data set as a network takes them: scaled, in single precision.
struct PreparedRows {
  /// The inputs, `[count, topology.inputs]`.
  let inputs: [Float]
  /// The targets.
  let targets: TargetBatch
  /// The number of rows.
  let count: Int

  /// The rows of `data`.
  ///
  /// - Parameter weights: how much each row counts; `nil` where all count alike.
  /// - Throws: `count` for a width that is not the network's, `file` where there is too little memory.
  init(
    _ data: Dataset, topology: Topology, inputScaling: Scaling?, outputScaling: Scaling?,
    weights: [Double]? = nil
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
    try topology.requireMemory(forRows: count)
    (inputs, targets) = withStandardFloatingPoint {
      let kind: TargetBatch.Kind =
        switch data.targets {
        case .classes(let indices): .classes(indices)
        case .values(let values): .values(outputScaling.scaled(values, width: width))
        }
      return (
        inputScaling.scaled(data.features, width: topology.inputs),
        TargetBatch(kind: kind, width: width, weights: weights)
      )
    }
  }
}
