import ModelFormat

/// A type of numbers in a file of data, and the order of its bytes.
struct ElementKind: Equatable {
  enum Form { case bool, signed, unsigned, float }

  let form: Form
  /// Bytes an element: 1, 2, 4 or 8.
  let size: Int
  let isBigEndian: Bool

  /// The largest number of elements of an array: 2³⁰, which take 8 GiB in memory.
  static let maximumCount = 1 << 30
  /// The largest number of dimensions.
  static let maximumRank = 32

  /// How many elements a shape asks for.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` for more than 2³⁰, whatever zeros stand among the
  ///   dimensions.
  static func count(of shape: [Int], offset: UInt64) throws(FormatError) -> Int {
    var product = 1
    for size in shape where size > 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= maximumCount else {
        throw FormatError(
          .limitExceeded(
            expected: "at most \(maximumCount) elements",
            found: shape.map(String.init).joined(separator: " × ")),
          field: "shape", offset: offset)
      }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }

  /// The numbers that bytes stand for; those of 64 bits rounded to the nearest.
  ///
  /// - Throws: `FormatError` with `invalid-value` for a bool that is neither 0 nor 1.
  /// - Precondition: there are as many bytes as whole elements take.
  func append(_ bytes: [UInt8], to elements: inout [Double]) throws(FormatError) {
    if size == 1, form == .unsigned {
      return elements.append(contentsOf: bytes.lazy.map { Double($0) })
    }
    let bytes = bytes.span
    for start in stride(from: 0, to: bytes.count, by: size) {
      var bits: UInt64 = 0
      for index in 0..<size {
        bits = bits << 8 | UInt64(bytes[start + (isBigEndian ? index : size - 1 - index)])
      }
      if form == .bool, bits > 1 {
        throw FormatError(
          .invalidValue(expected: "a bool of 0 or 1", found: "\(bits)"), field: "elements")
      }
      elements.append(number(bits))
    }
  }

  private func number(_ bits: UInt64) -> Double {
    switch (form, size) {
    case (.float, 8): Double(bitPattern: bits)
    case (.float, 4): Double(Float(bitPattern: UInt32(bits)))
    case (.float, _): Double(Self.half(UInt16(bits)))
    case (.signed, _): Double(Int64(bitPattern: bits << (64 - 8 * size)) >> (64 - 8 * size))
    case (.unsigned, _), (.bool, _): Double(bits)
    }
  }

  /// An IEEE 754 binary16, widened.
  private static func half(_ bits: UInt16) -> Float { Float(Float16(bitPattern: bits)) }
}
