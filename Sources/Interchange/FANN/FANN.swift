public import ModelFormat
import NeuralNetwork

/// The .net files of FANN, the Fast Artificial Neural Network Library (libfann/fann, src/fann_io.c).
///
/// Networks of floats are read, of versions 2.1, 2.0 and 1.1; FANN's steepness becomes part of the weights. Those of
/// fixed-point numbers are refused: they compute with integers and straight lines for curves, and would
/// give other values here.
public enum FANN {
  private static let mark = "FANN_FLO_"
  private static let fixedMark = "FANN_FIX_"

  /// Whether a text begins like one of this format.
  public static func recognises(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: mark.utf8) || bytes.starts(with: fixedMark.utf8)
  }

  /// Reads a network.
  ///
  /// - Throws: `FormatError` for a network that is not of fully connected layers, an activation without an exact
  ///   counterpart, lists that do not fit the sizes of the layers, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try options.refuseActivations()
    return try TextFile.read(path) { (bytes) throws(FormatError) in try read(bytes) }
  }

  private static func read(_ bytes: [UInt8]) throws(FormatError) -> ImportedModel {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let version = String(
      decoding: bytes[..<min(end, 40)].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    switch version {
    case mark + "2.1", mark + "2.0": return try read(try FANNParameters(bytes[end...]))
    case mark + "1.1":
      var scanner = TextScanner(bytes[end...])
      return try imported(try FANNNetwork(version1: &scanner))
    default:
      throw FormatError(
        .invalidValue(
          expected: "\(mark)2.1, 2.0 or 1.1, a network of floats,",
          found: version.hasPrefix(fixedMark)
            ? "\(version), one of fixed-point numbers" : "'\(version)'"),
        field: "version", offset: 0)
    }
  }

  private static func read(_ parameters: FANNParameters) throws(FormatError) -> ImportedModel {
    var model = try imported(try FANNNetwork(parameters))
    model.metadata = parameters.metadata
    if try parameters.includesScaling(), let topology = model.topology {
      for (side, name, count) in [
        ("in", "inputs", topology.inputs), ("out", "outputs", topology.outputs),
      ] {
        let scaling = try FANNScaling(parameters, side: side, count: count)
        if !scaling.isIdentity { model.tensors += try scaling.tensors(name) }
      }
      model.assumptions.append(
        "the file's scaling is part of the model: inputs are taken and outputs told unscaled, as around"
          + " fann_scale_input and fann_descale_output")
    }
    return model
  }

  private static func imported(_ network: FANNNetwork) throws(FormatError) -> ImportedModel {
    var model = try network.folded().imported()
    if network.showsBounds {
      model.assumptions.append(
        "FANN keeps what enters a neuron within ±150 / steepness; here there is no bound")
    }
    return model
  }
}
