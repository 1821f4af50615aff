import ModelFormat

/// An entry of the header's `model.layers` (spec/format.md §9).
extension Layer {
  private enum Kind: String, CaseIterable {
    case dense, activation, dropout
    case layerNorm = "layer-norm"
    case batchNorm = "batch-norm"
  }

  /// The entry as it stands in the header.
  var json: JSON {
    switch self {
    case .dense(let units, let activation, let bias):
      var object: JSONObject = ["bias": .bool(bias), "kind": "dense", "units": JSON(units)]
      activation.write(to: &object)
      return .object(object)
    case .activation(let activation):
      var object: JSONObject = ["kind": "activation"]
      activation.write(to: &object)
      return .object(object)
    case .dropout(let rate): return ["kind": "dropout", "rate": .number(rate)]
    case .layerNorm(let epsilon): return ["epsilon": .number(epsilon), "kind": "layer-norm"]
    case .batchNorm(let momentum, let epsilon):
      return ["epsilon": .number(epsilon), "kind": "batch-norm", "momentum": .number(momentum)]
    }
  }

  /// Interprets an entry.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N3.
  init(parsing fields: HeaderFields) throws(FormatError) {
    switch try fields.word("kind", among: Kind.allCases) {
    case .dense:
      let activation = try Activation(parsing: fields, beside: "bias", "kind", "units")
      let units = try fields.integer("units")
      guard Topology.widths.contains(units) else {
        throw fields.outOfRange("1 to \(Topology.maximumWidth)", "\(units)", at: "units")
      }
      self = .dense(units: units, activation: activation, bias: try fields.bool("bias"))
    case .activation:
      self = .activation(try Activation(parsing: fields, beside: "kind"))
    case .dropout:
      try fields.allow(only: "kind", "rate")
      self = .dropout(rate: try fields.real("rate", "0 to below 1") { $0 >= 0 && $0 < 1 })
    case .layerNorm:
      try fields.allow(only: "epsilon", "kind")
      self = .layerNorm(epsilon: try fields.real("epsilon", "above 0") { $0 > 0 })
    case .batchNorm:
      try fields.allow(only: "epsilon", "kind", "momentum")
      self = .batchNorm(
        momentum: try fields.real("momentum", "above 0, at most 1") { $0 > 0 && $0 <= 1 },
        epsilon: try fields.real("epsilon", "above 0") { $0 > 0 })
    }
  }
}

extension Activation {
  fileprivate func write(to object: inout JSONObject) {
    object["activation"] = .string(word)
    if case .leakyRelu(let slope) = self { object["slope"] = .number(slope) }
  }

  /// The activation of an entry, whose other members are `names`.
  fileprivate init(parsing fields: HeaderFields, beside names: String...) throws(FormatError) {
    let word = try fields.string("activation")
    guard let found = Self.all.first(where: { $0.word == word }) else {
      throw fields.error(.unknownWord(word, known: Self.all.map(\.word)), at: "activation")
    }
    if case .leakyRelu = found {
      try fields.allow(only: names + ["activation", "slope"])
      self = .leakyRelu(slope: try fields.real("slope", "0 or more") { $0 >= 0 })
    } else {
      try fields.allow(only: names + ["activation"])
      self = found
    }
  }
}

extension HeaderFields {
  /// A real number of a range.
  func real(
    _ name: String, _ expected: String, _ isValid: (Double) -> Bool
  ) throws(FormatError) -> Double {
    let value = try real(name)
    guard isValid(value) else {
      throw outOfRange(expected, canonicalSpelling(of: value), at: name)
    }
    return value
  }
}
