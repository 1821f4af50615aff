/// A screen of characters that is drawn on in dots: eight a character in Braille, one in ASCII.
///
/// Of the two curves that it can hold, the second is dotted in Braille, so that they differ without colours, too.
struct DotCanvas: Sendable {
  let columns, rows: Int
  private let isUnicode: Bool
  private var cells: [Cell]

  private struct Cell {
    var dots: UInt8 = 0
    var holdsFirst = false
    var holdsSecond = false
  }

  init(columns: Int, rows: Int, unicode: Bool) {
    (self.columns, self.rows, isUnicode) = (columns, rows, unicode)
    cells = Array(repeating: Cell(), count: columns * rows)
  }

  /// Dots beside and above each other.
  var width: Int { isUnicode ? columns * 2 : columns }
  var height: Int { isUnicode ? rows * 4 : rows }

  /// The dot in column x of row y of a Braille character (Unicode, "Braille Patterns").
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot, counted from the left and from above; one beside the canvas is none.
  mutating func set(_ x: Int, _ y: Int, second: Bool) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    if isUnicode, second, x % 2 == 1 { return }
    let index = isUnicode ? y / 4 * columns + x / 2 : y * columns + x
    cells[index].dots |= isUnicode ? Self.bits[y % 4][x % 2] : 1
    if second { cells[index].holdsSecond = true } else { cells[index].holdsFirst = true }
  }

  /// Draws a line between two dots, both of them included (Bresenham, 1965).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), second: Bool) {
    var (x, y) = start
    let (width, height) = (abs(end.x - x), -abs(end.y - y))
    let (right, down) = (x < end.x ? 1 : -1, y < end.y ? 1 : -1)
    var error = width + height
    while true {
      set(x, y, second: second)
      if x == end.x, y == end.y { return }
      let doubled = 2 * error
      if doubled >= height {
        error += height
        x += right
      }
      if doubled <= width {
        error += width
        y += down
      }
    }
  }

  /// A row of characters, each curve in its colour.
  func row(_ row: Int) -> StyledText {
    var line = StyledText("")
    var (text, style) = ("", Style.plain)
    let all = cells[row * columns..<(row + 1) * columns]
    for cell in all[..<(all.lastIndex { $0.dots != 0 }.map { $0 + 1 } ?? all.startIndex)] {
      let own: Style = cell.holdsFirst ? .cyan : cell.holdsSecond ? .yellow : style
      if own != style, !text.isEmpty {
        line = line + StyledText(text, style)
        text = ""
      }
      style = own
      text.append(character(cell))
    }
    return line + StyledText(text, style)
  }

  private func character(_ cell: Cell) -> Character {
    if cell.dots == 0 { return " " }
    if isUnicode, let scalar = Unicode.Scalar(0x2800 + UInt32(cell.dots)) {
      return Character(scalar)
    }
    return cell.holdsFirst ? (cell.holdsSecond ? "#" : "*") : "o"
  }
}
