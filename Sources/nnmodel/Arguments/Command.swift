/// One thing the tool does: a struct whose properties are its options and arguments.
///
/// The table binds names to the properties; parsing, the help and whatever else describes the
/// command are made from it, so that they cannot disagree.
protocol Command: Sendable {
  /// The word that calls it.
  static var name: String { get }
  /// What it does, in one short line without a full stop.
  static var summary: String { get }
  /// What a person should know beyond the options; blank lines part paragraphs, and lines that
  /// begin with a space stay as they are.
  static var discussion: String { get }
  /// Command lines to copy.
  static var examples: [String] { get }
  /// Its options and arguments, in the order of the help.
  static var options: [Option<Self>] { get }

  /// A command with every option at its default.
  init()

  /// Refuses options that do not go together, before anything is opened or done.
  func validate() throws(UsageError)

  /// Takes note of the words that it was made from, where it has a use for them.
  mutating func remember(_ arguments: [String])

  /// Does it. Results go to standard output, all else to standard error.
  ///
  /// - Throws: any error: `ExitCode.of(_:)` knows the status for each. To end with a status
  ///   and no message, throw the `ExitCode` itself.
  func run(_ terminal: Terminal) throws
}

extension Command {
  static var discussion: String { "" }
  static var examples: [String] { [] }
  func validate() throws(UsageError) {}
  mutating func remember(_ arguments: [String]) {}
}
