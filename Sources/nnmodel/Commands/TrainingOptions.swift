import ModelFormat
import NeuralNetwork

extension Loss: ArgumentValue {}
extension ScalingMethod: ArgumentValue {}
extension MissingValues: ArgumentValue {}
extension LearningTask: ArgumentValue {}
extension Compression: ArgumentValue {}

/// `--batch-size 32`, or `full`.
extension BatchSize: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    if argument == "full" {
      self = .full
    } else if let count = Int(argument), count > 0, count < 1 << 53 {
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
    guard let standard = Self.standard.first(where: { $0.word == word }) else {
      throw .unknownWord(word, known: Self.knownWords)
    }
    var settings = standard.settings
    if parts.count > 1 { try Self.read(String(parts[1]), into: &settings, of: word) }
    switch standard {
    case .sgd: self = .sgd(learningRate: settings[0].value)
    case .adam:
      self = .adam(
        learningRate: settings[0].value, beta1: settings[1].value, beta2: settings[2].value,
        epsilon: settings[3].value)
    }
    do throws(NetworkError) { try validate() } catch { throw InvalidValue("\(error)") }
  }

  /// As a person would write it; what is as it would be anyway is left out, but for the rate.
  var argumentText: String? {
    let usual = Self.standard.first { $0.word == word }?.settings ?? []
    let told = zip(settings, usual).filter { $0.0.name == "lr" || $0.0.value != $0.1.value }
    let texts = told.map { "\($0.0.name)=\(NumberFormat.shortest($0.0.value))" }
    return "\(word):" + texts.joined(separator: ",")
  }

  static var knownWords: [String] { standard.map(\.word) }

  /// Each optimizer with the settings that it has where none are given.
  private static let standard: [Optimizer] = [.sgd(learningRate: 0.1), Defaults.optimizer]

  private struct Setting {
    var name: String
    var value: Double
  }

  private var settings: [Setting] {
    switch self {
    case .sgd(let rate): [Setting(name: "lr", value: rate)]
    case .adam(let rate, let beta1, let beta2, let epsilon):
      [
        Setting(name: "lr", value: rate), Setting(name: "beta1", value: beta1),
        Setting(name: "beta2", value: beta2), Setting(name: "epsilon", value: epsilon),
      ]
    }
  }

  /// Takes `lr=0.01,beta1=0.8` over the settings of `word`.
  private static func read(
    _ text: String, into settings: inout [Setting], of word: String
  ) throws(InvalidValue) {
    var seen: Set<String> = []
    for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw InvalidValue("'\(pair)': expected NAME=NUMBER, such as \(word):lr=0.01")
      }
      let name = String(sides[0])
      guard let index = settings.firstIndex(where: { $0.name == name }) else {
        let known = settings.map(\.name).joined(separator: ", ")
        throw InvalidValue("\(word) has no setting '\(name)', only \(known)")
      }
      guard seen.insert(name).inserted else { throw InvalidValue("\(name) is given twice") }
      do throws(InvalidValue) {
        settings[index].value = try Double(argument: String(sides[1]))
      } catch {
        throw InvalidValue("\(name): \(error.reason)")
      }
    }
  }
}
