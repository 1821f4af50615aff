import NeuralNetwork

/// `--loss huber:delta=0.5`, `cross-entropy:label-smoothing=0.1`.
extension Loss: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let list = try SettingList(argument)
    guard let kind = Kind(rawValue: list.word) else {
      throw .unknownWord(list.word, known: Self.knownWords)
    }
    switch kind {
    case .huber: try list.allow(only: "delta")
    case .crossEntropy: try list.allow(only: "label-smoothing")
    case .meanSquaredError, .meanAbsoluteError, .binaryCrossEntropy: try list.allow(only: [])
    }
    self.init(kind, delta: list["delta"] ?? 1, labelSmoothing: list["label-smoothing"] ?? 0)
    guard delta > 0, labelSmoothing >= 0, labelSmoothing < 1 else {
      throw InvalidValue("delta must be above 0, label-smoothing at least 0 and below 1")
    }
  }

  var argumentText: String? {
    SettingList.text(
      kind.rawValue, [("delta", delta, 1), ("label-smoothing", labelSmoothing, 0)])
  }

  static var knownWords: [String] { Kind.allCases.map(\.rawValue) }
}

/// `--clip norm:1`, `value:0.5`.
extension GradientClipping: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(parts[0])
    guard Self.knownWords.contains(word) else {
      throw .unknownWord(word, known: Self.knownWords)
    }
    guard parts.count == 2 else { throw InvalidValue("expected \(word):NUMBER, such as \(word):1") }
    let limit = try Double(argument: String(parts[1]))
    self = word == "norm" ? .norm(limit) : .value(limit)
    do throws(NetworkError) { try validate() } catch { throw InvalidValue("\(error)") }
  }

  var argumentText: String? {
    switch self {
    case .norm(let limit): "norm:\(NumberFormat.shortest(limit))"
    case .value(let limit): "value:\(NumberFormat.shortest(limit))"
    }
  }

  static var knownWords: [String] { ["norm", "value"] }
}

/// `--class-weights balanced`, or a number for each class.
extension ClassWeights: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    switch argument {
    case "equal": self = .equal
    case "balanced": self = .balanced
    default:
      var weights: [Double] = []
      for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
        guard let weight = try? Double(argument: String(part)), weight > 0 else {
          throw InvalidValue("expected balanced, equal, or a number above 0 for each class")
        }
        weights.append(weight)
      }
      self = .given(weights)
    }
  }

  var argumentText: String? {
    switch self {
    case .equal: "equal"
    case .balanced: "balanced"
    case .given(let weights): weights.map { NumberFormat.shortest($0) }.joined(separator: ",")
    }
  }

  static var knownWords: [String] { ["balanced", "equal"] }
}

extension Initialization: ArgumentValue {}
