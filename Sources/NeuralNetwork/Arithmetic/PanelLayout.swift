/// A matrix as kernels read it: for each 16 columns all rows in order, 16 numbers each.
///
/// The weights of a dense layer lie so, rows its inputs and columns its outputs: a product then reads
/// one unbroken stream, and its vectors run over outputs, each with a sum of its own. What fills up the
/// last panel is zero.
struct PanelLayout: Equatable, Sendable {
  /// The number of rows.
  let rows: Int
  /// The number of columns.
  let columns: Int

  private static let panel = FloatBuffer.panel

  /// The number of panels.
  var panels: Int { (columns + Self.panel - 1) / Self.panel }
  /// The distance from panel to panel.
  var stride: Int { rows * Self.panel }
  /// The numbers of all panels, padding included.
  var count: Int { panels * stride }

  /// Where an element lies.
  func position(row: Int, column: Int) -> Int {
    (column / Self.panel &* rows &+ row) &* Self.panel &+ column % Self.panel
  }

  /// The panels of a matrix that is given transposed, `columns` × `rows`, as files hold weights; any NaN
  /// becomes the one that is stored.
  func panels(fromTransposed elements: [Float]) -> FloatBuffer {
    precondition(elements.count == rows * columns, "elements of another matrix")
    let buffer = FloatBuffer(count: count)
    for panel in 0..<panels {
      buffer.withSpan(at: panel * stride, length: stride) { target in
        for lane in 0..<min(Self.panel, columns - panel * Self.panel) {
          let start = (panel * Self.panel + lane) * rows
          for row in 0..<rows {
            target[row &* Self.panel &+ lane] = elements[start &+ row].withCanonicalNaN
          }
        }
      }
    }
    return buffer
  }

  /// The transpose, `columns` × `rows`, of the matrix that `buffer` holds.
  func transposedElements(of buffer: FloatBuffer) -> [Float] {
    FloatBuffer.array(count: rows * columns) { result in
      result.withSpan(at: 0, length: rows * columns) { result in
        for panel in 0..<panels {
          buffer.withSpan(at: panel * stride, length: stride) { source in
            for lane in 0..<min(Self.panel, columns - panel * Self.panel) {
              let start = (panel * Self.panel + lane) * rows
              for row in 0..<rows { result[start &+ row] = source[row &* Self.panel &+ lane] }
            }
          }
        }
      }
    }
  }
}
