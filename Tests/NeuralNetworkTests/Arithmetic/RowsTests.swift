import Testing

@testable import NeuralNetwork

@Suite struct RowsTests {
  @Test func rowsAreFilledUpToPanels() {
    let rows = Rows(count: 3, width: 17)
    #expect(rows.stride == 32)
    #expect(rows.panels == 2)
    rows[2, 16] = 5
    #expect(rows.buffer[2 * 32 + 16] == 5)
    #expect(rows.elements(3).reduce(0, +) == 5)
  }

  @Test func withoutPadding() {
    let rows = Rows(unpadded: FloatBuffer([1, 2, 3, 4, 5, 6]), width: 3)
    #expect(rows.stride == 3)
    #expect(rows[1, 0] == 4)
    #expect(rows.withRow(1) { $0.count } == 3)
  }

  @Test func theSameMemoryInAnotherShape() {
    let rows = Rows(count: 2, width: 32)
    let narrow = rows.reshaped(width: 5)
    narrow[3, 4] = 9
    #expect(narrow.stride == 16)
    #expect(rows[1, 16 + 4] == 9)
  }

  @Test func someRowsAreCopied() {
    let source = Rows(pseudorandom(4 * 5), width: 5)
    let target = Rows(count: 4, width: 5)
    target.assign(source, rows: 1..<3)
    #expect((0..<4).map { target[$0, 2] } == [0, source[1, 2], source[2, 2], 0])
    target.withRow(3) { row in for i in 0..<row.count { row[i] = Float(i) } }
    #expect((0..<5).map { target[3, $0] } == [0, 1, 2, 3, 4])
  }
}
