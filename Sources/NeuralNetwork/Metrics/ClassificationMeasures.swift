/// How well classes are told.
public struct ClassificationMeasures: Equatable, Sendable {
  /// Which classes were taken for which.
  public let confusion: ConfusionMatrix
  /// How often the true class was among the first few; `nil` where there are too few classes for that to say
  /// anything.
  public let topK: TopKAccuracy?

  /// Measures of given parts.
  public init(confusion: ConfusionMatrix, topK: TopKAccuracy? = nil) {
    self.confusion = confusion
    self.topK = topK
  }

  /// The classes.
  public var labels: [String] { confusion.labels }
  /// The part of the rows told rightly.
  public var accuracy: Double { confusion.accuracy }
}
