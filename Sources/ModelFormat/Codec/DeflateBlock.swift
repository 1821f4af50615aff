/// A block of a stream that has been inflated, as far as one wants to know how it was coded.
struct DeflateBlock {
  /// Whether its bytes are stored as they are.
  var isStored: Bool
  /// The bytes that it stands for, within what the stream inflates to.
  var range: Range<Int>
  /// Of these, how many are copies of bytes before them: of the last one, or of others.
  var runBytes: Int
  var matchBytes: Int
  /// What it takes in the stream.
  var bitCount: Int
}
