import ModelFormat
import NeuralNetwork

extension Loss: ArgumentValue {}
extension ScalingMethod: ArgumentValue {}
extension LearningTask: ArgumentValue {}
extension Compression: ArgumentValue {}

/// `--batch-size 32`, or `full`.
extension BatchSize: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    if argument == "full" {
      self = .full
    } else if let count = Int(argument), count > 0 {
      self = .count(count)
    } else {
      throw InvalidValue("expected a whole number, 1 or more, or the word full")
    }
  }

  var argumentText: String? {
    switch self {
    case .count(let count): "\(count)"
    case .full: "full"
    }
  }
}

/// `--optimizer adam:lr=1e-3,beta1=0.9`: a word, then its settings.
extension Optimizer: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(parts[0])
    var settings = try Self.settings(parts.count > 1 ? String(parts[1]) : "", of: word)
    switch word {
    case "sgd": self = .sgd(learningRate: settings.take("lr", default: 0.1))
    case "adam":
      self = .adam(
        learningRate: settings.take("lr", default: Defaults.optimizer.learningRate),
        beta1: settings.take("beta1", default: 0.9), beta2: settings.take("beta2", default: 0.999),
        epsilon: settings.take("epsilon", default: 1e-8))
    default: throw .unknownWord(word, known: Self.knownWords)
    }
    if let unknown = settings.keys.sorted().first {
      throw InvalidValue("\(word) has no setting '\(unknown)'")
    }
    do throws(NetworkError) { try validate() } catch { throw InvalidValue("\(error)") }
  }

  private static func settings(
    _ text: String, of word: String
  ) throws(InvalidValue) -> [String: Double] {
    var settings: [String: Double] = [:]
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw InvalidValue("'\(pair)': expected NAME=NUMBER, such as \(word):lr=0.01")
      }
      settings[String(sides[0])] = try Double(argument: String(sides[1]))
    }
    return settings
  }

  var argumentText: String? {
    let rate = NumberFormat.shortest(learningRate)
    switch self {
    case .sgd: return "sgd:lr=\(rate)"
    case .adam(_, let beta1, let beta2, let epsilon):
      let rest = [("beta1", beta1, 0.9), ("beta2", beta2, 0.999), ("epsilon", epsilon, 1e-8)]
        .filter { $0.1 != $0.2 }.map { ",\($0.0)=\(NumberFormat.shortest($0.1))" }
      return "adam:lr=\(rate)" + rest.joined()
    }
  }

  static var knownWords: [String] { ["sgd", "adam"] }
}

extension [String: Double] {
  /// A setting, which is then no longer there.
  fileprivate mutating func take(_ name: String, default value: Double) -> Double {
    removeValue(forKey: name) ?? value
  }
}
