/// "Did you mean": the one place that knows how near two words are.
enum Suggestion {
  /// The candidate that a person most likely meant by `word`, or nil where none is near.
  ///
  /// Near is a few slips of the finger, fewer in a short word; failing that, a candidate that the
  /// word begins, so that `eval` finds `evaluate`. The first of equals wins.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let letters = folded(word)
    guard !letters.isEmpty else { return nil }
    let allowed = letters.count <= 3 ? 1 : letters.count <= 7 ? 2 : 3

    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(letters, folded(candidate))
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    if let best { return best.candidate }
    return candidates.first { letters.count >= 2 && folded($0).starts(with: letters) }
  }

  /// `" (did you mean 'train'?)"`, or nothing where no candidate is near: to end a message with.
  static func hint(for word: String, among candidates: [String]) -> String {
    nearest(to: word, among: candidates).map { " (did you mean \($0.quoted)?)" } ?? ""
  }

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour.
  ///
  /// The optimal string alignment distance: three rows of the dynamic programme are enough.
  static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      row.reserveCapacity(right.count + 1)
      for j in right.indices {
        let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
        var distance = min(last[j + 1] + 1, row[j] + 1, replaced)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          distance = min(distance, beforeLast[j - 1] + 1)
        }
        row.append(distance)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }

  /// Leading dashes and the case of letters say nothing about which word was meant. What is far
  /// longer than any name is cut: the distance costs the product of both lengths.
  private static func folded(_ word: String) -> [Character] {
    Array(word.prefix(64).drop { $0 == "-" }.lowercased())
  }
}
