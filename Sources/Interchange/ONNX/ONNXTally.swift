import ModelFormat

/// The nodes, values and settings of a graph, counted while they are taken in: a byte or two of a file may be one, and
/// each takes hundreds of bytes in memory.
struct ONNXTally {
  private let limits: ReaderLimits
  private let offset: Int
  private var count = 0
  /// How many there is memory for.
  private var granted = 1 << 8

  /// The most that are taken: ten times what the largest network needs.
  private static let maximumCount = 1 << 20
  /// Bytes that one takes at most, with what arrays and tables leave unused as they grow.
  private static let partSize = 1 << 10

  /// None yet.
  ///
  /// - Parameters:
  ///   - limits: `memory` bounds what they take, if that is more than a MiB.
  ///   - offset: where in the file the graph begins.
  init(_ limits: ReaderLimits, at offset: Int) { (self.limits, self.offset) = (limits, offset) }

  /// Counts one before it is taken in.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`, or `system` where there is not enough memory.
  mutating func add() throws(FormatError) {
    count += 1
    guard count <= Self.maximumCount else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(Self.maximumCount) nodes, values and settings", found: "more"),
        field: "graph", offset: UInt64(offset))
    }
    guard count > granted else { return }
    let more = granted * Self.partSize
    granted *= 2
    if 2 * more > 1 << 20 { try limits.check(memory: UInt64(2 * more), of: "graph") }
    try requireMemory(more, for: "hold a graph of more than \(count) parts in memory")
  }
}
