import CKernels

/// Writes bits into memory, the first one lowest, as DEFLATE wants them (RFC 1951, 3.1.1).
///
/// Blocks know their size before they are written, so who writes makes sure that there is room.
@safe struct BitWriter {
  private let start: UnsafeMutablePointer<UInt8>
  private var next: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>
  private var bits: UInt64 = 0
  /// Below 8 between calls.
  private var count = 0

  /// What a writer may touch behind the last byte that it means to write.
  static let slack = 8

  init(to bytes: UnsafeMutableBufferPointer<UInt8>) {
    // What is empty has no address, and is never written.
    unsafe start = bytes.baseAddress ?? UnsafeMutablePointer(bitPattern: 8)!
    unsafe next = start
    unsafe end = start + bytes.count
  }

  /// Whole bytes written.
  var byteCount: Int { unsafe next - start }

  /// Writes the lowest bits of a value, at most 56 of them; the others are zero.
  ///
  /// - Precondition: there is room for them, and ``slack`` behind it.
  @inline(__always)
  mutating func write(_ value: UInt64, count added: Int) {
    precondition(unsafe end - next >= Self.slack, "no room for the bits")
    bits |= value &<< UInt64(truncatingIfNeeded: count)
    count &+= added
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: bits.littleEndian, as: UInt64.self)
    unsafe next += count &>> 3
    bits &>>= UInt64(truncatingIfNeeded: count & ~7)
    count &= 7
  }

  /// Writes the code words of symbols from the first one on, as far as the processor's vectors can.
  ///
  /// The corresponding C function is `nn_write_words`; it leaves alone what there is no room for.
  /// - Parameters:
  ///   - words: of all 256 symbols or more, with no bit set above their lengths.
  ///   - lengths: of the words, up to 16.
  /// - Returns: how many symbols are written; none where there are no such vectors.
  mutating func writeWords(
    of symbols: Span<UInt8>, _ words: Span<UInt16>, _ lengths: Span<UInt8>
  ) -> Int {
    precondition(words.count >= 256 && lengths.count >= 256, "not a word for each symbol")
    var state = unsafe nn_bits(next: next, room: end - next, bits: bits, count: UInt64(count))
    let written = unsafe symbols.withUnsafeBufferPointer { symbols in
      unsafe words.withUnsafeBufferPointer { words in
        unsafe lengths.withUnsafeBufferPointer { lengths in
          unsafe nn_write_words(
            &state, words.baseAddress, lengths.baseAddress, symbols.baseAddress, symbols.count)
        }
      }
    }
    unsafe (next, bits, count) = (state.next, state.bits, Int(state.count))
    return written
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
      precondition(unsafe end - next >= source.count, "no room for the bytes")
      unsafe next.update(from: base, count: source.count)
    }
    unsafe next += bytes.count
  }
}
