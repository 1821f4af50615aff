extension Array {
  /// Asks for memory where so many more elements have no room: an array that grows makes room for twice as many.
  ///
  /// - Throws: ``FormatError`` with `system` where there is not enough memory.
  package func requireRoom(for more: Int) throws(FormatError) {
    try requireRoom(for: more, to: "hold \(roomNeeded(for: more)) bytes in memory")
  }

  /// The same, told in the words of who asks.
  package func requireRoom(
    for more: Int, to what: @autoclosure () -> String
  ) throws(FormatError) {
    guard capacity - count < more else { return }
    try requireMemory(roomNeeded(for: more), for: what())
  }

  private func roomNeeded(for more: Int) -> Int {
    let (count, isTooLarge) = count.addingReportingOverflow(more)
    guard !isTooLarge else { return .max }
    let (size, overflow) = Swift.max(2 * capacity, count).multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    return overflow ? .max : size
  }
}
