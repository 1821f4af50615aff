import ModelFormat

/// The memory that rows of numbers take while they arrive, asked for before it is taken: arrays double as they grow,
/// and Swift ends a process that cannot have what they want.
struct RowMemory {
  private let limits: ReaderLimits
  /// The numbers that were asked for.
  private var room = 1 << 14

  /// - Parameter limits: `memory` bounds the numbers, at 8 bytes each.
  init(_ limits: ReaderLimits) { self.limits = limits }

  /// Makes sure that so many numbers may be held.
  ///
  /// - Parameter line: the line of a table up to which they are; nil for all of them.
  /// - Throws: ``NetworkError`` with `file`: `limit-exceeded` beyond the limits, or `system` where there is too little
  ///   memory.
  mutating func require(_ count: Int, line: Int? = nil) throws(NetworkError) {
    guard count > min(room, limits.memory / 8) else { return }
    let rows = line.map { "rows up to line \($0)" } ?? "rows"
    do throws(FormatError) {
      try limits.check(numbers: count, of: rows)
      guard count > room else { return }
      room = 2 * count
      try requireMemory(16 * room, for: "hold \(rows) in memory")
    } catch {
      throw NetworkError(.file(error))
    }
  }
}
