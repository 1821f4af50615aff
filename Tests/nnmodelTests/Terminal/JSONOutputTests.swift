import Testing

@testable import nnmodel

struct JSONOutputTests {
  @Test func literalsKeepTheirOrder() {
    let json: JSONOutput = [
      "rows": 360, "loss": .number(0.1), "ok": true, "none": nil, "name": "a",
      "matrix": [[1, 2], []], "empty": [:],
    ]
    #expect(
      json.text()
        == #"{"rows":360,"loss":0.1,"ok":true,"none":null,"name":"a","matrix":[[1,2],[]],"empty":{}}"#
    )
  }

  @Test func numbers() {
    let json: JSONOutput = [
      .number(3), .number(-0.5), .number(1e-7), .number(1e300), .number(.nan),
      .number(.infinity), .single(0.1), .single(-.infinity), .unsigned(.max), .integer(.min),
    ]
    #expect(
      json.text()
        == "[3,-0.5,1e-07,1e+300,null,null,0.1,null,18446744073709551615,-9223372036854775808]")
  }

  /// The escapes as Python's `json.dumps` writes them.
  @Test func strings() {
    let hostile = JSONOutput.string("é😀\0\u{1F}\u{7F}\u{85}\"\\/\n\r\t\u{2028}")
    #expect(
      hostile.text(ascii: true)
        == #""\u00e9\ud83d\ude00\u0000\u001f\u007f\u0085\"\\/\n\r\t\u2028""#)
    #expect(
      hostile.text() == #""é😀\u0000\u001f\u007f\u0085\"\\/\n\r\t"# + "\u{2028}\"")
    #expect(JSONOutput.string("\r\n").text() == #""\r\n""#)
    #expect(JSONOutput.object([.init(key: "a\"b", value: 1)]).text() == #"{"a\"b":1}"#)
  }
}
