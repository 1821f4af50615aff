/// What a look at a few elements tells of many.
enum ElementSample {
  /// Whether elements often equal the one before: pruned weights, moments of inputs that are never on, a
  /// column of labels.
  static func hasRepeats(_ raw: Span<UInt8>, size: Int) -> Bool {
    let count = raw.count / size
    let (pieces, length) = (8, min(128, count))
    var (equal, seen) = (0, 0)
    for piece in 0..<pieces {
      let start = (count - length) * piece / (pieces - 1)
      for element in start + 1..<start + length {
        let position = element * size
        if (0..<size).allSatisfy({ raw[position + $0] == raw[position - size + $0] }) { equal += 1 }
        seen += 1
      }
    }
    return equal * 16 > seen
  }

  /// The bytes that are coded in more than one way, to see which is the best: all, or 64 KiB of the middle.
  static func range(in count: Int) -> Range<Int> {
    let size = 1 << 16
    if count <= 2 * size { return 0..<count }
    let start = (count - size) / 2 / 64 * 64
    return start..<start + size
  }
}
