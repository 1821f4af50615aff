import Testing

@testable import nnmodel

struct PrintableTextTests {
  @Test(arguments: [
    ("plain ~ text", "plain ~ text", "plain ~ text"),
    ("a\nb\tc\rd", "a\\nb\\tc\\rd", "a\\nb\\tc\\rd"),
    ("\u{1B}[2J", "\\u{1b}[2J", "\\u{1b}[2J"),
    ("\u{7F}\0", "\\u{7f}\\u{0}", "\\u{7f}\\u{0}"),
    ("\u{9B}31m", "\\u{9b}31m", "\\u{9b}31m"),
    ("a\u{202E}b", "a\\u{202e}b", "a\\u{202e}b"),
    ("naïve – 3 × 4…", "naïve – 3 × 4…", "na\\u{ef}ve - 3 x 4..."),
    ("日本", "日本", "\\u{65e5}\\u{672c}"),
    ("\r\n", "\\r\\n", "\\r\\n"),
    ("", "", ""),
  ])
  func lines(text: String, unicode: String, ascii: String) {
    #expect(PrintableText.line(text, unicode: true) == unicode)
    #expect(PrintableText.line(text, unicode: false) == ascii)
  }

  @Test func nothingSteersTheTerminal() {
    for value in UInt32(0)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let ascii = PrintableText.line(String(scalar), unicode: false)
      #expect(ascii.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
      let shown = PrintableText.line(String(scalar), unicode: true)
      #expect(shown.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }
}
