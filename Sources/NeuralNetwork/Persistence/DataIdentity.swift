import ModelFormat

/// What tells the rows of one training from others: their number, their columns, and a digest of all values.
///
/// A training that is resumed with other rows would end elsewhere, and nothing else would show it.
public struct DataIdentity: Hashable, Sendable {
  /// The number of rows to learn.
  public let rows: Int
  /// The numbers of a row.
  public let inputs: Int
  /// SHA-256 of the columns, values, targets and weights, in hexadecimal.
  public let digest: String
  /// The number of rows to judge by.
  public let validationRows: Int?
  /// Their digest.
  public let validationDigest: String?

  /// The identity of rows to learn, and of those to judge by.
  public init(_ data: Dataset, validation: Dataset? = nil) {
    self.init(
      rows: data.count, inputs: data.width, digest: Self.digest(data),
      validationRows: validation?.count, validationDigest: validation.map(Self.digest))
  }

  init(
    rows: Int, inputs: Int, digest: String, validationRows: Int?, validationDigest: String?
  ) {
    self.rows = rows
    self.inputs = inputs
    self.digest = digest
    self.validationRows = validationRows
    self.validationDigest = validationDigest
  }

  /// How rows at hand differ from these, a line each; empty where they are the same.
  public func differences(in other: DataIdentity) -> [String] {
    var lines: [String] = []
    func compare(_ what: String, _ was: String, _ isNow: String) {
      if was != isNow { lines.append("\(what): \(was) in the checkpoint, \(isNow) here") }
    }
    compare("rows", "\(rows)", "\(other.rows)")
    compare("inputs", "\(inputs)", "\(other.inputs)")
    compare(
      "rows held back", validationRows.map(String.init) ?? "none",
      other.validationRows.map(String.init) ?? "none")
    if lines.isEmpty {
      func short(_ digest: String?) -> String { String((digest ?? "none").prefix(16)) }
      compare("digest of the data", short(digest), short(other.digest))
      compare(
        "digest of the rows held back", short(validationDigest), short(other.validationDigest))
    }
    return lines
  }

  private static func digest(_ data: Dataset) -> String {
    var hash = SHA256()
    for column in data.inputs + data.outputs {
      for text in [column.name] + (column.labels ?? []) {
        hash.update(Array("\(text.utf8.count):\(text)".utf8))
      }
      hash.update(Array(column.labels == nil ? "number;".utf8 : "class;".utf8))
    }
    hash.update(data.features)
    switch data.targets {
    case .classes(let indices): hash.update(indices.map { Int64($0) })
    case .values(let values): hash.update(values)
    }
    if let weights = data.weights { hash.update(weights) }
    return hexadecimal(hash.finish())
  }
}
