@testable import nnmodel

extension Tool {
  /// What is wrong with the commands' tables: the parser relies on there being nothing.
  var flaws: [String] {
    var flaws = repeats(in: commands.map { $0.name } + topics.map(\.name) + ["help"], of: name)
    for command in commands {
      flaws += nnmodelTests.flaws(of: command.name, table: synopses(of: command))
    }
    return flaws
  }
}

private func synopses<Described: Command>(of command: Described.Type) -> [OptionSynopsis] {
  Described.options.map(\.synopsis)
}

private func flaws(of command: String, table: [OptionSynopsis]) -> [String] {
  let options = table.filter { $0.kind == .value || $0.kind == .flag }
  let shorts = options.compactMap(\.short)
  var flaws = repeats(in: options.map(\.name) + shorts + ["--help", "-h"], of: command)
  for name in options.map(\.name) where !name.hasPrefix("--") || name.contains("=") {
    flaws.append("\(command): '\(name)' is not a name such as --epochs")
  }
  for name in shorts where name.count != 2 || name.first != "-" || name.last!.isNumber {
    flaws.append("\(command): '\(name)' is not a short name such as -o")
  }
  for synopsis in table where synopsis.kind != .heading && synopsis.help.isEmpty {
    flaws.append("\(command): \(synopsis.name) has no help")
  }
  let positionals = table.filter { $0.kind == .positional }
  for (before, behind) in zip(positionals, positionals.dropFirst()) {
    if before.isRepeated {
      flaws.append("\(command): \(before.name) leaves nothing for \(behind.name)")
    }
    if !before.isRequired && behind.isRequired {
      flaws.append("\(command): \(before.name) may be left out, but \(behind.name) may not")
    }
  }
  return flaws
}

private func repeats(in names: [String], of owner: String) -> [String] {
  names.indices.filter { names[..<$0].contains(names[$0]) }
    .map { "\(owner): '\(names[$0])' is declared twice" }
}
