import Testing

@testable import nnmodel

struct DotCanvasTests {
  @Test func braille() {
    var canvas = DotCanvas(columns: 3, rows: 1, unicode: true)
    #expect([canvas.width, canvas.height] == [6, 4])
    canvas.set(0, 0, second: false)
    canvas.set(3, 3, second: false)
    canvas.set(6, 0, second: false)
    canvas.set(0, -1, second: false)
    // Dot 1, and dot 8 (Unicode, Braille Patterns).
    #expect(canvas.row(0).text == "\u{2801}\u{2880}")
  }

  @Test func aLineFromCornerToCorner() {
    var canvas = DotCanvas(columns: 4, rows: 4, unicode: false)
    canvas.line(from: (3, 0), to: (0, 3), second: false)
    #expect((0..<4).map { canvas.row($0).text } == ["   *", "  *", " *", "*"])
  }

  @Test func theSecondCurveDiffersWithoutColours() {
    var canvas = DotCanvas(columns: 3, rows: 2, unicode: true)
    canvas.line(from: (0, 0), to: (5, 0), second: false)
    canvas.line(from: (0, 4), to: (5, 4), second: true)
    #expect(canvas.row(0).text == "\u{2809}\u{2809}\u{2809}")
    #expect(canvas.row(1).text == "\u{2801}\u{2801}\u{2801}")
    var plain = DotCanvas(columns: 3, rows: 1, unicode: false)
    plain.line(from: (0, 0), to: (1, 0), second: false)
    plain.line(from: (1, 0), to: (2, 0), second: true)
    #expect(plain.row(0).text == "*#o")
  }
}
