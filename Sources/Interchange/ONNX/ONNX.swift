public import ModelFormat

/// The ONNX format: a graph of operators, as PyTorch, scikit-learn and others hand networks over to run elsewhere.
///
/// Read are graphs that are one chain of layers. What they say is github.com/onnx/onnx's `onnx.proto`, and
/// `docs/Operators.md` of the ops.
public enum ONNX {
  /// What a protobuf message must be smaller than.
  static let sizeLimit = 1 << 31

  /// Whether a file begins like one of this format.
  ///
  /// There is no magic number: field 1 with a version from 1 to 99, then another field of a model.
  public static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(front.prefix(4))
    guard bytes.count == 4, bytes[0] == 0x08, (1...99).contains(bytes[1]) else { return false }
    switch bytes[2] {
    // Texts, model_version, graph, opset_import, metadata_props.
    case 0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72: return true
    // training_info, functions.
    case 0xA2, 0xCA: return bytes[3] == 0x01
    default: return false
    }
  }

  /// Reads the network of a file, which tells its layers itself.
  ///
  /// - Throws: `FormatError` for what is no model, for a graph that is no chain of layers that models here have, with
  ///   the node at fault; for activations, which the file knows; for what is beyond the options' limits; or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try options.refuseActivations()
    let bytes = try WholeFile.read(path, limit: sizeLimit - 1)
    do throws(FormatError) {
      let model = try ONNXModel(parsing: bytes, path: path, limits: options.limits)
      return try ONNXNetwork.read(model, fileSize: bytes.count, limits: options.limits)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Writes the network of a model file, and tells what of the file it has left out.
  ///
  /// - Throws: `FormatError` for a file without a network, parameters that are no floats, more than a file of this
  ///   format may hold, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    try write(model, to: path, limit: sizeLimit)
  }

  /// The same, for files of less than `limit` bytes.
  static func write(
    _ model: ExportedModel, to path: String, limit: Int
  ) throws(FormatError) -> [ModelPart] {
    var export = try ONNXExport(model)
    // Before it is made, and with all that stands around the parameters.
    try check(export.parameterBytes, limit)
    let file = try export.file()
    try check(file.count, limit)
    try file.write(to: path)
    return model.parts(but: export.kept)
  }

  private static func check(_ size: Int, _ limit: Int) throws(FormatError) {
    guard size < limit else {
      throw FormatError(
        .limitExceeded(
          expected: "less than \(limit) bytes, which is all that a file of ONNX holds,",
          found: "\(size)"), field: "parameters")
    }
  }
}
