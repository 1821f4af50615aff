/// A number of bytes as people write it: `512M`, `1.5GiB`, `4096`.
///
/// Letters count in powers of 1024, with or without `iB` or `B` behind them, as memory is sold.
struct ByteCount: ArgumentValue, Comparable {
  var bytes: UInt64

  init(_ bytes: UInt64) { self.bytes = bytes }

  init(argument: String) throws(InvalidValue) {
    let wrong = InvalidValue("expected a size such as 512M, 1.5GiB or 4096 (bytes)")
    let number = argument.prefix { ("0"..."9").contains($0) || $0 == "." }
    var unit = argument.dropFirst(number.count).uppercased()
    if unit.hasSuffix("IB") { unit.removeLast(2) } else if unit.hasSuffix("B") { unit.removeLast() }
    let units = ["", "K", "M", "G", "T", "P"]
    guard let power = units.firstIndex(of: unit), argument.uppercased() != "\(number)IB" else {
      throw wrong
    }
    let scale = UInt64(1) << (10 * UInt64(power))

    if let whole = UInt64(number) {
      let (bytes, overflow) = whole.multipliedReportingOverflow(by: scale)
      guard !overflow else { throw InvalidValue("larger than any memory") }
      self.init(bytes)
    } else {
      guard power > 0, let fraction = Double(number) else { throw wrong }
      guard let bytes = UInt64(exactly: (fraction * Double(scale)).rounded(.down)) else {
        throw InvalidValue("larger than any memory")
      }
      self.init(bytes)
    }
  }

  var argumentText: String? {
    for (unit, power) in [("P", 50), ("T", 40), ("G", 30), ("M", 20), ("K", 10)] as [(String, Int)]
    where bytes != 0 && bytes.trailingZeroBitCount >= power {
      return "\(bytes >> UInt64(power))\(unit)"
    }
    return "\(bytes)"
  }

  static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
