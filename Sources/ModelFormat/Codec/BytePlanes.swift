import CKernels

/// The shuffle: first bytes of all elements, then second bytes, and so on (spec/format.md D3).
///
/// In a float, sign and exponent repeat and the mantissa does not; side by side they hide each other. Rotated
/// left by a bit, an element has its exponent in one byte, and the sign, which is noise, among the mantissa.
enum BytePlanes {
  /// Splits elements of 2, 4 or 8 bytes into planes: `planes[p · n + i] = rotated(raw[i])[p]`.
  static func split(
    _ raw: Span<UInt8>, size: Int, rotated: Bool, into planes: inout MutableSpan<UInt8>
  ) {
    check(raw.count, size, planes.count)
    unsafe raw.withUnsafeBufferPointer { raw in
      unsafe planes.withUnsafeMutableBufferPointer { planes in
        guard let from = raw.baseAddress, let to = planes.baseAddress else { return }
        unsafe nn_kernels(nil).pointee.split_planes(
          size, raw.count / size, rotated ? 1 : 0, from, to)
      }
    }
  }

  /// Puts planes together again.
  static func join(
    _ planes: Span<UInt8>, size: Int, rotated: Bool, into raw: inout MutableSpan<UInt8>
  ) {
    check(planes.count, size, raw.count)
    unsafe planes.withUnsafeBufferPointer { planes in
      unsafe raw.withUnsafeMutableBufferPointer { raw in
        guard let from = planes.baseAddress, let to = raw.baseAddress else { return }
        unsafe nn_kernels(nil).pointee.join_planes(
          size, planes.count / size, rotated ? 1 : 0, from, to)
      }
    }
  }

  private static func check(_ count: Int, _ size: Int, _ room: Int) {
    precondition(
      [2, 4, 8].contains(size) && count % size == 0, "not whole elements that have planes")
    precondition(room >= count, "no room for the elements")
  }
}
