import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct JSONObjectTextsTests {
  @Test func theLastOfAName() {
    let object = JSONObject(texts: [("b", "1"), ("a", "2"), ("b", "3")])
    #expect(object == ["a": "2", "b": "3"])
  }

  @Test("sorts many names once")
  func many() {
    let names = (1_000_000..<1_400_000).map { "\($0)" }
    var object = JSONObject()
    let seconds = threadSeconds { object = JSONObject(texts: names.reversed().map { ($0, "") }) }
    #expect(object.members.map(\.name) == names)
    #expect(seconds < 20)
  }
}
