import Testing

@testable import NeuralNetwork

struct MetadataTests {
  @Test("keeps texts by name, in the order of the bytes of the names")
  func names() {
    var metadata: Metadata = ["b": "1", "a": "2", "b": "3"]
    #expect(metadata["b"] == "3" && metadata["a"] == "2" && metadata["c"] == nil)
    metadata["c"] = "4"
    metadata["é"] = "5"
    metadata["e\u{301}"] = "6"
    metadata["a"] = nil
    metadata["z"] = nil
    #expect(metadata.entries.map(\.name.utf8.count) == [1, 1, 3, 2])
    #expect(metadata["é"] == "5" && metadata["e\u{301}"] == "6")
  }

  @Test("takes a hundred thousand names of a file at once", .timeLimit(.minutes(1)))
  func many() {
    let names = (0..<100_000).map { "k\($0 &* 7919 % 100_000)" }
    let metadata = Metadata(names.map { ($0, "text of \($0)") })
    #expect(metadata.entries.count == 100_000)
    for name in names { #expect(metadata[name] == "text of \(name)") }
    for (one, next) in zip(metadata.entries, metadata.entries.dropFirst()) {
      #expect(one.name.utf8.lexicographicallyPrecedes(next.name.utf8))
    }
  }
}
