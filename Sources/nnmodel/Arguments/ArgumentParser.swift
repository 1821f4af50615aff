import ModelFormat

extension Command {
  /// The command with its options and arguments taken from a command line.
  ///
  /// `arguments` are those behind the command's name. Options may stand before, between and behind
  /// the others; `--` ends them; a lone `-` is an argument (standard input or output).
  init(parsing arguments: [String]) throws(UsageError) {
    self.init()
    do {
      var parser = ArgumentParser<Self>(arguments)
      try parser.fill(&self)
      remember(arguments)
      try validate()
    } catch {
      throw UsageError(error.message, command: error.command ?? Self.name)
    }
  }
}

/// Reads one command line by a command's table.
private struct ArgumentParser<Root: Command> {
  private let table = Root.options
  private var rest: ArraySlice<String>
  /// How often each line of the table was met.
  private var counts: [Int]

  init(_ arguments: [String]) {
    rest = arguments[...]
    counts = Array(repeating: 0, count: table.count)
  }

  mutating func fill(_ root: inout Root) throws(UsageError) {
    while let argument = rest.popFirst() {
      if argument == "--" {
        while let argument = rest.popFirst() { try takePositional(argument, &root) }
      } else if argument.hasPrefix("--") {
        try takeLong(argument, &root)
      } else if argument.isOptionLike {
        try takeShort(argument, &root)
      } else {
        try takePositional(argument, &root)
      }
    }
    try checkRequired()
  }

  /// `--name`, `--name value` or `--name=value`.
  private mutating func takeLong(_ argument: String, _ root: inout Root) throws(UsageError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let index = table.firstIndex(where: { $0.synopsis.isOption && $0.synopsis.name == name })
    else { throw unknownOption(name) }
    try take(index, called: name, attached: parts.count > 1 ? String(parts[1]) : nil, &root)
  }

  /// `-q`, `-o value`, `-ovalue`, `-o=value`, or several flags in one: `-qf`.
  private mutating func takeShort(_ argument: String, _ root: inout Root) throws(UsageError) {
    // `-output x` must not quietly become `-o utput`.
    let asLong = "-" + argument.prefix { $0 != "=" }
    if argument.count > 2, table.contains(where: { $0.synopsis.name == asLong }) {
      throw unknownOption(argument)
    }
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      let name = "-\(letter)"
      guard let index = table.firstIndex(where: { $0.synopsis.short == name }) else {
        // Of `-epochs` all is shown, of `-qx` the letter that is not known.
        throw unknownOption(letters.count == argument.count - 2 ? argument : name)
      }
      if table[index].synopsis.kind == .flag, letters.first != "=" {
        try take(index, called: name, attached: nil, &root)
      } else {
        var attached = letters.isEmpty ? nil : String(letters)
        if letters.first == "=" { attached = String(letters.dropFirst()) }
        return try take(index, called: name, attached: attached, &root)
      }
    }
  }

  /// The option of line `index`, written as `name`, with the value that was `attached` to it.
  private mutating func take(
    _ index: Int, called name: String, attached: String?, _ root: inout Root
  ) throws(UsageError) {
    let synopsis = table[index].synopsis
    if synopsis.kind == .flag {
      if let attached {
        throw UsageError("\(name) takes no value, but was given \(attached.quoted)")
      }
      return try assign("", to: index, called: name, &root)
    }
    guard counts[index] == 0 || synopsis.isRepeated else {
      throw UsageError("\(name) was given before: it can be given once")
    }
    if let attached { return try assign(attached, to: index, called: name, &root) }
    guard let value = rest.popFirst() else {
      throw UsageError("\(name) needs a value: \(name) \(synopsis.placeholder)")
    }
    guard !value.isOptionLike else {
      throw UsageError(
        "\(name) needs a value, but \(value.quoted) follows (if that is the value: \(name)=\(value.excerpt()))"
      )
    }
    try assign(value, to: index, called: name, &root)
  }

  /// The next argument that is no option.
  private mutating func takePositional(_ argument: String, _ root: inout Root) throws(UsageError) {
    let next = table.indices.first {
      let synopsis = table[$0].synopsis
      return synopsis.kind == .positional && (counts[$0] == 0 || synopsis.isRepeated)
    }
    guard let next else {
      let names = table.filter { $0.synopsis.kind == .positional }.map(\.synopsis.name)
      let takes = names.isEmpty ? "no arguments" : names.joined(separator: " ") + " and no more"
      throw UsageError("unexpected argument \(argument.quoted): \(Root.name) takes \(takes)")
    }
    try assign(argument, to: next, called: table[next].synopsis.name, &root)
  }

  private mutating func assign(
    _ text: String, to index: Int, called name: String, _ root: inout Root
  ) throws(UsageError) {
    do {
      try table[index].assign(&root, text, counts[index] == 0)
      counts[index] += 1
    } catch {
      throw UsageError("\(name) \(text.quoted): \(error.reason)")
    }
  }

  private func checkRequired() throws(UsageError) {
    for (line, count) in zip(table, counts) where line.synopsis.isRequired && count == 0 {
      let synopsis = line.synopsis
      let name =
        synopsis.kind == .positional ? synopsis.name : "\(synopsis.name) \(synopsis.placeholder)"
      throw UsageError("\(name) is missing: \(synopsis.help)")
    }
  }

  private func unknownOption(_ name: String) -> UsageError {
    let names = table.filter(\.synopsis.isOption).map(\.synopsis.name) + ["--help"]
    return UsageError("unknown option \(name.quoted)" + Suggestion.hint(for: name, among: names))
  }
}

extension OptionSynopsis {
  fileprivate var isOption: Bool { kind == .value || kind == .flag }
}

extension String {
  /// Whether this would be read as an option: it begins with a dash, and is neither a lone dash
  /// nor a negative number (`-1`, `-.5`, `-1,1`).
  fileprivate var isOptionLike: Bool {
    guard hasPrefix("-"), self != "-" else { return false }
    var digits = utf8.dropFirst()
    if digits.first == UInt8(ascii: ".") { digits = digits.dropFirst() }
    guard let first = digits.first else { return true }
    return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
  }
}
