import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel edit`: what a file says in words is said otherwise.
struct EditCommand: Command {
  static let name = "edit"
  static let summary = "changes metadata, names of columns and classes, and units of a model file"
  static let discussion = """
    No tensor is touched: every number stays as it is, to the bit. Without -o the file itself is replaced,
    by a whole new one or, if anything fails, not at all. What has changed is said.

    --rename-class and --rename-column take the names that the file has now, so that two can be
    swapped. --unit says what a column of numbers is measured in: 'evaluate' tells errors in it.
    'COLUMN=' without a unit takes it away.

    The names of a checkpoint cannot be changed: its training knows its data by them.
    """
  static let examples = [
    "nnmodel edit digits.nnmodel --set title=Digits --set license=MIT --unset draft",
    "nnmodel edit iris.nnmodel --rename-class 0=setosa --rename-class 1=versicolor -o named.nnmodel",
    "nnmodel edit flats.nnmodel --rename-column y=rent --unit y=EUR",
  ]

  var model = ""
  var output: String?
  var set: [NamedText] = []
  var unset: [String] = []
  var columns: [NamedText] = []
  var classes: [NamedText] = []
  var units: [NamedText] = []
  var isForced = false
  var isQuiet = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the file, or - for standard input"),
    .value(
      "--output", short: "-o", \.output, "FILE", "where the result goes, or - for standard output",
      default: "MODEL itself"),
    .repeated("--set", \.set, "NAME=TEXT", "an entry of the metadata"),
    .repeated("--unset", \.unset, "NAME", "removes an entry of the metadata"),
    .repeated("--rename-column", \.columns, "OLD=NEW", "another name for an input or output"),
    .repeated("--rename-class", \.classes, "OLD=NEW", "another name for a class of the output"),
    .repeated("--unit", \.units, "COLUMN=UNIT", "what a column of numbers is measured in"),
    .force(\.isForced),
    .flag("--quiet", \.isQuiet, "say nothing but errors"),
  ]

  func validate() throws(UsageError) {
    if set.isEmpty && unset.isEmpty && columns.isEmpty && classes.isEmpty && units.isEmpty {
      throw UsageError(
        "there is nothing to change: --set, --unset, --rename-column, --rename-class or --unit says what"
      )
    }
    if output == nil && model == "-" {
      throw UsageError("-o FILE is missing: standard input cannot be replaced")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    if output == nil && SystemCalls.isIrregular(model) {
      throw UsageError("-o FILE is missing: \(model) is no regular file, which could be replaced")
    }
    let stream = try ModelInput.stream(model)
    let file = OutputFile(path: output ?? model, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    let before = stream.header
    let after: Header
    do throws(HeaderEditError) {
      after = try edit(of: before).applied(to: before)
    } catch {
      throw explained(error)
    }
    do {
      let options = WriteOptions(storedAs: stream)
      try stream.rewrite(with: after, to: file.location, options: options)
    } catch {
      throw file.explained(error)
    }
    let changes = HeaderDifference.between(
      .object(DigestScope.content.members(of: before)),
      .object(DigestScope.content.members(of: after)))
    for change in changes {
      terminal.note(
        StyledText("\(change.path): \(Wording.value(change.left)) → \(Wording.value(change.right))")
      )
    }
    if changes.isEmpty { terminal.note("\(file.name): as it was") }
  }

  /// The changes that are asked for, of a file with this header.
  private func edit(of header: Header) -> HeaderEdit {
    let summary = try? ModelSummary(header)
    let columns = ((summary?.inputs ?? []) + (summary?.outputs ?? [])).map(\.name)
    let labels = summary?.outputs?.first?.labels ?? []
    var edit = HeaderEdit()
    edit.metadata = set.map { HeaderEdit.Change($0) }
    edit.removedMetadata = unset
    edit.columnNames = self.columns.map { HeaderEdit.Change($0, among: columns) }
    edit.classNames = classes.map { HeaderEdit.Change($0, among: labels) }
    edit.units = units.map { HeaderEdit.Change($0, among: columns) }
    return edit
  }

  /// The error with the file, and what was probably meant.
  private func explained(_ error: HeaderEditError) -> any Error {
    let file = Wording.input(model)
    switch error {
    case .unknown(let kind, let name, let known):
      let all =
        known.isEmpty ? "; it has none" : "; it has \(Wording.list(known))"
      return Failure(
        .data,
        "\(file): has no \(kind.rawValue) \(name.quoted)" + Suggestion.hint(for: name, among: known)
          + all)
    case .duplicate(let kind, let name):
      return Failure(
        .data, "\(file): the name \(name.quoted) would be that of more than one \(kind.rawValue)")
    case .empty(let kind):
      return UsageError("a new name of a \(kind.rawValue) is empty")
    case .control(_, let name, _):
      return UsageError("\(name.quoted): a name is one line, without control characters")
    case .noClasses:
      return Failure(.data, "\(file): its output is not of classes, so there is none to rename")
    case .unitOfClasses(let column):
      return Failure(
        .data, "\(file): the column \(column.quoted) is of classes, which have no unit")
    case .boundToData:
      return Failure(
        .data,
        "\(file): a checkpoint, whose training knows its data by the names of columns and classes; "
          + "rename those of the finished model")
    case .file(let error):
      if case .missingMember = error.reason, error.field == "header.model" {
        return Failure(.data, "\(file): a bag of tensors, which has no columns and no classes")
      }
      return error.inFile(file)
    }
  }
}
