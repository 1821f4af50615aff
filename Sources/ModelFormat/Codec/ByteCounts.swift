import CKernels

/// How often each byte occurs.
struct ByteCounts {
  /// 256 of them.
  private(set) var values: [UInt32]

  /// Nothing yet.
  init() { values = [UInt32](repeating: 0, count: 256) }

  /// Counts.
  ///
  /// Where a few bytes are most, as exponents are, vectors count them (the C function is `nn_count_bytes`).
  /// What they leave is loaded eight bytes at a time, and counted in four tables: two equal bytes in a row
  /// would otherwise wait for each other.
  init(of bytes: Span<UInt8>) {
    var tables = [UInt32](repeating: 0, count: 4 * 256)
    unsafe tables.withUnsafeMutableBufferPointer { tables in
      unsafe bytes.withUnsafeBytes { bytes in
        var index = unsafe nn_count_bytes(
          bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, tables.baseAddress)
        while index &+ 8 <= bytes.count {
          let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          unsafe tables[Int(word & 0xFF)] &+= 1
          unsafe tables[Int(word &>> 8 & 0xFF) &+ 256] &+= 1
          unsafe tables[Int(word &>> 16 & 0xFF) &+ 512] &+= 1
          unsafe tables[Int(word &>> 24 & 0xFF) &+ 768] &+= 1
          unsafe tables[Int(word &>> 32 & 0xFF)] &+= 1
          unsafe tables[Int(word &>> 40 & 0xFF) &+ 256] &+= 1
          unsafe tables[Int(word &>> 48 & 0xFF) &+ 512] &+= 1
          unsafe tables[Int(word &>> 56) &+ 768] &+= 1
          index &+= 8
        }
        while index < bytes.count {
          unsafe tables[Int(bytes[index])] &+= 1
          index &+= 1
        }
      }
    }
    for table in 1..<4 {
      for value in 0..<256 { tables[value] &+= tables[256 * table + value] }
    }
    tables.removeLast(3 * 256)
    values = tables
  }

  /// Adds the counts of other bytes.
  mutating func add(_ other: ByteCounts) {
    for value in 0..<256 { values[value] &+= other.values[value] }
  }

  /// The number of bytes counted.
  var total: Int { values.reduce(0) { $0 + Int($1) } }

  /// What the bytes would take as literals of the best possible code, in ``bit``s, without a header: their
  /// entropy of order 0. In integers, so that every machine decides alike.
  var entropy: Int {
    var sum = 0
    for count in values where count > 1 { sum += Int(count) * Self.logarithm(count) }
    let total = total
    return total < 2 ? 0 : total * Self.logarithm(UInt32(total)) - sum
  }

  /// The unit of entropy: so many are one bit.
  static let bit = 1 << 16

  /// log2 of a number from 1 on, in units of 1 / ``bit``.
  static func logarithm(_ value: UInt32) -> Int {
    let exponent = 31 - value.leadingZeroBitCount
    // The bits behind the first one: eight that are looked up, eight between two entries.
    let mantissa = Int((value << UInt32(31 - exponent)) >> 15) & 0xFFFF
    let (index, rest) = (mantissa >> 8, mantissa & 0xFF)
    let (low, high) = (Int(logarithms[index]), Int(logarithms[index + 1]))
    return exponent * bit + low + ((high - low) * rest) >> 8
  }

  /// log2(1 + i / 256) times ``bit``, rounded: from squaring, one bit of the result a time.
  private static let logarithms: [UInt32] = (0...256).map { index in
    if index == 256 { return UInt32(bit) }
    var (value, result) = (UInt64(256 + index) << 22, UInt32(0))
    for _ in 0..<17 {
      value = (value * value) >> 30
      result <<= 1
      if value >= 1 << 31 {
        value >>= 1
        result |= 1
      }
    }
    return (result + 1) >> 1
  }
}
