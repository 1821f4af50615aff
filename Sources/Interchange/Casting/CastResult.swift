public import ModelFormat

/// What has become of a file whose numbers were cast.
public struct CastResult: Sendable {
  /// A tensor that was cast, and what it cost.
  public struct Entry: Sendable {
    /// The tensor as it was.
    public let source: TensorInfo
    /// The tensor as it is now.
    public let result: TensorInfo
    /// How far its numbers are from what they were.
    public let error: CastError

    init(_ cast: TensorCast) {
      source = cast.source
      result = cast.result
      error = cast.error
    }
  }

  /// The tensors that were cast, in the order of the file; those that had the type already are among them.
  public internal(set) var entries: [Entry] = []
  /// The tensors that stayed as they were; the outputs of examples are not among them.
  public internal(set) var kept: [TensorInfo] = []
  /// The tensors that were left out.
  public internal(set) var dropped: [TensorInfo] = []
  /// The rows whose outputs the network told anew; 0 where the file has no examples.
  public internal(set) var exampleCount = 0

  /// The error of all tensors together.
  public var error: CastError {
    entries.reduce(into: CastError()) { $0.add($1.error) }
  }
}
