/// Takes an input apart from its front; where it has ended, there are zeros.
public struct Cursor {
  /// What has not been taken.
  public private(set) var rest: ArraySlice<UInt8>

  /// Starts at the first byte.
  public init(_ input: [UInt8]) { rest = input[...] }

  /// Takes a byte.
  public mutating func next() -> Int { Int(rest.popFirst() ?? 0) }
}
