import Testing

@testable import nnmodel

struct SuggestionTests {
  /// Distances as published for the optimal string alignment (restricted Damerau–Levenshtein).
  @Test(arguments: [
    ("kitten", "sitting", 3), ("Saturday", "Sunday", 3), ("", "abc", 3), ("abc", "", 3),
    ("abc", "abc", 0), ("ab", "ba", 1), ("CA", "ABC", 3), ("flaw", "lawn", 2), ("", "", 0),
    ("a cat", "an abct", 4),
  ])
  func distances(left: String, right: String, distance: Int) {
    #expect(Suggestion.editDistance(Array(left), Array(right)) == distance)
  }

  private let commands = ["train", "evaluate", "predict", "inspect", "verify", "save", "load"]

  @Test(arguments: [
    ("trian", "train"), ("eval", "evaluate"), ("TRAIN", "train"), ("sav", "save"), ("lod", "load"),
    ("inspct", "inspect"), ("--verify", "verify"), ("pre", "predict"), ("evalaute", "evaluate"),
  ])
  func nearest(word: String, meant: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == meant)
  }

  @Test(arguments: ["", "x", "banana", "e", "--", "savelots"])
  func nothingIsNear(word: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == nil)
  }

  @Test func aVeryLongWordIsNoWork() {
    let word = String(repeating: "x", count: 1_000_000)
    #expect(Suggestion.nearest(to: word, among: commands) == nil)
  }
}
