import NeuralNetwork
import Testing

@Suite struct DatasetSplitTests {
  /// Classes of 10, 5 and 1 rows; each row's feature is its number.
  private let data = try! Dataset(
    inputs: [Column(name: "x")],
    outputs: [Column(name: "y", kind: .classes(labels: ["a", "b", "c"]))],
    features: (0..<16).map(Double.init),
    targets: .classes((0..<16).map { $0 < 10 ? 0 : $0 < 15 ? 1 : 2 }))

  private func counts(_ data: Dataset) -> [Int] {
    guard case .classes(let indices) = data.targets else { return [] }
    return (0..<3).map { c in indices.count { $0 == c } }
  }

  @Test func eachClassGivesItsPart() throws {
    let (training, held) = try data.split(holdingBack: 0.3, seed: 1)
    #expect(counts(held) == [3, 2, 0])  // 3, 1.5 and 0.3, rounded
    #expect(counts(training) == [7, 3, 1])
    #expect(counts(try data.split(holdingBack: 0.9, seed: 1).held) == [9, 4, 0])
  }

  @Test func everyRowIsInOnePartAndInOrder() throws {
    let (training, held) = try data.split(holdingBack: 0.3, seed: 2)
    #expect((training.features + held.features).sorted() == data.features)
    #expect(training.features == training.features.sorted())
    #expect(held.features == held.features.sorted())
  }

  @Test func theSeedDecides() throws {
    let first = try data.split(holdingBack: 0.3, seed: 3).held
    #expect(try data.split(holdingBack: 0.3, seed: 3).held == first)
    let others = try (4..<10).map { try data.split(holdingBack: 0.3, seed: $0).held }
    #expect(others.contains { $0 != first })
  }

  @Test func valuesAreOneGroup() throws {
    let values = try Dataset(
      inputs: data.inputs, outputs: [Column(name: "y")], features: data.features,
      targets: .values(data.features.map { $0 * 2 }))
    let (training, held) = try values.split(holdingBack: 0.25, seed: 1)
    #expect(held.count == 4)
    #expect(training.count == 12)
    #expect(held.targets == .values(held.features.map { $0 * 2 }))
  }

  @Test(arguments: [0, 1, -0.5, .nan, 2, 0.001]) func fractionsThatLeaveNothing(fraction: Double) {
    #expect(failure { _ = try data.split(holdingBack: fraction, seed: 1) }?.field == "split")
  }
}
