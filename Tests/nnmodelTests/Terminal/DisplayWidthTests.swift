import Testing

@testable import nnmodel

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("😀", 2), ("👩‍👩‍👧", 2),
    ("❤️", 2), ("ｆ", 2), ("█▁", 2), ("a\u{200B}b", 2), ("→", 1),
  ])
  func columns(text: String, columns: Int) {
    #expect(text.displayColumns == columns)
  }

  @Test func fitting() {
    #expect("abcdef".fitted(to: 6, unicode: true) == "abcdef")
    #expect("abcdef".fitted(to: 5, unicode: true) == "abcd…")
    #expect("abcdef".fitted(to: 5, unicode: false) == "ab...")
    #expect("日本語".fitted(to: 4, unicode: true) == "日…")
    #expect("abcdef".fitted(to: 2, unicode: false) == "..")
    #expect("abcdef".fitted(to: 0, unicode: true) == "")
  }

  @Test func padding() {
    #expect("é".padded(to: 3, right: false) == "é  ")
    #expect("日".padded(to: 3, right: true) == " 日")
    #expect("abc".padded(to: 2, right: true) == "abc")
  }
}
