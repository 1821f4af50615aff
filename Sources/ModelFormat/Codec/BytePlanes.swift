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
    unsafe arrange(raw, size, rotated, into: &planes, by: nn_kernels(nil).pointee.split_planes)
  }

  /// Puts planes together again.
  static func join(
    _ planes: Span<UInt8>, size: Int, rotated: Bool, into raw: inout MutableSpan<UInt8>
  ) {
    unsafe arrange(planes, size, rotated, into: &raw, by: nn_kernels(nil).pointee.join_planes)
  }

  /// A kernel's way from as many bytes to as many others.
  private typealias Kernel =
    @convention(c) (
      Int, Int, Int32, UnsafePointer<UInt8>?, UnsafeMutablePointer<UInt8>?
    ) -> Void

  private static func arrange(
    _ from: Span<UInt8>, _ size: Int, _ rotated: Bool, into to: inout MutableSpan<UInt8>,
    by kernel: Kernel?
  ) {
    precondition(
      [2, 4, 8].contains(size) && from.count % size == 0, "not whole elements that have planes")
    precondition(to.count >= from.count, "no room for as many bytes")
    unsafe from.withUnsafeBufferPointer { from in
      unsafe to.withUnsafeMutableBufferPointer { to in
        if from.isEmpty { return }
        unsafe kernel?(size, from.count / size, rotated ? 1 : 0, from.baseAddress, to.baseAddress)
      }
    }
  }
}
