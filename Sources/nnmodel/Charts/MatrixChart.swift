/// A confusion matrix as a picture: the fuller a cell, the larger its part of the row.
struct MatrixChart: Sendable {
  let labels: [String]
  /// How many rows of each class were taken for each; as many of both as there are labels.
  let counts: [[Int]]
  /// Whether the last class stands for many, so that its own cell holds what was told rightly and wrongly.
  var lastIsOthers = false

  private static let longestLabel = 110.0

  /// Whether numbers stand for the classes, since their labels would be cut and could look alike.
  var isNumbered: Bool { labels.contains { Picture.width(of: $0) > Self.longestLabel } }

  /// What the row of a class is called.
  func name(ofRow index: Int) -> String {
    isNumbered ? "\(index + 1). \(labels[index])" : labels[index]
  }

  var picture: Picture {
    let largest = counts.lazy.flatMap { $0 }.max() ?? 0
    let digits = Picture.width(of: String(largest))
    let cell = max(labels.count <= 6 ? 46 : 28, digits + 8)
    let rows = labels.indices.map {
      Picture.fitted(name(ofRow: $0), to: Self.longestLabel)
    }
    let columns = isNumbered ? labels.indices.map { "\($0 + 1)" } : rows
    let longest = rows.map(Picture.width).max() ?? 0
    let isUpright = isNumbered || longest <= cell - 4
    let left = max(longest, 28) + 18
    let top = 30 + (isUpright ? 22 : longest + 12)
    let side = cell * Double(labels.count)
    var picture = Picture(
      width: max(left + side + 8, left + 80), height: top + side + 8, title: "confusion matrix")
    picture.text("predicted", left + side / 2, 18, .middle, "quiet")
    picture.text("true", left - 12, top - 8, .end, "quiet")
    for (index, (row, column)) in zip(rows, columns).enumerated() {
      let middle = (Double(index) + 0.5) * cell
      picture.text(row, left - 10, top + middle + 4.5, .end)
      if isUpright {
        picture.text(column, left + middle, top - 8, .middle)
      } else {
        let (x, y) = (left + middle + 4.5, top - 8)
        picture.add(
          "<text x=\"\(x)\" y=\"\(y)\" transform=\"rotate(-90 \(x) \(y))\">\(column)</text>\n")
      }
    }
    for (row, counts) in counts.enumerated() {
      let total = counts.reduce(0, +)
      for (column, count) in counts.enumerated() {
        let (x, y) = (left + Double(column) * cell, top + Double(row) * cell)
        picture.box("empty", x, y, width: cell, height: cell)
        let share = total == 0 ? 0 : Double(count) / Double(total)
        if count > 0 {
          let isMixed = lastIsOthers && row == labels.count - 1 && column == row
          let name = isMixed ? "mixed" : row == column ? "right" : "wrong"
          // One row of many would hardly be seen.
          let fill = 0.12 + 0.88 * share
          picture.add(
            """
            <rect class="\(name)" x="\(x)" y="\(y)" width="\(cell)" height="\(cell)" \
            fill-opacity="\(fill)"><title>\(title(row, column, count, share))</title></rect>

            """)
          picture.text(
            String(count), x + cell / 2, y + cell / 2 + 4.5, .middle, share > 0.7 ? "light" : "")
        }
      }
    }
    for line in 0...labels.count {
      let at = Double(line) * cell
      picture.line("cell", from: left, top + at, to: left + side, top + at)
      picture.line("cell", from: left + at, top, to: left + at, top + side)
    }
    return picture
  }

  private func title(_ row: Int, _ column: Int, _ count: Int, _ share: Double) -> String {
    "true \(labels[row]), predicted \(labels[column]): \(Wording.counted(count, "row")), "
      + NumberFormat.percent(share)
  }
}
