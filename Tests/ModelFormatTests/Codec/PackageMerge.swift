/// The least that a prefix code can take: by merging packages (Larmore and Hirschberg 1990), and by Huffman's
/// algorithm where words may be as long as they like.
enum PackageMerge {
  /// The bits of all symbols together under the best code whose words have at most `limit` bits.
  static func cost(_ counts: [UInt32], limit: Int) -> UInt64 {
    let leaves = counts.filter { $0 > 0 }.map(UInt64.init).sorted()
    var packages: [UInt64] = []
    for _ in 0..<limit {
      let pairs = stride(from: 0, to: packages.count - 1, by: 2).map {
        packages[$0] + packages[$0 + 1]
      }
      packages = (leaves + pairs).sorted()
    }
    return packages.prefix(2 * leaves.count - 2).reduce(0, +)
  }

  /// The same without a limit.
  static func huffmanCost(_ counts: [UInt32]) -> UInt64 {
    var weights = counts.filter { $0 > 0 }.map(UInt64.init).sorted(by: >)
    var cost: UInt64 = 0
    while weights.count > 1 {
      let sum = weights.removeLast() + weights.removeLast()
      cost += sum
      weights.insert(sum, at: weights.firstIndex { $0 < sum } ?? weights.count)
    }
    return cost
  }
}
