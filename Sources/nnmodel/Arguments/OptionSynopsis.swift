/// What a person needs to know of one line of a command's option table.
///
/// Help, completions and the manual page are all made from these.
struct OptionSynopsis: Sendable, Equatable {
  enum Kind: Sendable {
    /// `--epochs N`
    case value
    /// `--quiet`
    case flag
    /// `DATA`
    case positional
    /// A title above the options that follow it.
    case heading
  }

  var kind: Kind
  /// `--epochs`; of a positional its placeholder, of a heading its words.
  var name: String
  /// `-e`, where there is one.
  var short: String?
  /// What stands for the value in the help: `N`, `FILE`. Empty for a flag.
  var placeholder = ""
  var help = ""
  /// Every accepted word, where these are few.
  var words: [String] = []
  /// The accepted range in words.
  var bounds: String?
  var isRequired = false
  var isRepeated = false
  /// The default in words, where the value itself would not tell: "as many as there are cores".
  var statedDefault: String?

  /// `-o, --output FILE`: aligned so that long names stand under each other.
  var label: String {
    switch kind {
    case .heading: return name
    case .positional: return isRepeated ? "\(name)..." : name
    case .value, .flag:
      let names = short.map { "\($0), \(name)" } ?? "    \(name)"
      return placeholder.isEmpty ? names : "\(names) \(placeholder)"
    }
  }

  /// The help with what the table knows beside it: words, range, default, whether it must be given.
  func text(default value: String?) -> String {
    var notes: [String] = []
    if !words.isEmpty { notes.append("one of " + words.joined(separator: ", ")) }
    if let bounds { notes.append(bounds) }
    if isRequired && kind == .value { notes.append("required") }
    if isRepeated && kind == .value { notes.append("may be repeated") }
    if let shown = statedDefault ?? value { notes.append("default \(shown)") }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}
