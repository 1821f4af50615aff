import ModelFormat

extension Array where Element: BitwiseCopyable {
  /// Asks for memory where so many more elements have no room: an array that grows makes room for twice as many.
  ///
  /// - Throws: `FormatError` with `system` where there is not enough memory.
  func requireRoom(for more: Int) throws(FormatError) {
    guard capacity - count < more else { return }
    let size = Swift.max(2 * capacity, count + more) * MemoryLayout<Element>.stride
    try requireMemory(size, for: "hold \(size) bytes in memory")
  }
}
