/// A text as it is spelled, to look things up by.
///
/// Swift's strings are equal when they mean the same, whichever way an accent is written; names of columns
/// and labels are equal when their bytes are (N6 of spec/format.md).
struct Spelling: Hashable {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
}
