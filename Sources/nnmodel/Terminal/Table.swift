/// Rows in aligned columns, under a header.
///
/// A column whose every cell is a number stands to the right, so that the digits line up.
struct Table: Sendable {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: String...) { self.header = header }
  init(_ header: [String]) { self.header = header }

  /// Appends a row: as many cells as the header has.
  mutating func add(_ cells: String...) { add(cells) }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == header.count, "a cell for every column")
    rows.append(cells)
  }

  /// The header and the rows; too wide for `width`, the widest columns of text are cut.
  func lines(width: Int? = nil, unicode: Bool) -> [StyledText] {
    let all = ([header] + rows).map { $0.map { PrintableText.line($0, unicode: unicode) } }
    let isRight = header.indices.map { column in
      rows.contains { !$0[column].isEmpty } && rows.allSatisfy { Self.isNumber($0[column]) }
    }
    var widths = header.indices.map { column in all.map { $0[column].displayColumns }.max()! }
    if let width { shrink(&widths, to: width, isRight) }

    return all.enumerated().map { index, row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let shown = cell.fitted(to: widths[column], unicode: unicode)
        if column > 0 { line += "  " }
        line += shown.padded(to: widths[column], right: isRight[column])
      }
      while line.last == " " { line.removeLast() }
      return StyledText(line, index == 0 ? .bold : .plain)
    }
  }

  /// Takes columns from the widest text until the line fits, but leaves each eight.
  private func shrink(_ widths: inout [Int], to width: Int, _ isRight: [Bool]) {
    let gaps = 2 * (widths.count - 1)
    while widths.reduce(gaps, +) > width {
      let widest = widths.indices.filter { !isRight[$0] && widths[$0] > 8 }
        .max { widths[$0] < widths[$1] }
      guard let widest else { return }
      widths[widest] -= 1
    }
  }

  /// `-1.5`, `12,345`, `1e-05`, `97.3 %`, `1.4 MiB`, `nan`, an empty cell, or a `.` for none.
  private static func isNumber(_ cell: String) -> Bool {
    guard cell != "." else { return true }
    let words = cell.split(separator: " ")
    guard let first = words.first else { return true }
    guard words.count == 1 || (words.count == 2 && units.contains(String(words[1]))) else {
      return false
    }
    return Double(String(first.filter { $0 != "," })) != nil
  }

  private static let units: Set<String> = [
    "%", "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ms", "s",
  ]
}
