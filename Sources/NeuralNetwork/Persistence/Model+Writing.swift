public import ModelFormat

extension Model {
  /// Writes the model to a file: whole or not at all, and complete, so that who opens it needs nothing
  /// else to predict.
  ///
  /// - Throws: ``NetworkError`` with `file` where the system refuses, or for a name or number that no file
  ///   may hold.
  public func write(
    to path: String, options: WriteOptions = WriteOptions()
  ) throws(NetworkError) {
    do throws(FormatError) {
      try ModelFileWriter.write(
        try tensors(), members: members(), to: path, options: options)
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }

  /// The members of the header beside the tensors.
  func members() -> JSONObject {
    var members: JSONObject = ["producer": Producer.json]
    members["model"] =
      ModelDescription(topology: network.topology, inputs: inputs, outputs: outputs).json
    members["training"] = training?.json
    if !metadata.isEmpty { members["metadata"] = .object(metadata.object) }
    return members
  }

  /// Every tensor of the model, under the names of spec/format.md §9.
  ///
  /// Larger elements come first, so that formats without padding keep this order and every tensor aligned.
  func tensors() throws(FormatError) -> [SavedTensor] {
    var tensors: [SavedTensor] = []
    for (scaling, name) in [(inputScaling, "inputs"), (outputScaling, "outputs")] {
      guard let scaling else { continue }
      let shape = [scaling.width]
      tensors.append(try SavedTensor("scaling.\(name).mean", shape: shape, scaling.mean))
      tensors.append(try SavedTensor("scaling.\(name).deviation", shape: shape, scaling.deviation))
    }
    if let history = training?.history {
      let shape = [history.epochCount, history.columns.count]
      tensors.append(try SavedTensor("history", shape: shape, history.values))
    }
    let (inputs, outputs) = (network.topology.inputs, network.topology.outputs)
    let exampleCount = (examples?.inputs.count ?? 0) / inputs
    if let examples {
      let shape = [exampleCount, inputs]
      tensors.append(try SavedTensor("examples.inputs", shape: shape, examples.inputs))
    }
    for (index, buffers) in network.tensors.enumerated() {
      for (tensor, buffer) in zip(network.tensorKinds(ofLayer: index), buffers) {
        tensors.append(try SavedTensor(tensor.fullName(inLayer: index), tensor, buffer))
      }
    }
    if let examples {
      let shape = [exampleCount, outputs]
      tensors.append(try SavedTensor("examples.outputs", shape: shape, examples.outputs))
    }
    return tensors
  }
}
