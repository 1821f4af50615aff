import Testing

@testable import nnmodel

struct BoundsTests {
  @Test(arguments: [
    (Bounds<Double>.atLeast(1), "1 or more", [1, 2, .greatestFiniteMagnitude], [0.99, -1]),
    (.from(0, through: 1), "0 to 1", [0, 0.5, 1], [-0.1, 1.1]),
    (.above(0, below: 1), "above 0 and below 1", [0.5], [0, 1]),
  ])
  func ends(bounds: Bounds<Double>, text: String, inside: [Double], outside: [Double]) {
    #expect(bounds.text == text)
    #expect(inside.allSatisfy(bounds.contains))
    #expect(!outside.contains(where: bounds.contains))
  }
}
