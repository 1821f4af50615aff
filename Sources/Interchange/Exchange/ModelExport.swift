public import ModelFormat

/// Writes what a model file holds in another format.
public enum ModelExport {
  /// Writes a whole model file.
  ///
  /// - Returns: what the format has no place for, and was left out.
  /// - Throws: `FormatError` for whatever is damaged; with `missing-member` for a bag of tensors where a network is
  ///   needed; for a network that the format cannot tell; or `system`.
  /// - Precondition: the format is one that is written, and not our own.
  public static func write(
    _ stream: consuming ModelStream, as format: ExchangeFormat, to path: String
  ) throws(FormatError) -> [ModelPart] {
    if format == .safetensors {
      try Safetensors.write(stream, to: path)
      return []
    }
    let model = try ExportedModel(reading: stream)
    switch format {
    case .npz: return try NPZ.write(model, to: path)
    case .onnx: return try ONNX.write(model, to: path)
    case .toyNeuralNetwork: return try ToyNeuralNetwork.write(model, to: path)
    case .brainJS: return try BrainJS.write(model, to: path)
    case .genann: return try Genann.write(model, to: path)
    case .fann: return try FANN.write(model, to: path)
    case .json: return try ModelJSON.write(model, to: path)
    case .npy, .csv:
      guard model.tensors.count == 1, let tensor = model.tensors.first else {
        throw FormatError(
          .inconsistent(
            expected: "one tensor, chosen by its name,", found: "\(model.tensors.count)"),
          field: "tensors")
      }
      try write(tensor, as: format, to: path)
      return []
    case .nnmodel, .safetensors, .shards, .pytorch: preconditionFailure("not written here")
    }
  }

  /// Writes one tensor.
  ///
  /// - Throws: `FormatError` for an element type that the format does not have, or `system`.
  /// - Precondition: the format is one for single tensors.
  public static func write(
    _ tensor: Tensor, as format: ExchangeFormat, to path: String
  ) throws(FormatError) {
    switch format {
    case .npy: try NPY.write(tensor, to: path)
    case .csv: try TensorCSV.write(tensor, to: path)
    default: preconditionFailure("a format for several tensors")
    }
  }
}
