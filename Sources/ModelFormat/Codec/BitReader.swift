/// Reads bits from memory, the lowest of each byte first (RFC 1951, 3.1.1).
///
/// Behind the last byte it reads zeros; ``isBeyondEnd`` tells whether any of them were used.
@safe struct BitReader {
  private let start: UnsafePointer<UInt8>
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private(set) var bits: UInt64 = 0
  private var count = 0
  /// Bytes that were read where there are none.
  private var missing = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // What is empty has no address, and is never read.
    unsafe start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
    unsafe next = start
    unsafe end = next + bytes.count
  }

  /// Whether eight bytes can be loaded at once.
  @inline(__always)
  var isFarFromEnd: Bool { unsafe end - next >= 8 }

  /// Makes sure of at least 56 bits, where ``isFarFromEnd``.
  @unsafe @inline(__always)
  mutating func refillQuickly() {
    let word = unsafe UnsafeRawPointer(next).loadUnaligned(as: UInt64.self)
    bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: count)
    unsafe next += (63 &- count) &>> 3
    count |= 56
  }

  /// Makes sure of at least 56 bits anywhere.
  @inline(__always)
  mutating func refill() {
    if isFarFromEnd { return unsafe refillQuickly() }
    while count < 56 {
      if unsafe next < end {
        bits |= unsafe UInt64(next.pointee) << UInt64(count)
        unsafe next += 1
      } else {
        missing += 1
      }
      count += 8
    }
  }

  /// Lets go of bits that were looked at.
  @inline(__always)
  mutating func drop(_ used: Int) {
    bits &>>= UInt64(truncatingIfNeeded: used)
    count &-= used
  }

  /// The next bits, at most 32 of them.
  mutating func read(_ wanted: Int) -> Int {
    refill()
    let value = Int(bits & (1 << UInt64(wanted) - 1))
    drop(wanted)
    return value
  }

  /// Whether bits were used that are not there.
  var isBeyondEnd: Bool { missing * 8 > count }

  /// The bits used so far.
  var position: Int { unsafe 8 * (next - start + missing) - count }

  /// Goes to the start of the next byte, and tells what is left from there.
  mutating func align() -> UnsafeBufferPointer<UInt8> {
    drop(count & 7)
    // Whole bytes that were loaded and not used go back.
    let unread = max(0, count / 8 - missing)
    unsafe next -= unread
    (bits, count, missing) = (0, 0, 0)
    return unsafe UnsafeBufferPointer(start: next, count: end - next)
  }

  /// Skips bytes, from the start of one.
  ///
  /// - Precondition: there are so many.
  mutating func skip(_ bytes: Int) {
    precondition(unsafe end - next >= bytes, "behind the end")
    unsafe next += bytes
  }
}
