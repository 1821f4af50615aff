import ModelFormat

extension String {
  /// The text in quotes, as messages repeat what was given; cut where it is long.
  var quoted: String { "'\(excerpt())'" }
}
