import ModelFormat

/// The members of the header's `training` that tell the loss and what bears on it (spec/format.md §9).
extension Loss {
  /// Adds `loss`, and its setting where it is not the usual one.
  func write(to object: inout JSONObject) {
    object["loss"] = .string(kind.rawValue)
    if kind == .huber { object["delta"] = .number(delta) }
    if labelSmoothing > 0 { object["labelSmoothing"] = .number(labelSmoothing) }
  }

  /// Interprets the members; `nil` without a loss. A setting that the loss does not have is an unknown
  /// member.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N4.
  init?(parsing fields: HeaderFields) throws(FormatError) {
    let kind = fields.has("loss") ? try fields.word("loss", among: Loss.Kind.allCases) : nil
    for (name, owner) in [("delta", Loss.Kind.huber), ("labelSmoothing", .crossEntropy)]
    where fields.has(name) && kind != owner {
      throw fields.error(.unknownMember, at: name)
    }
    guard let kind else { return nil }
    self.init(
      kind, delta: fields.has("delta") ? try fields.real("delta", "above 0") { $0 > 0 } : 1,
      labelSmoothing: fields.has("labelSmoothing")
        ? try fields.real("labelSmoothing", "0 to below 1") { $0 >= 0 && $0 < 1 } : 0)
  }
}

extension GradientClipping {
  private enum Kind: String, CaseIterable { case norm, value }

  /// The member `gradientClipping`.
  var json: JSON {
    switch self {
    case .norm(let bound): ["kind": "norm", "limit": .number(bound)]
    case .value(let bound): ["kind": "value", "limit": .number(bound)]
    }
  }

  /// Interprets the member.
  init(parsing fields: HeaderFields) throws(FormatError) {
    try fields.allow(only: "kind", "limit")
    let limit = try fields.real("limit", "above 0") { $0 > 0 }
    switch try fields.word("kind", among: Kind.allCases) {
    case .norm: self = .norm(limit)
    case .value: self = .value(limit)
    }
  }
}

extension ClassWeights {
  private enum Word: String, CaseIterable { case balanced }

  /// The member `classWeights`; none where all classes count alike.
  var json: JSON? {
    switch self {
    case .equal: nil
    case .balanced: "balanced"
    case .given(let weights): .array(weights.map { .number($0) })
    }
  }

  /// Interprets the member of `training`.
  init(parsing fields: HeaderFields) throws(FormatError) {
    if case .string = try fields.value("classWeights") {
      _ = try fields.word("classWeights", among: Word.allCases)
      self = .balanced
    } else {
      self = .given(try fields.reals("classWeights"))
    }
  }
}
