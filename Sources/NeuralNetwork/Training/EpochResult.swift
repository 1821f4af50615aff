/// What one epoch of training came to.
public struct EpochResult: Equatable, Sendable {
  /// The number of the epoch, from 1.
  public let epoch: Int
  /// The mean loss of the rows, each as the network was when it was seen.
  public let loss: Double
  /// The part of the rows told rightly, each as the network was when it was seen; for classes.
  public let accuracy: Double?
  /// The mean loss of the validation rows after the epoch.
  public let validationLoss: Double?
  /// The part of the validation rows told rightly after the epoch; for classes.
  public let validationAccuracy: Double?
}
