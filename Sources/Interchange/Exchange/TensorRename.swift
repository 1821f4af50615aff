public import ModelFormat

/// A rule that gives tensors other names: `encoder\.fc(\d+)=layers.$1`.
///
/// The pattern is a regular expression of Swift's, which is replaced wherever it stands in a name; `$1` … `$9` stand for
/// its groups.
public struct TensorRename: Sendable {
  /// The rule as a person wrote it.
  public let text: String
  private let pattern: String
  private let replacement: String

  /// Reads a rule.
  ///
  /// - Throws: `FormatError` with `invalid-value` for one without `=`, or whose pattern is no regular expression.
  public init(_ text: String) throws(FormatError) {
    guard let equals = text.lastIndex(of: "=") else {
      throw Self.error("PATTERN=NAME", text)
    }
    self.text = text
    pattern = String(text[..<equals])
    replacement = String(text[text.index(after: equals)...])
    guard !pattern.isEmpty else { throw Self.error("a pattern before =", text) }
    _ = try regex
  }

  private var regex: Regex<AnyRegexOutput> {
    get throws(FormatError) {
      do {
        return try Regex(pattern)
      } catch {
        throw Self.error("a regular expression", pattern)
      }
    }
  }

  /// The name that a tensor gets.
  ///
  /// - Throws: `FormatError` with `invalid-value` where the replacement names a group that the pattern does not
  ///   have.
  public func apply(to names: [String]) throws(FormatError) -> [String] {
    let regex = try regex
    var results: [String] = []
    for name in names {
      var result = ""
      var position = name.startIndex
      for match in name.matches(of: regex) where !match.range.isEmpty {
        result += name[position..<match.range.lowerBound]
        result += try expanded(match.output)
        position = match.range.upperBound
      }
      results.append(result + name[position...])
    }
    return results
  }

  private func expanded(_ output: AnyRegexOutput) throws(FormatError) -> String {
    var result = ""
    var isGroup = false
    for character in replacement {
      if isGroup, let group = character.wholeNumberValue {
        guard group < output.count else {
          throw Self.error("a group of the pattern", "$\(group)")
        }
        result += output[group].substring ?? ""
        isGroup = false
      } else {
        if isGroup { result += "$" }
        isGroup = character == "$"
        if !isGroup { result.append(character) }
      }
    }
    return isGroup ? result + "$" : result
  }

  private static func error(_ expected: String, _ found: String) -> FormatError {
    FormatError(.invalidValue(expected: expected, found: "'\(found)'"), field: "--rename")
  }
}
