/// A command line that cannot be understood: exit status 64, with a pointer to the help.
struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and what was expected: one sentence without a full stop.
  var message: String
  /// The command whose help would have told, or nil where no command was recognised.
  var command: String?

  init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }

  var description: String { message }
}
