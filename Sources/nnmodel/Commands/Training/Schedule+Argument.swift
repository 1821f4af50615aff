import NeuralNetwork

/// `--schedule step:every=10,factor=0.5`, `cosine`.
extension Schedule: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let list = try SettingList(argument)
    func whole(_ name: String) throws(InvalidValue) -> Int? {
      guard let value = list[name] else { return nil }
      guard let number = Int(exactly: value) else {
        throw InvalidValue("\(name): expected a whole number")
      }
      return number
    }
    switch list.word {
    case "constant":
      try list.allow(only: [])
      self = .constant
    case "step":
      try list.allow(only: "every", "factor")
      self = .step(every: try whole("every") ?? 10, factor: list["factor"] ?? 0.1)
    case "exponential":
      try list.allow(only: "factor")
      self = .exponential(factor: list["factor"] ?? 0.95)
    case "cosine":
      try list.allow(only: "minimum")
      self = .cosine(minimum: list["minimum"] ?? 0)
    case "plateau":
      try list.allow(only: "factor", "patience", "minimum", "threshold")
      self = .plateau(
        factor: list["factor"] ?? 0.1, patience: try whole("patience") ?? 10,
        minimum: list["minimum"] ?? 0, threshold: list["threshold"] ?? 1e-4)
    default: throw .unknownWord(list.word, known: Self.knownWords)
    }
    do throws(NetworkError) { try validate() } catch { throw InvalidValue("\(error)") }
  }

  /// As a person would write it; what is off or as it mostly is, is left out.
  var argumentText: String? {
    switch self {
    case .constant: word
    case .step(let every, let factor):
      SettingList.text(word, [("every", Double(every), nil), ("factor", factor, nil)])
    case .exponential(let factor): SettingList.text(word, [("factor", factor, nil)])
    case .cosine(let minimum): SettingList.text(word, [("minimum", minimum, 0)])
    case .plateau(let factor, let patience, let minimum, let threshold):
      SettingList.text(
        word,
        [
          ("factor", factor, nil), ("patience", Double(patience), nil), ("minimum", minimum, 0),
          ("threshold", threshold, 1e-4),
        ])
    }
  }

  static var knownWords: [String] { ["constant", "step", "exponential", "cosine", "plateau"] }
}
