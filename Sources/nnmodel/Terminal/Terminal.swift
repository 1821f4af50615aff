import Glibc
import Synchronization

/// Where a command prints: results to standard output, everything else to standard error.
///
/// A value that knows what the two can show. Copies write to the same places.
struct Terminal: Sendable {
  let output: OutputWriter
  private let error: OutputWriter
  private let status = StatusLine()
  private let outputDescriptor: Int32
  private let errorDescriptor: Int32

  /// Whether a person reads standard output as it comes.
  let outputIsTerminal: Bool
  let errorIsTerminal: Bool
  /// Whether a line can be drawn over on standard error.
  let canRedraw: Bool
  /// Whether the locale shows more than ASCII.
  let isUnicode: Bool
  /// Whether text may be coloured where it goes to a terminal.
  private let wantsColour: Bool
  /// `COLUMNS`, for where no terminal can be asked.
  private let statedWidth: Int?

  /// With this set, notes and progress are not printed; errors are.
  var isQuiet = false

  /// - Parameter environment: looks a variable up; nil where it is not set.
  init(output: Int32, error: Int32, environment: (String) -> String?) {
    outputDescriptor = output
    errorDescriptor = error
    outputIsTerminal = SystemCalls.isTerminal(output)
    errorIsTerminal = SystemCalls.isTerminal(error)
    self.output = OutputWriter(descriptor: output, capacity: outputIsTerminal ? 0 : 1 << 16)
    self.error = OutputWriter(descriptor: error, capacity: 0)

    let isDumb = environment("TERM").map { $0.isEmpty || $0 == "dumb" } ?? true
    canRedraw = errorIsTerminal && !isDumb
    wantsColour = !isDumb && (environment("NO_COLOR") ?? "").isEmpty
    statedWidth = environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    // POSIX: the first of these that is set and not empty decides.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    let encoding = locale?.lowercased() ?? ""
    isUnicode = encoding.contains("utf-8") || encoding.contains("utf8")
  }

  /// Standard output and standard error of this process.
  static func standard() -> Terminal {
    Terminal(
      output: STDOUT_FILENO, error: STDERR_FILENO, environment: SystemCalls.environment)
  }

  /// Columns on the screen now: as the terminal says, else `COLUMNS`, else 80.
  var width: Int {
    let asked =
      errorIsTerminal
      ? SystemCalls.terminalWidth(errorDescriptor)
      : outputIsTerminal ? SystemCalls.terminalWidth(outputDescriptor) : nil
    return asked ?? statedWidth ?? 80
  }
}

extension Terminal {
  /// A line for a person on standard output.
  func print(_ line: StyledText) throws(OutputError) {
    let text = line.rendered(colour: outputIsTerminal && wantsColour, clean: printable)
    try write(text + "\n")
  }

  /// A line for a person on standard output: control characters in it are spelled out.
  func print(_ line: String = "") throws(OutputError) { try write(printable(line) + "\n") }

  /// Every row of `table`, cut to the screen if a person is looking.
  func print(_ table: Table) throws(OutputError) {
    for line in table.lines(width: outputIsTerminal ? width : nil, unicode: isUnicode) {
      try print(line)
    }
  }

  /// One JSON value, on a line of its own.
  func print(_ json: JSONOutput) throws(OutputError) {
    try write(json.text(ascii: !isUnicode) + "\n")
  }

  /// A row of data: to the byte into a file or pipe; on a screen, control characters are spelled out.
  func row(_ line: String) throws(OutputError) {
    try outputIsTerminal ? print(line) : write(line + "\n")
  }

  /// Data on standard output, to the byte: it is up to the caller that it is fit for a terminal.
  func write(_ text: String) throws(OutputError) {
    if outputIsTerminal { clearStatus() }
    try output.write(text)
  }

  /// Bytes on standard output.
  func write(_ bytes: [UInt8]) throws(OutputError) {
    if outputIsTerminal { clearStatus() }
    try output.write(bytes)
  }

  /// Hands what was printed to the system: at the end, and before anything that takes long.
  func flush() throws(OutputError) { try output.flush() }
}

extension Terminal {
  /// A line on standard error that says what is being done; nothing when quiet.
  ///
  /// Standard error is never a reason to fail: what cannot be said there cannot be said.
  func note(_ line: StyledText) {
    guard !isQuiet else { return }
    sayOnError(line)
  }

  /// `nnmodel: what is wrong`, in one line.
  func printError(_ message: String, from tool: String) {
    sayOnError(StyledText("\(tool):", .boldRed) + StyledText(" \(message)"))
  }

  /// `warning: what to look at`; said even when quiet.
  func warn(_ message: String) {
    sayOnError(StyledText("warning:", .yellow) + StyledText(" \(message)"))
  }

  /// A line below an error, that says where to read on.
  func printHint(_ line: String) { sayOnError(StyledText(line)) }

  private func sayOnError(_ line: StyledText) {
    clearStatus()
    let text = line.rendered(colour: errorIsTerminal && wantsColour, clean: printable)
    try? error.write(text + "\n")
  }

  /// Draws a line over the last one drawn. Only where `canRedraw`.
  func drawStatus(_ line: String) {
    status.isShown.withLock { isShown in
      isShown = true
      try? error.write("\r" + printable(line) + "\u{1B}[K")
    }
  }

  /// Leaves the drawn line standing, and goes on below it.
  func keepStatus() {
    status.isShown.withLock { isShown in
      if isShown { try? error.write("\n") }
      isShown = false
    }
  }

  /// Takes the drawn line away, so that something else can be printed.
  func clearStatus() {
    status.isShown.withLock { isShown in
      if isShown { try? error.write("\r\u{1B}[K") }
      isShown = false
    }
  }

  private func printable(_ text: String) -> String {
    PrintableText.line(text, unicode: isUnicode)
  }
}

/// Whether a line stands on the screen that the next one must not be appended to.
private final class StatusLine: Sendable {
  let isShown = Mutex(false)
}
