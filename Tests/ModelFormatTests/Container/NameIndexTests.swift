import TestSupport
import Testing

@testable import ModelFormat

struct NameIndexTests {
  @Test("finds names by their bytes, among many")
  func finds() {
    var generator = Deterministic(seed: 15)
    var names = (0..<2000).map { "layers.\($0).weight" }
    names += ["", "\u{E9}", "e\u{301}", "1234567", "12345678", "123456789", "12345678\0"]
    names.shuffle(using: &generator)
    var index = NameIndex(minimumCapacity: 0)
    for (position, name) in names.enumerated() {
      let isNew = index.insert(name, at: position)
      #expect(isNew)
    }
    for (position, name) in names.enumerated() { #expect(index[name] == position) }
    #expect(index["layers.2000.weight"] == nil)
    #expect(index["\0"] == nil)
  }

  @Test("tells a name that it has")
  func repeated() {
    var index = NameIndex(minimumCapacity: 2)
    let isNew = ["a", "\u{212B}", "\u{C5}", "a"].enumerated().map { index.insert($1, at: $0) }
    #expect(isNew == [true, true, true, false])
  }
}
