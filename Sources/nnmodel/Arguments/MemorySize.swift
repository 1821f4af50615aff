import ModelFormat

/// `--max-memory 2G`: bytes, with K, M, G or T for powers of 1,024.
struct MemorySize: ArgumentValue, Equatable {
  var byteCount: Int

  private static let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]

  init(argument: String) throws(InvalidValue) {
    var digits = argument[...]
    var shift = 0
    if let last = digits.last, let unit = Self.units[Character(last.uppercased())] {
      digits.removeLast()
      shift = unit
    }
    guard let count = Int(digits), count > 0, count <= Int.max >> shift else {
      throw InvalidValue("expected a number of bytes above 0, such as 500M or 2G")
    }
    byteCount = count << shift
  }

  var argumentText: String? {
    for (unit, shift) in Self.units.sorted(by: { $0.value > $1.value })
    where byteCount % (1 << shift) == 0 {
      return "\(byteCount >> shift)\(unit)"
    }
    return "\(byteCount)"
  }
}

extension MemorySize? {
  /// What a reader is to take at most.
  var limits: ReaderLimits {
    var limits = ReaderLimits()
    if let self { limits.memory = self.byteCount }
    return limits
  }
}
