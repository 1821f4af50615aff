/// Writes bits into memory, the first one lowest, as DEFLATE wants them (RFC 1951, 3.1.1).
///
/// Whoever writes makes sure that there is room: blocks know their size before they are written.
@unsafe struct BitWriter {
  private(set) var next: UnsafeMutablePointer<UInt8>
  private var bits: UInt64 = 0
  /// Below 8 between calls.
  private var count = 0

  /// What a writer may touch behind the last byte that it means to write.
  static let slack = 8

  init(to start: UnsafeMutablePointer<UInt8>) { unsafe next = start }

  /// Writes the lowest bits of a value, at most 56 of them; the others are zero.
  @inline(__always)
  mutating func write(_ value: UInt64, count added: Int) {
    bits |= value &<< UInt64(truncatingIfNeeded: count)
    count &+= added
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: bits.littleEndian, as: UInt64.self)
    unsafe next += count &>> 3
    bits &>>= UInt64(truncatingIfNeeded: count & ~7)
    count &= 7
  }

  /// Fills up the last byte with zeros, and tells where the next one goes.
  mutating func align() {
    if count == 0 { return }
    write(0, count: 8 - count)
  }

  /// The bits that the last, unfinished byte has.
  var pendingBits: Int { count }

  /// Copies bytes.
  ///
  /// - Precondition: the last byte is full.
  mutating func copy(_ bytes: Span<UInt8>) {
    precondition(count == 0, "not at the end of a byte")
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      unsafe next.update(from: base, count: source.count)
    }
    unsafe next += bytes.count
  }
}
