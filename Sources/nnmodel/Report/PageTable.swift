/// A table of a page.
struct PageTable {
  /// A heading, and whether numbers stand below it, which are aligned to the right.
  struct Heading {
    var text: String
    var isNumber = false

    init(_ text: String) { self.text = text }
    static func number(_ text: String) -> Heading {
      var heading = Heading(text)
      heading.isNumber = true
      return heading
    }
  }

  /// More rows would make a page that nobody reads and no browser likes.
  static let mostRows = 1000

  let headings: [Heading]
  /// What several rows are, for the line that stands for those left out.
  let noun: String
  private var rows: [[String]] = []
  private var omitted = 0

  init(_ headings: [Heading], of noun: String) { (self.headings, self.noun) = (headings, noun) }

  mutating func add(_ cells: String...) {
    precondition(cells.count == headings.count, "a cell for every column")
    if rows.count < Self.mostRows { rows.append(cells) } else { omitted += 1 }
  }

  var markup: Markup {
    var markup: Markup = "<div class=\"scroll\"><table>\n<thead><tr>"
    func cell(_ name: Markup, _ text: String, _ isNumber: Bool) -> Markup {
      let kind: Markup = isNumber ? " class=\"number\"" : ""
      return "<\(name)\(kind)>\(text)</\(name)>"
    }
    for heading in headings { markup += cell("th", heading.text, heading.isNumber) }
    markup += "</tr></thead>\n<tbody>\n"
    for row in rows {
      markup += "<tr>"
      for (heading, text) in zip(headings, row) { markup += cell("td", text, heading.isNumber) }
      markup += "</tr>\n"
    }
    markup += "</tbody>\n</table></div>\n"
    if omitted > 0 {
      markup += "<p class=\"quiet\">and \(NumberFormat.grouped(omitted)) more \(noun)</p>\n"
    }
    return markup
  }
}

/// Names with what they stand for, one below the other.
struct PageFacts {
  private var facts: [(name: String, lines: [String])] = []

  /// Adds a fact; nothing where it is not known. A text of several lines stays one.
  mutating func add(_ name: String, _ text: String?) {
    guard let text else { return }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    facts.append((name, lines.map(String.init)))
  }

  var isEmpty: Bool { facts.isEmpty }

  var markup: Markup {
    let rows = facts.map { name, lines -> Markup in
      let text = lines.map { "\($0)" as Markup }.joined(separator: "<br>")
      return "<tr><th scope=\"row\">\(name)</th><td>\(text)</td></tr>\n"
    }
    return "<table class=\"facts\">\n<tbody>\n\(rows.joined())</tbody>\n</table>\n"
  }
}
