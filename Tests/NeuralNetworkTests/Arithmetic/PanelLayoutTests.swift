import Testing

@testable import NeuralNetwork

@Suite struct PanelLayoutTests {
  /// Sixteen columns side by side, all rows of them, then the next sixteen.
  @Test func positions() {
    let layout = PanelLayout(rows: 3, columns: 20)
    #expect(layout.panels == 2)
    #expect(layout.stride == 48)
    #expect(layout.count == 96)
    #expect(layout.position(row: 0, column: 0) == 0)
    #expect(layout.position(row: 2, column: 15) == 47)
    #expect(layout.position(row: 0, column: 16) == 48)
    #expect(layout.position(row: 1, column: 19) == 48 + 16 + 3)
  }

  @Test(arguments: [(1, 1), (3, 20), (16, 16), (17, 33), (40, 5)])
  func filesHoldTheTranspose(rows: Int, columns: Int) {
    let layout = PanelLayout(rows: rows, columns: columns)
    let elements = pseudorandom(rows * columns, seed: 31)  // [columns, rows]
    let panels = layout.panels(fromTransposed: elements)
    #expect(layout.transposedElements(of: panels) == elements)
    #expect(panels[layout.position(row: rows - 1, column: 0)] == elements[rows - 1])
    #expect(panels.elements.filter { $0 != 0 }.count == elements.filter { $0 != 0 }.count)
  }

  @Test func everyPositionIsOneElements() {
    let layout = PanelLayout(rows: 7, columns: 32)
    let positions = (0..<7).flatMap { row in
      (0..<32).map { layout.position(row: row, column: $0) }
    }
    #expect(positions.sorted() == Array(0..<layout.count))
  }
}
