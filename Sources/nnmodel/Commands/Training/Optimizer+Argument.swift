import NeuralNetwork

/// `--optimizer adam:lr=1e-3,beta1=0.9`.
extension Optimizer: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let list = try SettingList(argument)
    let decay = list["weight-decay"] ?? 0
    switch list.word {
    case "sgd":
      try list.allow(only: "lr", "momentum", "nesterov", "weight-decay")
      self = .sgd(
        learningRate: list["lr"] ?? 0.1, momentum: list["momentum"] ?? 0,
        nesterov: (list["nesterov"] ?? 0) != 0, weightDecay: decay)
    case "rmsprop":
      try list.allow(only: "lr", "alpha", "epsilon", "weight-decay")
      self = .rmsprop(
        learningRate: list["lr"] ?? 1e-3, decay: list["alpha"] ?? 0.99,
        epsilon: list["epsilon"] ?? 1e-8, weightDecay: decay)
    case "adagrad":
      try list.allow(only: "lr", "epsilon", "weight-decay")
      self = .adagrad(
        learningRate: list["lr"] ?? 0.01, epsilon: list["epsilon"] ?? 1e-10, weightDecay: decay)
    case "adam", "adamw":
      try list.allow(only: "lr", "beta1", "beta2", "epsilon", "weight-decay")
      let rate = list["lr"] ?? Defaults.optimizer.learningRate
      let (beta1, beta2) = (list["beta1"] ?? 0.9, list["beta2"] ?? 0.999)
      let epsilon = list["epsilon"] ?? 1e-8
      self =
        list.word == "adam"
        ? .adam(
          learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
        : .adamw(
          learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
          weightDecay: list["weight-decay"] ?? 0.01)
    default: throw .unknownWord(list.word, known: Self.knownWords)
    }
    do throws(NetworkError) { try validate() } catch { throw InvalidValue("\(error)") }
  }

  /// As a person would write it; what is as it would be anyway is left out, but for the rate.
  var argumentText: String? {
    switch self {
    case .sgd(let rate, let momentum, let nesterov, let decay):
      SettingList.text(
        word,
        [
          ("lr", rate, nil), ("momentum", momentum, 0), ("nesterov", nesterov ? 1 : 0, 0),
          ("weight-decay", decay, 0),
        ])
    case .rmsprop(let rate, let alpha, let epsilon, let decay):
      SettingList.text(
        word,
        [
          ("lr", rate, nil), ("alpha", alpha, 0.99), ("epsilon", epsilon, 1e-8),
          ("weight-decay", decay, 0),
        ])
    case .adagrad(let rate, let epsilon, let decay):
      SettingList.text(
        word, [("lr", rate, nil), ("epsilon", epsilon, 1e-10), ("weight-decay", decay, 0)])
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay),
      .adamw(let rate, let beta1, let beta2, let epsilon, let decay):
      SettingList.text(
        word,
        [
          ("lr", rate, nil), ("beta1", beta1, 0.9), ("beta2", beta2, 0.999),
          ("epsilon", epsilon, 1e-8), ("weight-decay", decay, word == "adam" ? 0 : 0.01),
        ])
    }
  }

  static var knownWords: [String] { ["sgd", "rmsprop", "adagrad", "adam", "adamw"] }
}
