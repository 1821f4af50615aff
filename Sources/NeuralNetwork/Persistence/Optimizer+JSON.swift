import ModelFormat

/// The header's `training.optimizer`; its learning rate stands beside it (spec/format.md §9).
extension Optimizer {
  private enum Kind: String, CaseIterable { case sgd, rmsprop, adagrad, adam, adamw }

  /// The member as it stands in the header: settings that are off are left out.
  var json: JSON {
    var object: JSONObject = ["kind": .string(word)]
    func write(_ name: String, _ value: Double, unless usual: Double? = nil) {
      if value != usual { object[name] = .number(value) }
    }
    switch self {
    case .sgd(_, let momentum, let nesterov, let weightDecay):
      write("momentum", momentum, unless: 0)
      if nesterov { object["nesterov"] = true }
      write("weightDecay", weightDecay, unless: 0)
    case .rmsprop(_, let decay, let epsilon, let weightDecay):
      write("alpha", decay)
      write("epsilon", epsilon)
      write("weightDecay", weightDecay, unless: 0)
    case .adagrad(_, let epsilon, let weightDecay):
      write("epsilon", epsilon)
      write("weightDecay", weightDecay, unless: 0)
    case .adam(_, let beta1, let beta2, let epsilon, let weightDecay),
      .adamw(_, let beta1, let beta2, let epsilon, let weightDecay):
      write("beta1", beta1)
      write("beta2", beta2)
      write("epsilon", epsilon)
      write("weightDecay", weightDecay, unless: 0)
    }
    return .object(object)
  }

  /// Interprets the member.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N3.
  init(parsing fields: HeaderFields, learningRate rate: Double) throws(FormatError) {
    func share(_ name: String) throws(FormatError) -> Double {
      try fields.real(name, "0 to below 1") { $0 >= 0 && $0 < 1 }
    }
    func weightDecay() throws(FormatError) -> Double {
      fields.has("weightDecay") ? try fields.real("weightDecay", "0 or more") { $0 >= 0 } : 0
    }
    func epsilon() throws(FormatError) -> Double {
      try fields.real("epsilon", "above 0") { $0 > 0 }
    }
    let kind = try fields.word("kind", among: Kind.allCases)
    switch kind {
    case .sgd:
      try fields.allow(only: "kind", "momentum", "nesterov", "weightDecay")
      self = .sgd(
        learningRate: rate, momentum: fields.has("momentum") ? try share("momentum") : 0,
        nesterov: fields.has("nesterov") ? try fields.bool("nesterov") : false,
        weightDecay: try weightDecay())
    case .rmsprop:
      try fields.allow(only: "alpha", "epsilon", "kind", "weightDecay")
      self = .rmsprop(
        learningRate: rate, decay: try share("alpha"), epsilon: try epsilon(),
        weightDecay: try weightDecay())
    case .adagrad:
      try fields.allow(only: "epsilon", "kind", "weightDecay")
      self = .adagrad(
        learningRate: rate, epsilon: try epsilon(), weightDecay: try weightDecay())
    case .adam, .adamw:
      try fields.allow(only: "beta1", "beta2", "epsilon", "kind", "weightDecay")
      let (beta1, beta2) = (try share("beta1"), try share("beta2"))
      let (epsilon, decay) = (try epsilon(), try weightDecay())
      self =
        kind == .adam
        ? .adam(
          learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
        : .adamw(
          learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
    }
  }
}
