/// How a piece of text stands out on a terminal that can show it.
enum Style: String, Sendable {
  case plain = ""
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"
  case boldRed = "1;31"
}

/// Text with styles, which become colour only where the terminal shows colours.
///
/// Styles stand beside the text and not as escape sequences in it: so everything that comes from
/// a file can be stripped of control characters when it is printed.
struct StyledText: Sendable, Equatable, ExpressibleByStringInterpolation {
  private(set) var runs: [Run]

  struct Run: Sendable, Equatable {
    var text: String
    var style: Style
  }

  init(_ text: String, _ style: Style = .plain) { runs = [Run(text: text, style: style)] }

  init(stringLiteral text: String) { self.init(text) }

  static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum.runs += right.runs
    return sum
  }

  /// Without its styles.
  var text: String { runs.map(\.text).joined() }

  /// As a terminal gets it; every piece goes through `clean` first.
  func rendered(colour: Bool, clean: (String) -> String) -> String {
    var line = ""
    for run in runs {
      let text = clean(run.text)
      line += colour && run.style != .plain ? "\u{1B}[\(run.style.rawValue)m\(text)\u{1B}[0m" : text
    }
    return line
  }
}
