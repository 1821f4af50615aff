import ModelFormat
import NeuralNetwork

/// The figures by which FANN scales inputs or outputs (fann_train_data.c, `fann_scale_input`):
/// ((x − mean) / deviation + 1) · factor + new_min.
///
/// That is (x − M) / D of ours with D = deviation / factor and M = mean − D · (factor + new_min); what FANN writes
/// for a range from −1 to 1, factor 1 and new_min −1, is mean and deviation themselves.
struct FANNScaling {
  /// Ours.
  let scaling: Scaling

  /// Reads the four lists of a side, `in` or `out`.
  ///
  /// - Throws: `FormatError` for lists of another length, or figures that are no scaling.
  init(_ parameters: FANNParameters, side: String, count: Int) throws(FormatError) {
    func list(_ name: String) throws(FormatError) -> [Double] {
      try parameters.numbers("scale_\(name)_\(side)", count: count)
    }
    let (mean, deviation) = (try list("mean"), try list("deviation"))
    let (least, factor) = (try list("new_min"), try list("factor"))
    try requireMemory(2 * 8 * count, for: "hold the scaling of \(count) columns in memory")
    let width = zip(deviation, factor).map { $0 / $1 }
    let middle = mean.indices.map { mean[$0] - width[$0] * (factor[$0] + least[$0]) }
    do throws(NetworkError) {
      scaling = try Scaling(mean: middle, deviation: width)
    } catch {
      throw FormatError(
        .invalidValue(expected: "a finite mean and a deviation above 0", found: "\(error)"),
        field: "scale_deviation_\(side)")
    }
  }

  /// Whether nothing changes.
  var isIdentity: Bool {
    scaling.mean.allSatisfy { $0 == 0 } && scaling.deviation.allSatisfy { $0 == 1 }
  }

  /// The two tensors of a model file.
  func tensors(_ side: String) throws(FormatError) -> [Tensor] {
    let shape = [scaling.width]
    return [
      try Tensor("scaling.\(side).mean", shape: shape, scaling.mean),
      try Tensor("scaling.\(side).deviation", shape: shape, scaling.deviation),
    ]
  }
}
