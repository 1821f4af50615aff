import ModelFormat

/// How the elements of a type are spelled in JSON (spec/json.md J5 … J9), and read.
///
/// Elements are handed over as their bits; of `c64`, each half is an `f32`.
struct ElementSpelling {
  private let type: ElementType
  private let narrow: NarrowFloat?

  /// What narrow floats were spelled as before: there are 65,536 of them at most.
  private var known: [UInt64: String] = [:]

  /// - Parameter type: the type of the tensor.
  init(_ type: ElementType) {
    self.type = type == .c64 ? .f32 : type
    narrow = NarrowFloat(type)
  }

  /// Bytes of what is spelled at once.
  var size: Int { type.size }

  /// The spelling of an element.
  mutating func text(_ bits: UInt64) -> String {
    switch type {
    case .f64: return real(Double(bitPattern: bits), bits, nan: Double.nan.bitPattern)
    case .f32:
      let value = Float(bitPattern: UInt32(bits))
      return real(Self.shortest(value), bits, nan: UInt64(Float.nan.bitPattern))
    case .i64: return Self.integer(Int64(bitPattern: bits))
    case .i32: return String(Int32(truncatingIfNeeded: bits))
    case .i16: return String(Int16(truncatingIfNeeded: bits))
    case .i8: return String(Int8(truncatingIfNeeded: bits))
    case .u64: return Self.integer(bits)
    case .u32, .u16, .u8: return String(bits)
    case .bool: return bits == 0 ? "false" : "true"
    case .f16, .bf16, .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ, .c64:
      if let text = known[bits] { return text }
      guard let narrow else { preconditionFailure("\(type) is a narrow float") }
      let text = real(Self.shortest(narrow.value(bits), narrow), bits, nan: narrow.nan)
      known[bits] = text
      return text
    }
  }

  /// The bits of an element; nil for what is none of this type.
  func bits(_ value: JSON) -> UInt64? {
    switch value {
    case .number(let number): bits(number)
    case .bool(let truth): type == .bool ? truth ? 1 : 0 : nil
    case .string(let text): bits(text)
    case .object, .array: nil
    }
  }

  // MARK: Numbers

  private func bits(_ number: Double) -> UInt64? {
    switch type {
    case .f64: return number.bitPattern
    case .f32:
      let value = Float(number)
      return value.isFinite ? UInt64(value.bitPattern) : nil
    case .i64: return Int64(exactly: number).map(UInt64.init(bitPattern:))
    case .i32: return Int32(exactly: number).map { UInt64(UInt32(bitPattern: $0)) }
    case .i16: return Int16(exactly: number).map { UInt64(UInt16(bitPattern: $0)) }
    case .i8: return Int8(exactly: number).map { UInt64(UInt8(bitPattern: $0)) }
    case .u64: return UInt64(exactly: number)
    case .u32: return UInt32(exactly: number).map(UInt64.init)
    case .u16: return UInt16(exactly: number).map(UInt64.init)
    case .u8: return UInt8(exactly: number).map(UInt64.init)
    case .bool: return nil
    case .f16, .bf16, .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ, .c64:
      return narrow?.bits(number)
    }
  }

  // MARK: Strings

  private func bits(_ text: String) -> UInt64? {
    switch type {
    case .i64: return Self.isInteger(text) ? Int64(text).map(UInt64.init(bitPattern:)) : nil
    case .u64: return Self.isInteger(text) ? UInt64(text) : nil
    case .i32, .i16, .i8, .u32, .u16, .u8, .bool: return nil
    default: break
    }
    if text.utf8.starts(with: "0x".utf8) {
      let digits = text.utf8.dropFirst(2)
      let isHexadecimal = digits.allSatisfy { "0123456789abcdef".utf8.contains($0) }
      guard digits.count == 2 * size, isHexadecimal else { return nil }
      return UInt64(String(decoding: Array(digits), as: UTF8.self), radix: 16)
    }
    switch text {
    case "nan": return special(.nan)
    case "inf": return special(.infinity)
    case "-inf": return special(-.infinity)
    default:
      let isDecimal = JSONSpelling.isNumber(text.utf8.span)
      return isDecimal ? TextScanner.number(ArraySlice(text.utf8)).flatMap(bits) : nil
    }
  }

  /// Whether a text is an integer in its one spelling: no plus, no zero before it, zero without a sign.
  private static func isInteger(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    return digits.allSatisfy { (0x30...0x39).contains($0) }
      && (digits.first != UInt8(ascii: "0") || text.utf8.count == 1)
  }

  /// The bits of an infinity or of NaN.
  private func special(_ value: Double) -> UInt64? {
    switch type {
    case .f64: return value.bitPattern
    case .f32: return UInt64(Float(value).bitPattern)
    default:
      guard let narrow else { return nil }
      if value.isNaN { return narrow.nan }
      return narrow.infinity.map { value > 0 ? $0 : $0 | 1 << UInt64(8 * size - 1) }
    }
  }

  // MARK: Spellings

  private func real(_ value: Double, _ bits: UInt64, nan: UInt64) -> String {
    if value.isNaN {
      if bits == nan { return "\"nan\"" }
      let digits = String(bits, radix: 16)
      return "\"0x\(String(repeating: "0", count: 2 * size - digits.utf8.count))\(digits)\""
    }
    if value.isInfinite { return value > 0 ? "\"inf\"" : "\"-inf\"" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0" }
    let text = canonicalSpelling(of: value)
    return value.magnitude < 0x1p53 ? text : "\"\(text)\""
  }

  private static func integer<Integer: FixedWidthInteger>(_ value: Integer) -> String {
    value.magnitude < 1 << 53 ? String(value) : "\"\(value)\""
  }

  /// A double of few digits that rounds to a float.
  ///
  /// Swift tells the fewest digits that give the float when they are read as one. Read as a double and then
  /// rounded, those of 7.038531e-26, alone among all floats, give its neighbour.
  private static func shortest(_ value: Float) -> Double {
    guard value.isFinite, let decimal = Double(value.description), Float(decimal) == value else {
      return Double(value)
    }
    return decimal
  }

  /// A double of few digits that rounds to a narrow float.
  private static func shortest(_ value: Double, _ narrow: NarrowFloat) -> Double {
    guard value.isFinite, value != 0, let bits = narrow.bits(value) else { return value }
    let exact = exponentForm(of: value)
    guard let end = exact.utf8.firstIndex(of: UInt8(ascii: "e")) else { return value }
    // The digits of a number as e's form has them, cut behind each.
    let mantissa = Double(exact[..<end]) ?? value
    var scale = 1.0
    for _ in 1...8 {
      let rounded = (mantissa * scale).rounded() / scale
      if let decimal = Double("\(rounded)\(exact[end...])"), narrow.bits(decimal) == bits {
        return decimal
      }
      scale *= 10
    }
    return value
  }
}
