import Glibc

/// Memory behind which nothing may be touched: who does is killed at once.
@safe final class GuardedBytes {
  private let pages: UnsafeMutableRawPointer
  private let length: Int
  /// As many bytes as were asked for, the last of them before the forbidden page.
  let bytes: UnsafeMutableBufferPointer<UInt8>

  init(count: Int) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let usable = (count + page - 1) / page * page
    length = usable + page
    let found = unsafe mmap(
      nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let found = unsafe found, unsafe found != MAP_FAILED,
      unsafe mprotect(found + usable, page, PROT_NONE) == 0
    else { fatalError("no memory to guard") }
    unsafe pages = found
    let start = unsafe (found + usable - count).assumingMemoryBound(to: UInt8.self)
    unsafe bytes = UnsafeMutableBufferPointer(start: start, count: count)
  }

  deinit { unsafe munmap(pages, length) }
}
