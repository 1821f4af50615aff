import ModelFormat

/// The memory of one tensor or of several, a member of the archive.
struct TorchStorage: Equatable {
  /// The name of the member, without its folder.
  let key: String
  /// The type of its elements; nil where each tensor tells its own.
  let type: ElementType?
  let byteCount: Int
}

/// A tensor as a pickle tells of it: a view into a storage.
struct TorchTensor {
  /// The index of the storage.
  let storage: Int
  let type: ElementType
  let layout: StridedLayout

  /// The bytes of the tensor, row by row and little-endian.
  ///
  /// - Throws: `FormatError` with `invalid-value` for a bool that is neither 0 nor 1, or as `StridedLayout.gather`.
  func bytes(of storage: [UInt8], isBigEndian: Bool) throws(FormatError) -> [UInt8] {
    var bytes = try layout.gather(storage, elementSize: type.size)
    if isBigEndian { bytes.reverse(each: type == .c64 ? 4 : type.size) }
    if type == .bool { try bytes.checkBools(from: 0) }
    return bytes
  }
}
