import Glibc

@testable import nnmodel

/// A real terminal of the kernel, with a screen that is this test.
final class PseudoTerminal {
  private let screen: Int32
  let descriptor: Int32

  init(columns: UInt16) {
    screen = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    // TIOCSPTLCK and TIOCGPTN of Linux, as unlockpt and ptsname do: neither can be called here.
    var lock: Int32 = 0
    var number: Int32 = 0
    let isOpen =
      unsafe ioctl(screen, 0x4004_5431, &lock) == 0 && ioctl(screen, 0x8004_5430, &number) == 0
    precondition(isOpen, "a pseudo terminal")
    descriptor = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    // What is written should arrive as it is: no carriage return before a newline.
    var settings = termios()
    unsafe tcgetattr(descriptor, &settings)
    settings.c_oflag &= ~tcflag_t(OPOST)
    unsafe tcsetattr(descriptor, TCSANOW, &settings)
    resize(columns: columns)
  }

  deinit {
    close(descriptor)
    close(screen)
  }

  func resize(columns: UInt16) {
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Standard output and error both on this terminal.
  func terminal(_ environment: [String: String] = ["TERM": "xterm", "LANG": "C.UTF-8"]) -> Terminal
  {
    Terminal(output: descriptor, error: descriptor) { environment[$0] }
  }

  /// All that was printed since it was last asked.
  func printed() -> String {
    // The kernel passes bytes on in its own time, but in order: so wait for a mark behind them.
    let mark: [UInt8] = [0x03, 0x04, 0x05]
    _ = SystemCalls.write(mark.span, to: descriptor)
    var bytes: [UInt8] = []
    while bytes.suffix(mark.count) != mark[...] {
      var byte: UInt8 = 0
      guard unsafe read(screen, &byte, 1) == 1 else { break }
      bytes.append(byte)
    }
    return String(decoding: bytes.dropLast(mark.count), as: UTF8.self)
  }
}
