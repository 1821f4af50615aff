import Testing

@testable import nnmodel

struct MarkupTests {
  @Test func textIsEscapedAndMarkupIsNot() {
    let hostile = "<script>alert('&\"')</script>"
    let inner: Markup = "<b>\(hostile)</b>"
    let outer: Markup = "<p>\(inner)</p>"
    #expect(
      outer.text == "<p><b>&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;</b></p>")
  }

  @Test func whatNoPageMayHoldIsSpelledOut() {
    let text = "a\u{0}b\u{1B}c\u{202E}d\u{FFFF}e\nf"
    let markup: Markup = "\(text)"
    #expect(markup.text == "a\\u{0}b\\u{1b}c\\u{202e}d\u{FFFD}e\\nf")
  }

  @Test func coordinatesHaveTwoDigitsAtMost() {
    let (third, half, whole, tiny) = (1.0 / 3, 0.5, 20.0, -0.001)
    let markup: Markup = "\(third) \(half) \(whole) \(tiny) \(100)"
    #expect(markup.text == "0.33 0.5 20 0 100")
  }

  @Test func parts() {
    let parts: [Markup] = ["<a>", "<b>", "<c>"]
    #expect(parts.joined(separator: ",").text == "<a>,<b>,<c>")
    #expect([Markup]().joined().isEmpty)
  }
}
