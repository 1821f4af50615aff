/// Rows of a buffer, `stride` numbers from one to the next.
struct Rows: Sendable {
  /// Where the numbers are.
  let buffer: FloatBuffer
  /// The numbers of a row that count; padding follows them.
  let width: Int
  /// The distance from row to row.
  let stride: Int

  /// Room for `count` rows of `width` numbers, each filled up to whole panels.
  init(count: Int, width: Int) {
    self.width = width
    stride = padded(width)
    buffer = FloatBuffer(count: count * stride)
  }

  /// Rows of `width` numbers without padding.
  init(unpadded buffer: FloatBuffer, width: Int) {
    self.buffer = buffer
    self.width = width
    stride = width
  }

  private init(buffer: FloatBuffer, width: Int) {
    self.buffer = buffer
    self.width = width
    stride = padded(width)
  }

  /// The same memory seen as rows of another width.
  ///
  /// - Precondition: the rows that are used lie in the buffer.
  func reshaped(width: Int) -> Rows { Rows(buffer: buffer, width: width) }

  /// The number of panels of a row.
  var panels: Int { padded(width) / FloatBuffer.panel }

  /// One number.
  subscript(row: Int, column: Int) -> Float {
    get { buffer[row &* stride &+ column] }
    nonmutating set { buffer[row &* stride &+ column] = newValue }
  }

  /// Lets `body` read or write one row.
  func withRow<Result>(_ row: Int, _ body: (inout MutableSpan<Float>) -> Result) -> Result {
    buffer.withSpan(at: row * stride, length: width, body)
  }

  /// Copies some rows of `source`, which is as wide.
  func assign(_ source: Rows, rows: Range<Int>) {
    precondition(source.stride == stride, "rows of another width")
    buffer.assign(
      source.buffer, from: rows.lowerBound * stride, length: rows.count * stride,
      at: rows.lowerBound * stride)
  }
}
