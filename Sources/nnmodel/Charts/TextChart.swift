/// Curves in characters, for a terminal.
struct TextChart: Sendable {
  let chart: LineChart
  /// How many lines the curves take; two more stand below and one above them.
  let height: Int

  private static let leastColumns = 8

  /// The chart, fitted to a width.
  func lines(width: Int, unicode: Bool) -> [StyledText] {
    let vertical = Axis(
      chart.title, showing: chart.curves.lazy.flatMap(\.values), about: height / 3,
      logarithmic: chart.isLogarithmic, limits: chart.limits)
    let margin = vertical.ticks.map(\.label.count).max() ?? 0
    let columns = max(Self.leastColumns, width - margin - 2)
    var canvas = DotCanvas(columns: columns, rows: height, unicode: unicode)
    for (index, curve) in chart.curves.enumerated().reversed() {
      draw(curve.values, second: index > 0, vertical, on: &canvas)
    }
    var labels: [Int: String] = [:]
    for tick in vertical.ticks {
      let row = Int(((1 - vertical.position(tick.value)) * Double(height - 1)).rounded())
      labels[row] = labels[row] ?? tick.label
    }
    let (upright, tee, corner, dash) = unicode ? ("│", "┤", "└", "─") : ("|", "+", "+", "-")
    var lines = [heading(unicode: unicode)]
    for row in 0..<height {
      let label = labels[row]
      lines.append(
        StyledText(
          (label ?? "").padded(to: margin, right: true) + " " + (label == nil ? upright : tee),
          .dim) + canvas.row(row))
    }
    let floor = String(repeating: dash, count: columns)
    lines.append(StyledText(String(repeating: " ", count: margin + 1) + corner + floor, .dim))
    lines.append(StyledText(String(repeating: " ", count: margin + 2) + foot(columns), .dim))
    return lines
  }

  private var stepCount: Int { chart.curves.map(\.values.count).max() ?? 0 }

  private func draw(
    _ values: [Double], second: Bool, _ vertical: Axis, on canvas: inout DotCanvas
  ) {
    func place(_ point: CurvePoints.Point) -> (x: Int, y: Int) {
      let height = (1 - vertical.position(point.value)) * Double(canvas.height - 1)
      let y = Int(height.rounded())
      // Of many numbers, those that are summed up in a column stand in it.
      if stepCount > canvas.width { return (point.index * canvas.width / stepCount, y) }
      let way = stepCount > 1 ? Double(point.index) / Double(stepCount - 1) : 0.5
      return (Int((way * Double(canvas.width - 1)).rounded()), y)
    }
    for part in CurvePoints(values, columns: canvas.width, isShown: vertical.shows) {
      for (from, to) in zip(part, [part[0]] + part) {
        canvas.line(from: place(to), to: place(from), second: second)
      }
    }
  }

  private func heading(unicode: Bool) -> StyledText {
    let signs = unicode ? ["⠤⠤", "⠄⠄"] : ["**", "oo"]
    let styles: [Style] = [.cyan, .yellow]
    return zip(chart.curves, zip(signs, styles)).reduce(StyledText(chart.title, .bold)) {
      $0 + StyledText("   ") + StyledText($1.1.0, $1.1.1) + StyledText(" \($1.0.name)")
    }
  }

  /// The first and the last step, and between them what a step is.
  private func foot(_ columns: Int) -> String {
    let last = NumberFormat.grouped(stepCount)
    guard stepCount > 1 else {
      return String(repeating: " ", count: columns / 2) + last
    }
    let room = columns - 1 - last.count
    let name = room > chart.stepName.count + 1 ? chart.stepName : ""
    let before = max(0, (room - name.count) / 2)
    let behind = max(0, room - before - name.count)
    return "1" + String(repeating: " ", count: before) + name
      + String(repeating: " ", count: behind) + last
  }
}
