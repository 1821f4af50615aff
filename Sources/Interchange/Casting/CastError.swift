/// What a change of element type costs: how far the numbers of a tensor, or of several, are from what they were.
public struct CastError: Equatable, Sendable {
  /// Finite numbers that were cast.
  public private(set) var count = 0
  /// The largest distance from what a number was.
  public private(set) var maximumAbsolute = 0.0
  /// The largest distance in parts of what the number was; those that were zero have none.
  public private(set) var maximumRelative = 0.0
  /// Numbers that were not zero and have become zero.
  public private(set) var vanishedCount = 0
  /// Numbers that were too large and have become the largest there is.
  public private(set) var saturatedCount = 0

  private var squares = 0.0

  /// The error of nothing.
  public init() {}

  /// The root of the mean square distance from what the numbers were; 0 where there are none.
  public var rootMeanSquare: Double {
    count == 0 ? 0 : (squares / Double(count)).squareRoot()
  }

  /// Takes a finite number, and the finite one that it has become.
  mutating func add(_ value: Double, became result: Double, isSaturated: Bool) {
    let distance = (result - value).magnitude
    count += 1
    maximumAbsolute = max(maximumAbsolute, distance)
    if value != 0 { maximumRelative = max(maximumRelative, distance / value.magnitude) }
    squares += distance * distance
    if isSaturated { saturatedCount += 1 }
    if result == 0, value != 0 { vanishedCount += 1 }
  }

  /// Takes in the error of other numbers.
  public mutating func add(_ other: CastError) {
    count += other.count
    maximumAbsolute = max(maximumAbsolute, other.maximumAbsolute)
    maximumRelative = max(maximumRelative, other.maximumRelative)
    squares += other.squares
    vanishedCount += other.vanishedCount
    saturatedCount += other.saturatedCount
  }
}
