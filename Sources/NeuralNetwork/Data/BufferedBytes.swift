/// The bytes of a source, looked at before they are taken, a chunk in memory at a time.
struct BufferedBytes {
  /// The line of the next byte, counted from 1.
  var line = 1
  private let source: CSVReader.Source
  private var chunk: [UInt8] = []
  private var position = 0
  private var isDrained = false

  /// The bytes that `source` delivers.
  init(source: @escaping CSVReader.Source) {
    self.source = source
  }

  /// The next byte; `nil` at the end.
  @inline(__always)
  mutating func peek() throws(NetworkError) -> UInt8? {
    if position < chunk.count { return chunk[position] }
    return try peek(ahead: 0)
  }

  /// The byte after `offset` others; `nil` at the end. What lies before it stays in memory.
  mutating func peek(ahead offset: Int) throws(NetworkError) -> UInt8? {
    while position + offset >= chunk.count {
      if isDrained { return nil }
      let next = try source()
      if next.isEmpty { isDrained = true }
      if position == chunk.count {
        chunk = next
        position = 0
      } else {
        chunk.append(contentsOf: next)
      }
    }
    return chunk[position + offset]
  }

  /// Takes `count` bytes that have been looked at.
  mutating func skip(_ count: Int) {
    position += count
  }

  /// Moves bytes to `target` as long as `isWanted`, and counts their line feeds; whether the chunk
  /// ended before an unwanted byte.
  @inline(__always)
  mutating func takeRun(into target: inout [UInt8], while isWanted: (UInt8) -> Bool) -> Bool {
    let (end, lines) = Self.run(chunk.span, from: position, while: isWanted)
    target.append(contentsOf: chunk[position..<end])
    line += lines
    position = end
    return end == chunk.count
  }

  @inline(__always)
  private static func run(
    _ bytes: Span<UInt8>, from start: Int, while isWanted: (UInt8) -> Bool
  ) -> (end: Int, lines: Int) {
    var end = start
    var lines = 0
    while end < bytes.count, isWanted(bytes[end]) {
      if bytes[end] == UInt8(ascii: "\n") { lines += 1 }
      end += 1
    }
    return (end, lines)
  }
}
