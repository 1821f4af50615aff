import TestSupport
import Testing

@testable import ModelFormat

/// What is counted in a text is counted by hand here.
struct JSONTallyTests {
  @Test(
    "counts what separates values, outside of strings",
    arguments: [
      ("", 0, 0), ("1", 0, 0), ("[]", 1, 0), ("{}", 1, 1), ("[1,2,3]", 3, 0),
      (#"{"a":1,"b":[{}]}"#, 6, 2), (#"["{,:[","\"{","\\"]"#, 3, 0),
      (#"["\\",{"]":"\\\"{"}]"#, 4, 1),
      ("{{{", 3, 3), (#""{,"#, 0, 0), (#""\"#, 0, 0), (#"\"{"#, 0, 0),
    ])
  func counts(_ text: String, _ separators: Int, _ objects: Int) {
    let tally = JSONTally(of: Array(text.utf8))
    #expect(tally.separators == separators, "\(text)")
    #expect(tally.objects == objects, "\(text)")
    #expect(tally.byteCount == text.utf8.count)
  }

  @Test("is exact above a bound, and at most the bound otherwise")
  func bound() {
    let text = Array(#"[",,,,",1,2]"#.utf8)
    #expect(JSONTally.separators(in: text, above: 2) == 3)
    #expect(JSONTally.separators(in: text, above: 6) == 3)
    #expect(JSONTally.separators(in: text, above: 7) <= 7)
  }

  @Test("has values and objects of which too much would be made refused, exactly")
  func limits() throws {
    func refusal(_ text: [UInt8]) -> FormatError? {
      do throws(FormatError) {
        try JSONTally(of: text).check(field: "file")
        return nil
      } catch {
        return error
      }
    }
    let values = [UInt8](repeating: UInt8(ascii: ","), count: JSON.maximumSeparators)
    #expect(refusal(values) == nil)
    #expect(refusal(values + [UInt8(ascii: ":")])?.code == "limit-exceeded")
    let objects = [UInt8](repeating: UInt8(ascii: "{"), count: JSON.maximumObjects)
    #expect(refusal(objects) == nil)
    #expect(refusal(objects + [UInt8(ascii: "{")])?.code == "limit-exceeded")
  }
}
