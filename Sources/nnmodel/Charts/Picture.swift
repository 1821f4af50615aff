/// A picture in SVG, put together piece by piece.
///
/// Sizes are those of a screen; a page may scale them. Colours come from classes, so that a picture in a page takes
/// the page's, and one in a file has its own for light and dark.
struct Picture: Sendable {
  let width, height: Double
  /// What it shows, for who cannot see it.
  let title: String
  private(set) var body: Markup = ""

  init(width: Double, height: Double, title: String) {
    (self.width, self.height, self.title) = (width, height, title)
  }

  /// Where a text stands in relation to its point.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func add(_ markup: Markup) { body += markup }

  mutating func line(
    _ name: String, from x1: Double, _ y1: Double, to x2: Double, _ y2: Double
  ) {
    add("<path class=\"\(name)\" d=\"M\(x1) \(y1)L\(x2) \(y2)\"/>\n")
  }

  mutating func path(_ name: String, _ steps: Markup) {
    add("<path class=\"\(name)\" d=\"\(steps)\"/>\n")
  }

  mutating func circle(_ name: String, _ x: Double, _ y: Double, radius: Double) {
    add("<circle class=\"\(name)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"/>\n")
  }

  mutating func box(
    _ name: String, _ x: Double, _ y: Double, width: Double, height: Double, corner: Double = 0
  ) {
    let corner: Markup = corner > 0 ? " rx=\"\(corner)\"" : ""
    add(
      "<rect class=\"\(name)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"\(corner)/>\n"
    )
  }

  /// A line of text; `name` is its class, if it has one.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ name: String = ""
  ) {
    let name: Markup = name.isEmpty ? "" : " class=\"\(name)\""
    let place: Markup = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    add("<text x=\"\(x)\" y=\"\(y)\"\(name)\(place)>\(text)</text>\n")
  }

  /// As a part of a page, which has the style.
  var inline: Markup {
    "<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(title)\">\n\(body)</svg>\n"
  }

  /// As a file of its own.
  var file: Markup {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)">
    <title>\(title)</title>
    <style>
    \(ChartStyle.sheet)</style>
    <rect class="paper" width="\(width)" height="\(height)"/>
    \(body)</svg>

    """
  }

  /// About how wide a text is in the type of charts.
  static func width(of text: String) -> Double { Double(text.displayColumns) * 7.2 }

  /// As much of a text as fits a width.
  static func fitted(_ text: String, to width: Double) -> String {
    PrintableText.line(text, unicode: true).fitted(to: Int(width / 7.2), unicode: true)
  }
}
