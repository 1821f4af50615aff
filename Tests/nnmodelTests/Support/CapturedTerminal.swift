@testable import nnmodel

/// A terminal value that prints into two files, to read back what a command printed.
struct CapturedTerminal {
  let terminal: Terminal
  private let outputFile = TemporaryFile()
  private let errorFile = TemporaryFile()

  init(_ environment: [String: String] = ["LANG": "en_GB.UTF-8", "TERM": "xterm"]) {
    terminal = Terminal(output: outputFile.descriptor, error: errorFile.descriptor) {
      environment[$0]
    }
  }

  /// What has reached standard output; what is in the buffer has not.
  var output: String { outputFile.text }
  var error: String { errorFile.text }
}
