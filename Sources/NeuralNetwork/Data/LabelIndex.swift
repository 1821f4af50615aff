/// The different labels of a column, each with a number.
struct LabelIndex {
  /// The labels, in the order of their numbers.
  private(set) var labels: [String] = []
  private var known: [Spelling: Int] = [:]

  /// No labels yet.
  init() {}

  /// Given labels; of two that are alike the first counts.
  init(_ labels: [String]) {
    self.labels = labels
    known = Dictionary(
      labels.enumerated().map { (Spelling($1), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The number of a label, if it is known.
  func find(_ label: String) -> Int? { known[Spelling(label)] }

  /// The number of a label, which is known from now on.
  mutating func add(_ label: String) -> Int {
    let spelling = Spelling(label)
    if let number = known[spelling] { return number }
    known[spelling] = labels.count
    labels.append(label)
    return labels.count - 1
  }

  /// The labels in their order, and the place in it of each number: by value if all are numbers,
  /// else by bytes.
  func sorted() -> (labels: [String], places: [Int]) {
    let values = labels.map { Decimal.double(Array($0.utf8)[...]) }
    let areNumbers = values.allSatisfy { $0 != nil }
    let order = labels.indices.sorted { left, right in
      if areNumbers, let a = values[left], let b = values[right], a != b { return a < b }
      return labels[left].utf8.lexicographicallyPrecedes(labels[right].utf8)
    }
    var places = [Int](repeating: 0, count: labels.count)
    for (place, number) in order.enumerated() { places[number] = place }
    return (order.map { labels[$0] }, places)
  }
}
