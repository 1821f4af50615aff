import NeuralNetwork
import Testing

@Suite struct MatrixTests {
  private let a = try! Matrix([[1, 2, 3], [4, 5, 6]])
  private let b = try! Matrix([[7, 8, 9], [10, 11, 12]])

  @Test func product() throws {
    let result = try a.product(b.transpose)
    #expect(result == (try Matrix([[50, 68], [122, 167]])))
  }

  @Test func elementwise() throws {
    #expect(try a.hadamard(b) == Matrix([[7, 16, 27], [40, 55, 72]]))
    #expect(try a.adding(b) == Matrix([[8, 10, 12], [14, 16, 18]]))
    #expect(try b.subtracting(a) == Matrix([[6, 6, 6], [6, 6, 6]]))
    #expect(a.adding(1) == (try Matrix([[2, 3, 4], [5, 6, 7]])))
    #expect(a.subtracting(1) == (try Matrix([[0, 1, 2], [3, 4, 5]])))
    #expect(a.multiplied(by: 2) == (try Matrix([[2, 4, 6], [8, 10, 12]])))
  }

  @Test func inPlace() throws {
    var changed = a
    try changed.add(b)
    #expect(changed == (try Matrix([[8, 10, 12], [14, 16, 18]])))
    try changed.subtract(a)
    #expect(changed == b)
    let error = failure { try changed.add(b.transpose) }
    #expect(error?.reason == .shapes(left: [2, 3], right: [3, 2]))
    #expect(failure { try changed.subtract(b.transpose) }?.reason == error?.reason)
    #expect(changed == b)
  }

  /// Element i is made of word i mod 4 of the block whose counter is (⌊i / 4⌋, 0, index, 1).
  @Test func randomNumbersAreThoseOfPhilox() {
    let matrix = Matrix.random(rows: 3, columns: 5, seed: 0x0000_0007_0000_002A, index: 2)
    #expect(matrix.shape == [3, 5])
    for (i, element) in matrix.elements.enumerated() {
      let block = Philox.block(counter: SIMD4(UInt32(i / 4), 0, 2, 1), key: SIMD2(42, 7))
      #expect(element == Float(block[i % 4] >> 8) * 0x1p-23 - 1)
    }
    #expect(Matrix.random(rows: 1, columns: 9, seed: 42) != .random(rows: 1, columns: 9, seed: 43))
    let many = Matrix.random(rows: 100, columns: 100, seed: 1).elements
    #expect(many.allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(abs(many.reduce(0, +) / 10_000) < 0.02)
  }

  @Test func mapping() throws {
    #expect(a.map { -$0 } == a.multiplied(by: -1))
    var changed = a
    changed.apply { $0 * $0 }
    #expect(changed == (try a.hadamard(a)))
  }

  @Test func arraysAndElements() throws {
    #expect(a.transpose.rowArrays == [[1, 4], [2, 5], [3, 6]])
    #expect(Array(a.row(1)) == [4, 5, 6])
    #expect(a.transpose.transpose == a)
    #expect(Matrix(column: [1, 2, 3]) == (try Matrix([[1], [2], [3]])))
    var changed = Matrix(rows: 2, columns: 3, repeating: 1)
    changed[1, 2] = 5
    #expect(changed.elements == [1, 1, 1, 1, 1, 5])
    #expect(changed[1, 2] == 5)
  }

  @Test func shapeErrorsNameBothShapes() {
    let error = failure { _ = try a.product(b) }
    #expect(error?.reason == .shapes(left: [2, 3], right: [2, 3]))
    #expect(error?.description == "shapes 2 × 3 and 2 × 3 do not fit")
    #expect(
      failure { _ = try a.hadamard(b.transpose) }?.reason == .shapes(left: [2, 3], right: [3, 2]))
  }

  @Test func wrongNumbersOfElements() {
    #expect(
      failure { _ = try Matrix(rows: 2, columns: 2, elements: [1]) }?.reason
        == .count(expected: 4, found: 1))
    #expect(failure { _ = try Matrix(rows: .max, columns: 2, elements: []) } != nil)
    #expect(failure { _ = try Matrix(rows: -1, columns: 0, elements: []) } != nil)
    #expect(failure { _ = try Matrix([[1, 2], [3]]) }?.field == "row 1")
  }
}
