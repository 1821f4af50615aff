import Glibc

/// Asks for memory before it is relied on, where Swift itself would end the process.
///
/// - Throws: ``FormatError`` with `system` where there are not so many bytes, and some more, to be had.
package func requireMemory(_ byteCount: Int, for what: @autoclosure () -> String)
  throws(FormatError)
{
  guard isThereMemory(byteCount) else {
    throw FormatError(.system(errno: ENOMEM), field: what())
  }
}

/// What is left to all the small things that are not asked for, while a large one is given.
private let spareMemory = 16 << 20

/// Less is not asked for: to ask takes longer than to fill it.
private let smallestRequest = 1 << 18

/// Whether this machine gives so many bytes, and some more, to who asks.
func isThereMemory(_ byteCount: Int) -> Bool {
  if byteCount < smallestRequest { return true }
  // By mapping it: a call of malloc whose memory is not used is optimised away, and succeeds.
  let flags = MAP_PRIVATE | MAP_ANONYMOUS
  let (size, overflow) = byteCount.addingReportingOverflow(spareMemory)
  guard !overflow else { return false }
  let probe = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
  guard let probe = unsafe probe, unsafe probe != MAP_FAILED else { return false }
  unsafe munmap(probe, size)
  return true
}

/// The memory of many small pieces, asked for whenever some of it has come together.
package struct SmallPieces: ~Copyable {
  private var unasked = 0

  /// None yet.
  package init() {}

  /// Counts one more piece.
  ///
  /// - Throws: ``FormatError`` with `system` where there is not enough memory.
  package mutating func require(
    _ byteCount: Int, for what: @autoclosure () -> String
  ) throws(FormatError) {
    let (sum, overflow) = unasked.addingReportingOverflow(byteCount)
    unasked = overflow ? .max : sum
    guard unasked >= smallestRequest else { return }
    try requireMemory(unasked, for: what())
    unasked = 0
  }
}
