import ModelFormat

/// `WORD:name=number,…`, as optimizers, losses and schedules are written: a word, then its settings.
struct SettingList {
  /// The word.
  let word: String
  private let settings: [(name: String, value: Double)]

  /// Reads `argument`; a name without a number is a setting that is switched on.
  init(_ argument: String) throws(InvalidValue) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    word = String(parts[0])
    var settings: [(name: String, value: Double)] = []
    let pairs =
      parts.count > 1 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
    for pair in pairs {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(sides[0])
      guard !name.isEmpty else {
        throw InvalidValue(
          "\(String(pair).quoted): expected NAME=NUMBER, such as \(word.excerpt()):lr=0.01")
      }
      guard !settings.contains(where: { $0.name == name }) else {
        throw InvalidValue("\(name.excerpt()) is given twice")
      }
      do throws(InvalidValue) {
        settings.append((name, sides.count > 1 ? try Double(argument: String(sides[1])) : 1))
      } catch {
        throw InvalidValue("\(name.excerpt()): \(error.reason)")
      }
    }
    self.settings = settings
  }

  /// The value of a setting, if it is given.
  subscript(name: String) -> Double? { settings.first { $0.name == name }?.value }

  /// Refuses settings that are not among `names`.
  func allow(only names: String...) throws(InvalidValue) { try allow(only: names) }

  /// The same for a list.
  func allow(only names: [String]) throws(InvalidValue) {
    if let other = settings.first(where: { !names.contains($0.name) }) {
      throw InvalidValue(
        names.isEmpty
          ? "\(word) has no settings"
          : "\(word) has no setting \(other.name.quoted), only \(names.joined(separator: ", "))")
    }
  }

  /// The list as a person would write it: settings of usual values are left out, but for those of nil.
  static func text(
    _ word: String, _ settings: [(name: String, value: Double, usual: Double?)]
  ) -> String {
    let told = settings.filter { $0.value != $0.usual }
      .map { "\($0.name)=\(NumberFormat.shortest($0.value))" }
    return told.isEmpty ? word : "\(word):" + told.joined(separator: ",")
  }
}
