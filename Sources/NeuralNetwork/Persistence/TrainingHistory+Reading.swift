public import ModelFormat

/// The history as files hold it: a tensor, whose columns `training` names (spec/format.md §9).
extension TrainingHistory {
  /// Reads the history from a model file, and nothing else of it; nil where it has none.
  ///
  /// So the curves of a checkpoint cost what they take, however large its network is.
  ///
  /// - Throws: `FormatError` for a `training` that breaks N1 … N4, a table that breaks N5, or whatever is
  ///   damaged in it.
  public init?(reading file: borrowing ModelFile) throws(FormatError) {
    let header = file.header
    var read: [Int: [UInt8]] = [:]
    if let index = header.index(of: "history") {
      read[index] = try file.readTensors([index])[0]
    }
    try self.init(header, ModelTensors(header: header) { (index) in read[index] ?? [] })
  }

  /// The same of a file that is in memory, its tensors in the order of its header.
  ///
  /// - Throws: as ``init(reading:)``.
  public init?(_ header: Header, _ tensors: [Tensor]) throws(FormatError) {
    try self.init(header, ModelTensors(header: header) { (index) in tensors[index].bytes })
  }

  /// The table of epochs, if `training` names its columns.
  init?(_ header: Header, _ tensors: ModelTensors) throws(FormatError) {
    guard let member = header["training"] else { return nil }
    let fields = try HeaderFields(member, path: "header.training")
    guard fields.has("history") else { return nil }
    let columns = try fields.strings("history")
    let rows = try tensors.rows(of: "history")
    let values = try tensors.doubles("history", shape: [rows, columns.count])
    do throws(NetworkError) {
      try self.init(columns: columns, values: values)
    } catch {
      throw fields.outOfRange("at least one name", "none", at: "history")
    }
  }

  /// A measure, one number an epoch and NaN where it is missing; nil for a column that is not there.
  public func column(_ name: String) -> [Double]? {
    guard let index = columns.firstIndex(of: name) else { return nil }
    return stride(from: index, to: values.count, by: columns.count).map { values[$0] }
  }

  /// What each epoch came to, of a training that can go on.
  ///
  /// - Throws: `FormatError` for columns that such a training does not have (N10).
  func results() throws(FormatError) -> [EpochResult] {
    let known = ["loss", "accuracy", "validation-loss", "validation-accuracy"]
    for (index, name) in columns.enumerated() {
      let field = "header.training.history[\(index)]"
      guard known.contains(name) else {
        throw FormatError(.unknownWord(name, known: known), field: field, offset: Header.offset)
      }
      guard !columns[..<index].contains(name) else {
        throw FormatError(.duplicateName(name), field: field, offset: Header.offset)
      }
    }
    return (0..<epochCount).map { epoch in
      func value(_ name: String) -> Double? {
        guard let column = columns.firstIndex(of: name) else { return nil }
        return values[epoch * columns.count + column]
      }
      return EpochResult(
        epoch: epoch + 1, loss: value("loss") ?? .nan, accuracy: value("accuracy"),
        validationLoss: value("validation-loss"), validationAccuracy: value("validation-accuracy"))
    }
  }
}
