import NeuralNetwork

/// `--save-every 500`, or `10m`.
extension CheckpointWriter.Interval: ArgumentValue {
  private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]

  init(argument: String) throws(InvalidValue) {
    let wrong = InvalidValue("expected a number of steps, or a time such as 30s, 10m or 2h")
    let seconds = argument.last.flatMap { Self.units[$0] }
    guard let count = Int(seconds == nil ? argument : String(argument.dropLast())), count > 0,
      count < 1 << 40
    else { throw wrong }
    self = if let seconds { .time(.seconds(count * seconds)) } else { .steps(count) }
  }

  var argumentText: String? {
    switch self {
    case .steps(let count): "\(count)"
    case .time(let time): "\(time.components.seconds)s"
    }
  }
}

/// `--keep last:3,best:1`: one of its parts.
extension Retention: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let count = Int(parts[1]), count > 0 else {
      throw InvalidValue("expected last:N, best:N or every:STEPS")
    }
    switch parts[0] {
    case "last": self = .last(count)
    case "best": self = .best(count, by: .validationLoss)
    case "every": self = .every(steps: count)
    default: throw .unknownWord(parts[0], known: ["last", "best", "every"])
    }
  }

  var argumentText: String? {
    switch self {
    case .last(let count): "last:\(count)"
    case .best(let count, _): "best:\(count)"
    case .every(let steps): "every:\(steps)"
    }
  }
}

extension Option {
  /// `--save-every N`
  static func saveEvery(_ path: Path<CheckpointWriter.Interval?>) -> Option {
    .value(
      "--save-every", path, "N", "saves after so many steps, or a time such as 10m, too",
      default: "at the ends of epochs, at most once a second")
  }

  /// `--keep LIST`
  static func keep(_ path: Path<[Retention]>) -> Option {
    .list(
      "--keep", path, "LIST",
      "which checkpoints stay: last:N, best:N by the loss of the rows held back, or of all, "
        + "every:STEPS; one that any of them wants stays",
      default: CheckpointDirectory.defaultRetention.compactMap(\.argumentText).joined(
        separator: ","))
  }
}
