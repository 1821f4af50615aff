/// The shuffle: first bytes of all elements, then second bytes, and so on (spec/format.md D3).
///
/// In a float, sign and exponent repeat and the mantissa does not; side by side they hide each other. Signs
/// do not repeat either: elements *rotated* left by one bit have theirs at the other end (D5).
enum BytePlanes {
  /// Splits elements of `size` bytes into planes, each element rotated before if asked for.
  ///
  /// Byte p of a rotated element is byte p shifted left, with the highest bit of byte p − 1, which for the
  /// first byte is that of the last.
  static func split(
    _ raw: Span<UInt8>, size: Int, rotated: Bool, into planes: inout MutableSpan<UInt8>
  ) {
    guard rotated else { return split(raw, size: size, into: &planes) }
    let count = raw.count / size
    for plane in 0..<size {
      let below = (plane + size - 1) % size
      for index in 0..<count {
        planes[plane * count + index] =
          raw[index * size + plane] << 1 | raw[index * size + below] >> 7
      }
    }
  }

  /// Puts planes together again, and rotates each element back if asked for.
  static func join(
    _ planes: Span<UInt8>, size: Int, rotated: Bool, into raw: inout MutableSpan<UInt8>
  ) {
    guard rotated else { return join(planes, size: size, into: &raw) }
    let count = planes.count / size
    for plane in 0..<size {
      let above = (plane + 1) % size
      for index in 0..<count {
        raw[index * size + plane] =
          planes[plane * count + index] >> 1 | planes[above * count + index] << 7
      }
    }
  }

  /// Splits elements of `size` bytes into planes: `planes[p · n + i] = raw[i · size + p]`.
  static func split(_ raw: Span<UInt8>, size: Int, into planes: inout MutableSpan<UInt8>) {
    let count = raw.count / size
    for plane in 0..<size {
      var from = plane
      for to in plane * count..<(plane + 1) * count {
        planes[to] = raw[from]
        from += size
      }
    }
  }

  /// Puts planes together again: `raw[i · size + p] = planes[p · n + i]`.
  static func join(_ planes: Span<UInt8>, size: Int, into raw: inout MutableSpan<UInt8>) {
    let count = planes.count / size
    precondition(raw.count >= count * size, "no room for the elements")
    // Unchecked, for a check a byte keeps these loops from being done sixteen elements at a time.
    switch size {
    case 2:
      for index in 0..<count {
        unsafe raw[unchecked: 2 &* index] = planes[unchecked: index]
        unsafe raw[unchecked: 2 &* index &+ 1] = planes[unchecked: count &+ index]
      }
    case 4:
      for index in 0..<count {
        unsafe raw[unchecked: 4 &* index] = planes[unchecked: index]
        unsafe raw[unchecked: 4 &* index &+ 1] = planes[unchecked: count &+ index]
        unsafe raw[unchecked: 4 &* index &+ 2] = planes[unchecked: 2 &* count &+ index]
        unsafe raw[unchecked: 4 &* index &+ 3] = planes[unchecked: 3 &* count &+ index]
      }
    default:
      for plane in 0..<size {
        var to = plane
        for from in plane * count..<(plane + 1) * count {
          raw[to] = planes[from]
          to += size
        }
      }
    }
  }

  /// Whether a plane looks like noise, which no coder makes smaller.
  ///
  /// Σ c² over the counts of its 256 values tells: n² / Σ c² is the number of values that it uses, as it
  /// were (the Rényi entropy of order 2). In integers, so that every machine decides alike.
  static func isNoise(_ plane: Span<UInt8>) -> Bool {
    var counts = InlineArray<256, UInt32>(repeating: 0)
    for index in plane.indices { counts[Int(plane[index])] += 1 }
    var squares: UInt64 = 0
    for index in counts.indices { squares += UInt64(counts[index]) * UInt64(counts[index]) }
    let total = UInt64(plane.count)
    return total * total >= 250 * squares
  }
}
