/// Ends a training that no longer gets better.
///
/// It says stop when `patience` epochs in a row bring no loss below the best one less
/// `minimumImprovement`, as Keras does. A value; it remembers which epoch was the best, so that its
/// parameters can be taken back.
public struct EarlyStopping: Hashable, Sendable {
  /// What an epoch means for the training.
  public enum Decision: Hashable, Sendable {
    /// The best epoch so far.
    case improved
    /// No improvement; there is patience left.
    case waiting
    /// No improvement, and no patience left.
    case stop
  }

  /// The epochs without improvement that end the training.
  public let patience: Int
  /// By how much a loss must be below the best one to count.
  public let minimumImprovement: Double
  /// The lowest loss that counted; `nil` before the first.
  public private(set) var best: Double?
  /// The epoch that it belongs to.
  public private(set) var bestEpoch: Int?
  /// The epochs since then.
  public private(set) var waiting: Int

  /// The state before the first epoch, or one that was kept.
  public init(
    patience: Int, minimumImprovement: Double = 0, best: Double? = nil, bestEpoch: Int? = nil,
    waiting: Int = 0
  ) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
    self.best = best
    self.bestEpoch = bestEpoch
    self.waiting = waiting
  }

  /// Checks the settings.
  ///
  /// - Throws: `invalid` for a patience below 1 or a minimum improvement that is negative or not finite.
  public func validate() throws(NetworkError) {
    guard patience >= 1, patience < 1 << 53 else {
      throw NetworkError(
        .invalid(expected: "a whole number of epochs from 1", found: "\(patience)"),
        field: "patience")
    }
    guard minimumImprovement >= 0, minimumImprovement < 0x1p53 else {
      throw NetworkError(
        .invalid(expected: "a number of 0 or more", found: "\(minimumImprovement)"),
        field: "minimum improvement")
    }
  }

  /// Whether patience has run out.
  public var isOver: Bool { waiting >= patience }

  /// Takes note of an epoch's loss; one that is not a number is no improvement.
  public mutating func record(_ loss: Double, epoch: Int) -> Decision {
    if loss < (best ?? .infinity) - minimumImprovement {
      best = loss
      bestEpoch = epoch
      waiting = 0
      return .improved
    }
    waiting += 1
    return isOver ? .stop : .waiting
  }
}
