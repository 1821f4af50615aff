import NeuralNetwork
import Testing

struct DatasetUnitsTests {
  private let data = try! Dataset(
    inputs: [Column(name: "x"), Column(name: "y")], outputs: [Column(name: "y")],
    features: [1, 2, 3, 4], targets: .values([2, 4]))

  @Test func everyColumnOfTheNameHasIt() throws {
    let measured = try data.measured("y", in: "cm")
    #expect(measured.inputs.map(\.unit) == [nil, "cm"])
    #expect(measured.outputs.map(\.unit) == ["cm"])
    #expect(measured.features == data.features && measured.targets == data.targets)
    #expect(try measured.subset([1]).outputs[0].unit == "cm")
  }

  @Test func whatHasNone() throws {
    #expect(throws: NetworkError(.missingColumn, field: "z")) { try data.measured("z", in: "cm") }
    #expect(throws: NetworkError.self) { try data.measured("x", in: "") }
    let classes = try Dataset(
      inputs: [Column(name: "x")],
      outputs: [Column(name: "c", kind: .classes(labels: ["a", "b"]))],
      features: [1], targets: .classes([0]))
    #expect(throws: NetworkError.self) { try classes.measured("c", in: "cm") }
  }
}
