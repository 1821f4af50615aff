/// Memory that several threads fill at the same time, each of them other parts of it.
@safe struct SharedBytes: @unchecked Sendable {
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  /// Lends the memory of a span for as long as `body` runs.
  static func lend<Result>(
    _ span: inout MutableSpan<UInt8>, to body: (SharedBytes) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    try unsafe span.withUnsafeMutableBufferPointer { (bytes) throws(FormatError) in
      try body(unsafe SharedBytes(bytes: bytes))
    }
  }

  private init(bytes: UnsafeMutableBufferPointer<UInt8>) { unsafe self.bytes = bytes }

  /// Hands over one part, which no other thread may ask for meanwhile.
  func withPart(
    _ range: Range<Int>, _ body: (inout MutableSpan<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    precondition(unsafe range.clamped(to: bytes.indices) == range, "not in the memory")
    var part = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: bytes[range]))
    try body(&part)
  }
}
