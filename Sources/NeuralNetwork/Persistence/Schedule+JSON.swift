import ModelFormat

/// The header's `training.schedule` (spec/format.md §9).
extension Schedule {
  private enum Kind: String, CaseIterable { case constant, step, exponential, cosine, plateau }

  /// The member as it stands in the header: a minimum of 0 is left out.
  var json: JSON {
    var object: JSONObject = ["kind": .string(word)]
    func write(minimum: Double) { if minimum != 0 { object["minimum"] = .number(minimum) } }
    switch self {
    case .constant: break
    case .step(let every, let factor):
      object["every"] = JSON(every)
      object["factor"] = .number(factor)
    case .exponential(let factor):
      object["factor"] = .number(factor)
    case .cosine(let minimum):
      write(minimum: minimum)
    case .plateau(let factor, let patience, let minimum, let threshold):
      object["factor"] = .number(factor)
      object["patience"] = JSON(patience)
      object["threshold"] = .number(threshold)
      write(minimum: minimum)
    }
    return .object(object)
  }

  /// Interprets the member.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N4.
  init(parsing fields: HeaderFields) throws(FormatError) {
    func factor() throws(FormatError) -> Double {
      try fields.real("factor", "above 0, at most 1") { $0 > 0 && $0 <= 1 }
    }
    func minimum() throws(FormatError) -> Double {
      fields.has("minimum") ? try fields.real("minimum", "0 or more") { $0 >= 0 } : 0
    }
    switch try fields.word("kind", among: Kind.allCases) {
    case .constant:
      try fields.allow(only: "kind")
      self = .constant
    case .step:
      try fields.allow(only: "every", "factor", "kind")
      let every = try fields.integer("every")
      guard every > 0 else { throw fields.outOfRange("at least 1", "0", at: "every") }
      self = .step(every: every, factor: try factor())
    case .exponential:
      try fields.allow(only: "factor", "kind")
      self = .exponential(factor: try factor())
    case .cosine:
      try fields.allow(only: "kind", "minimum")
      self = .cosine(minimum: try minimum())
    case .plateau:
      try fields.allow(only: "factor", "kind", "minimum", "patience", "threshold")
      self = .plateau(
        factor: try fields.real("factor", "above 0, below 1") { $0 > 0 && $0 < 1 },
        patience: try fields.integer("patience"), minimum: try minimum(),
        threshold: try fields.real("threshold", "0 to below 1") { $0 >= 0 && $0 < 1 })
    }
  }
}
