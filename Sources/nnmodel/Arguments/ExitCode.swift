/// How the tool ended, as the shell sees it: the numbers of sysexits.h, for scripts to tell apart.
///
/// It is an error too: a command that has said all it had to say throws the code to end with it.
struct ExitCode: Error, Equatable {
  var status: Int32

  /// All was done.
  static let success = ExitCode(status: 0)
  /// The comparison that was asked for came out unequal.
  static let different = ExitCode(status: 1)
  /// The command line is wrong.
  static let usage = ExitCode(status: 64)
  /// The data is damaged, or not what is needed.
  static let data = ExitCode(status: 65)
  /// An input is not there, or may not be read.
  static let noInput = ExitCode(status: 66)
  /// A defect of the tool itself.
  static let software = ExitCode(status: 70)
  /// An output cannot be created.
  static let cannotCreate = ExitCode(status: 73)
  /// Reading or writing failed half-way.
  static let inputOutput = ExitCode(status: 74)

  /// Ended by a signal, told as a shell tells it: 128 and its number.
  static func signal(_ number: Int32) -> ExitCode { ExitCode(status: 128 + number) }

  /// Every code with its meaning, for the help and the manual page.
  static var table: [(status: String, meaning: String)] {
    [
      ("0", "all was done"),
      ("1", "what was compared is not the same"),
      ("64", "the command line is wrong"),
      ("65", "the data is damaged, or not what is needed"),
      ("66", "an input is not there, or may not be read"),
      ("70", "a defect of the tool itself; please report it"),
      ("73", "an output cannot be created"),
      ("74", "reading or writing failed"),
      ("128+N", "ended by signal N (130: interrupted; 141: the reader of a pipe went away)"),
    ]
  }

  /// The code for any error that a command throws.
  static func of(_ error: any Error) -> ExitCode {
    switch error {
    case let code as ExitCode: code
    case let error as any ToolError: error.exitCode
    default: .software
    }
  }
}

/// An error that knows how the tool should end, and whose description is the line to print.
///
/// Errors of the libraries conform in an extension, in the tool: a library knows no exit codes.
protocol ToolError: Error, CustomStringConvertible {
  var exitCode: ExitCode { get }
}

extension UsageError: ToolError {
  var exitCode: ExitCode { .usage }
}

/// What a command found wrong itself: the line to print, and the code to end with.
struct Failure: ToolError, Equatable {
  var exitCode: ExitCode
  var description: String

  /// `message` is one sentence: which file, what is wrong, where, and what to do.
  init(_ exitCode: ExitCode, _ message: String) {
    self.exitCode = exitCode
    description = message
  }
}
