import ModelFormat
import NeuralNetwork

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
