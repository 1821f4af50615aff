import Testing

@testable import NeuralNetwork

@Suite struct BufferTests {
  @Test(arguments: [(0, 16), (1, 16), (16, 16), (17, 32), (100, 112)])
  func countsAreWholePanelsOfZeros(asked: Int, count: Int) {
    let buffer = FloatBuffer(count: asked)
    #expect(buffer.count == count)
    #expect(bits(buffer.elements).allSatisfy { $0 == 0 })
    #expect(padded(asked) == (asked == 0 ? 0 : count))
    #expect(unsafe UInt(bitPattern: buffer.pointer(at: 0, length: 1)) % 64 == 0)
  }

  @Test func aCopyIsItsOwn() {
    let buffer = FloatBuffer([1, 2, 3])
    let copy = buffer.copy()
    #expect(copy.isEqual(to: buffer))
    copy[1] = 7
    #expect(buffer[1] == 2)
    #expect(!copy.isEqual(to: buffer))
    #expect(!FloatBuffer([0]).isEqual(to: FloatBuffer([-0.0])))
    #expect(!FloatBuffer(count: 16).isEqual(to: FloatBuffer(count: 17)))
  }

  @Test func partsAreAssigned() {
    let buffer = Buffer<Double>(count: 5)
    buffer.assign([1, 2, 3, 4], from: 1, length: 3, at: 2)
    #expect((0..<6).map { buffer[$0] } == [0, 0, 2, 3, 4, 0])
    let other = Buffer<Double>(count: 5)
    other.assign(buffer, from: 2, length: 2, at: 0)
    #expect((0..<4).map { other[$0] } == [2, 3, 0, 0])
    let sum = buffer.withSpan(at: 2, length: 3) { span in
      span[0] = 10
      return span[0] + span[1] + span[2]
    }
    #expect(sum == 17)
    #expect(buffer[2] == 10)
  }

  @Test func arraysAreSeenAndMade() {
    let seen = FloatBuffer.withElements(of: [4, 5, 6]) { $0.elements }
    #expect(seen == [4, 5, 6])
    let made = FloatBuffer.array(count: 3) { for i in 0..<3 { $0[i] = Float(i) } }
    #expect(made == [0, 1, 2])
    #expect(FloatBuffer.array(count: 0) { _ in } == [])
  }
}
