import CMalloc
import Glibc

/// What this process holds in memory, as the kernel counts it.
enum ProcessMemory {
  /// Gives unused memory back, so that what comes starts on fresh pages.
  static func trim() { malloc_trim(0) }

  /// Forgets the most that there was.
  ///
  /// - Returns: bytes held now.
  static func begin() -> Int {
    trim()
    if let file = unsafe fopen("/proc/self/clear_refs", "w") {
      unsafe fputs("5", file)
      unsafe fclose(file)
    }
    return status("VmRSS:")
  }

  /// The most bytes held since ``begin()``.
  static var peak: Int { status("VmHWM:") }

  private static func status(_ field: String) -> Int {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var text: [UInt8] = []
    while case let byte = unsafe fgetc(file), byte >= 0 { text.append(UInt8(byte)) }
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(field) }
    return 1024
      * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
  }
}
