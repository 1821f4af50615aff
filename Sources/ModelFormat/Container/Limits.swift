/// What no file may exceed, on the reader's side and the writer's alike (spec/format.md §3, §5, §6).
///
/// A limit that only the reader knew would let a writer produce files that cannot be opened.
package enum Limits {
  /// Raw bytes of the header (P8).
  static let headerSize = 64 << 20

  /// How far a header may be compressed: `raw ≤ ratio × stored + allowance` (P9).
  static let headerRatio = 64
  static let headerAllowance = 4096

  /// How many of the characters that separate values a header may have: `ratio × stored + allowance` (H7).
  static func separatorBound(ofStored stored: Int) -> Int { 4 * stored + 4096 }

  /// Nesting of the header's JSON; the outermost object is at depth 1 (H3).
  static let headerDepth = 32

  /// Integers and magnitudes in the header stay below this (H6).
  static let integerBound = 1 << 53

  /// Raw bytes of a chunk (P11).
  static let chunkSizes = 4096...(16 << 20)
  static let defaultChunkSize = 1 << 20

  /// Tensors in a file (S8).
  static let tensorCount = 1 << 20

  /// Dimensions of a tensor (S5).
  package static let rank = 8

  /// Bytes of a tensor's name in UTF-8 (S6).
  static let nameLength = 1024

  /// The most that `raw` bytes may take when stored as a zlib stream (P10, T4).
  static func storedBound(ofRaw raw: Int) -> Int { raw + raw / 256 + 128 }

  /// The most that `stored` bytes of a zlib stream can inflate to (T4).
  static func rawBound(ofStored stored: Int) -> Int { 1032 * stored + 64 }
}
