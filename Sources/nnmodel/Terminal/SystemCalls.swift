import Glibc

/// The system calls under the terminal: the one file of the tool that handles pointers.
enum SystemCalls {
  /// Writes all of `bytes`, however often the kernel takes only a part or is interrupted.
  ///
  /// - Returns: 0, or the errno that stopped it. The corresponding C function is `write`.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32) -> Int32 {
    var written = 0
    while written < bytes.count {
      let rest = bytes.extracting(written...)
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        written += count
      } else if count == 0 {
        return EIO
      } else if errno == EAGAIN {
        waitUntilWritable(descriptor)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  /// A pipe that another program left non-blocking: wait instead of spinning.
  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The width in columns that the terminal behind `descriptor` reports, if it does.
  static func terminalWidth(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Whether a path is that of a regular file: one that can be opened to look at it, and again to read it.
  ///
  /// A pipe cannot, and opening one may wait for ever. The corresponding C function is `stat`.
  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether anything else than a regular file is at a path. The corresponding C function is `stat`.
  static func isIrregular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// Whether anything is at a path. The corresponding C function is `stat`.
  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0
  }

  /// Whether a path is that of a directory. The corresponding C function is `stat`.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The time since some fixed moment; a handler of signals may ask for it.
  static var milliseconds: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// The environment variable `name`; nil where it is not set.
  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// What the system calls the error `code`: "No space left on device".
  static func description(ofError code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// The arguments of this process without its name; nil stands for one that is not UTF-8 text.
  static var arguments: [String?] {
    (1..<max(1, Int(CommandLine.argc))).map { index in
      unsafe CommandLine.unsafeArgv[index].flatMap { unsafe String(validatingCString: $0) }
    }
  }

  /// Makes a broken pipe and a file that may not grow (`ulimit -f`) errors of `write` instead of a sudden death, and
  /// sees to it that no file is ever opened as standard input, output or error because that was closed.
  ///
  /// A closed stream is opened the wrong way round, so that its use still fails.
  static func prepareStandardStreams() {
    for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
    for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) == -1 {
      _ = unsafe open("/dev/null", mode)
    }
  }

  /// A pipe: the end that is read, and the one that is written.
  static func pipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    var span = ends.mutableSpan
    let status = unsafe span.withUnsafeMutableBufferPointer { ends in
      unsafe ends.baseAddress.map { unsafe Glibc.pipe($0) } ?? -1
    }
    guard status == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Waits for a byte; nil where none will come.
  static func readByte(from descriptor: Int32) -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = unsafe read(descriptor, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// Writes a byte; a handler of signals may do it.
  static func writeByte(_ byte: UInt8, to descriptor: Int32) -> Bool {
    var byte = byte
    return unsafe Glibc.write(descriptor, &byte, 1) == 1
  }

  /// Handles a signal, unless who started the process wants it ignored, as nohup does.
  static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return }
    let current = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    guard current != 1 else { return }  // SIG_IGN
    _ = signal(number, handler)
  }
}
