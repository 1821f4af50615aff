import ModelFormat

/// All that a file says of a model but the parameters of its network: what costs little to read, however large that is.
struct ModelParts {
  /// How the network was trained, with the history.
  let training: TrainingRecord?
  let inputScaling: Scaling?
  let outputScaling: Scaling?
  let examples: Examples?

  /// Interprets a header, of which there is a summary, and the tensors that it names.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N6, the tensors of layers aside.
  init(_ summary: ModelSummary, _ tensors: ModelTensors) throws(FormatError) {
    var training = summary.training
    training?.history = try TrainingHistory(tensors.header, tensors)
    self.training = training
    let topology = summary.topology
    inputScaling = try Self.scaling("scaling.inputs", topology.inputs, tensors)
    outputScaling = try Self.scaling("scaling.outputs", topology.outputs, tensors)
    if outputScaling != nil, summary.outputs?.first?.labels != nil {
      throw FormatError(
        .inconsistent(expected: "no scaling of classes", found: "one"),
        field: "tensors[\"scaling.outputs.mean\"]", offset: Header.offset)
    }
    examples = try Self.examples(topology, tensors)
  }

  private static func scaling(
    _ name: String, _ width: Int, _ tensors: ModelTensors
  ) throws(FormatError) -> Scaling? {
    guard tensors.contains("\(name).mean") || tensors.contains("\(name).deviation") else {
      return nil
    }
    let mean = try tensors.doubles("\(name).mean", shape: [width])
    let deviation = try tensors.doubles("\(name).deviation", shape: [width])
    do throws(NetworkError) {
      return try Scaling(mean: mean, deviation: deviation)
    } catch {
      let fault = mean.allSatisfy(\.isFinite) ? "deviation" : "mean"
      throw FormatError(
        .inconsistent(expected: "finite means and deviations above 0", found: "others"),
        field: "tensors[\"\(name).\(fault)\"]", offset: Header.offset)
    }
  }

  private static func examples(
    _ topology: Topology, _ tensors: ModelTensors
  ) throws(FormatError) -> Examples? {
    guard tensors.contains("examples.inputs") || tensors.contains("examples.outputs") else {
      return nil
    }
    let rows = try tensors.rows(of: "examples.inputs")
    return Examples(
      inputs: try tensors.doubles("examples.inputs", shape: [rows, topology.inputs]),
      outputs: try tensors.floats("examples.outputs", shape: [rows, topology.outputs]))
  }
}
