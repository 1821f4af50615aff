import Interchange
import NeuralNetwork
import Testing

/// Data sets made of arrays.
struct DatasetArraysTests {
  private let rows = NumericArray(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6])

  private func labels(_ numbers: [Double], _ width: Int = 1) -> NumericArray {
    NumericArray(
      shape: width == 1 ? [numbers.count] : [numbers.count / width, width], elements: numbers)
  }

  @Test func fewWholeNumbersAreClasses() throws {
    let classes = try Dataset(rows: rows, labels: labels([10, 9, 10]))
    #expect(classes.labels == ["9", "10"] && classes.targets == .classes([1, 0, 1]))
    let values = try Dataset(rows: rows, labels: labels([1, 2, 3]))
    #expect(values.targets == .values([1, 2, 3]) && values.outputs == [Column(name: "value")])
    let asked = try Dataset(rows: rows, labels: labels([1, 2.5, 3]), task: .classification)
    #expect(asked.labels == ["1", "2.5", "3"])
    let both = try Dataset(rows: rows, labels: labels([1, 1, 2, 2, 3, 3], 2), target: "t")
    #expect(both.outputs.map(\.name) == ["t_1", "t_2"])
    #expect(both.targets == .values([1, 1, 2, 2, 3, 3]))
    #expect(throws: NetworkError.self) {
      try Dataset(rows: rows, labels: labels([1, 1, 2, 2, 3, 3], 2), task: .classification)
    }
  }

  @Test func aModelIsJudgedByItsOwnLabels() throws {
    let outputs = [Column(name: "y", kind: .classes(labels: ["4", "3"]))]
    let data = try Dataset(rows: rows, labels: labels([3, 4, 4]), outputs: outputs)
    #expect(data.targets == .classes([1, 0, 0]) && data.outputs == outputs)
    #expect(throws: NetworkError(.unknownClass("5", known: ["4", "3"]), field: "y")) {
      try Dataset(rows: rows, labels: labels([3, 4, 5]), outputs: outputs)
    }
    let values = [Column(name: "v")]
    #expect(
      try Dataset(rows: rows, labels: labels([3, 4, 5]), outputs: values).targets
        == .values([3, 4, 5]))
    #expect(throws: NetworkError.self) {
      try Dataset(rows: rows, labels: labels([3, 4, 5, 3, 4, 5], 2), outputs: values)
    }
  }

  @Test func whatIsWrongIsToldWithItsPlace() {
    func error(_ rows: NumericArray, _ labels: NumericArray) -> String {
      do throws(NetworkError) {
        _ = try Dataset(rows: rows, labels: labels)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(error(rows, labels([1, 2])) == "labels: expected 3, found 2")
    #expect(
      error(NumericArray(shape: [2, 2], elements: [1, 2, 3, .nan]), labels([1, 2]))
        == "row 2, column_2: expected a finite number, found nan")
    #expect(
      error(NumericArray(shape: [1, 1, 2], elements: [1, .infinity]), labels([1]))
        == "row 1, pixel_1: expected a finite number, found inf")
    #expect(
      error(rows, labels([1, .infinity, 2]))
        == "label of row 2: expected a finite number, found inf")
    #expect(error(rows, labels([7, 7, 7])).contains("every row is of one class, '7'"))
    #expect(error(NumericArray(shape: [0, 2], elements: []), labels([])) == "no rows of data")
    #expect(
      error(NumericArray(shape: [2, 0], elements: []), labels([1, 1, 2, 2], 2))
        == "inputs: expected at least one column, found none")
  }

  @Test("makes no columns for rows that are not there, or are wider than a network's")
  func widths() {
    let none = NumericArray(shape: [0, 1 << 30], elements: [])
    let nothing = NumericArray(shape: [0], elements: [])
    let outputs = [Column(name: "v")]
    for (rows, labels) in [(none, nothing), (nothing, none), (none, none)] {
      #expect(throws: NetworkError(.noRows)) { try Dataset(rows: rows, labels: labels) }
      #expect(throws: NetworkError(.noRows)) {
        try Dataset(rows: rows, labels: labels, outputs: outputs)
      }
    }
    let width = Topology.maximumWidth + 1
    let wide = NumericArray(shape: [1, width], elements: [Double](repeating: 0, count: width))
    let one = NumericArray(shape: [1], elements: [0])
    for (rows, labels, field) in [(wide, one, "inputs"), (one, wide, "labels")] {
      let error = NetworkError(.overLimit(limit: Topology.maximumWidth), field: field)
      #expect(throws: error) { try Dataset(rows: rows, labels: labels) }
      #expect(throws: error) { try Dataset(rows: rows, labels: labels, outputs: outputs) }
    }
  }
}
