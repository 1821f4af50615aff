import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct StridedLayoutTests {
  /// Element by element, from the definition.
  private func gathered(_ layout: StridedLayout, _ bytes: [UInt8], _ size: Int) -> [UInt8] {
    var result: [UInt8] = []
    for number in 0..<layout.shape.reduce(1, *) {
      var (rest, place) = (number, layout.offset)
      for (dimension, stride) in zip(layout.shape, layout.strides).reversed() {
        place += rest % dimension * stride
        rest /= dimension
      }
      result += bytes[(place * size)..<((place + 1) * size)]
    }
    return result
  }

  @Test(
    "gathers what the definition says", arguments: [1, 2, 4, 8],
    [
      StridedLayout(shape: [], strides: []), .init(shape: [], strides: [], offset: 3),
      .init(shape: [5], strides: [1]), .init(shape: [5], strides: [2], offset: 1),
      .init(shape: [5], strides: [0]), .init(shape: [2, 3], strides: [3, 1]),
      .init(shape: [2, 3], strides: [1, 2]), .init(shape: [2, 3], strides: [0, 1]),
      .init(shape: [40, 70], strides: [1, 40]),
      .init(shape: [33, 65], strides: [65, 1], offset: 7),
      .init(shape: [3, 4, 5], strides: [1, 3, 12]), .init(shape: [3, 4, 5], strides: [5, 15, 1]),
      .init(shape: [1, 4, 1, 5], strides: [99, 5, 77, 1]),
      .init(shape: [2, 0, 3], strides: [9, 9, 9]),
      .init(shape: [2, 3, 2, 2], strides: [1, 8, 4, 2]), .init(fortran: [3, 2, 4, 35]),
      .init(fortran: [0, 3]), .init(fortran: []), .init(shape: [3, 3], strides: [1, 1]),
      .init(shape: [0, 1 << 40], strides: [1 << 40, 1 << 40]),
    ])
  func gather(_ size: Int, _ layout: StridedLayout) throws {
    var random = Deterministic(seed: 1)
    let extent = try #require(layout.extent)
    let bytes = random.bytes(extent * size)
    #expect(try layout.gather(bytes, elementSize: size) == gathered(layout, bytes, size))
    // Memory that goes on behind the view changes nothing.
    let longer = bytes + random.bytes(3 * size)
    #expect(try layout.gather(longer, elementSize: size) == gathered(layout, longer, size))
  }

  @Test("asks for memory before it relies on it")
  func memory() {
    let layout = StridedLayout(shape: [1 << 49, 2], strides: [0, 1])
    let error = #expect(throws: FormatError.self) {
      try layout.gather([UInt8](repeating: 0, count: 16), elementSize: 8)
    }
    #expect(error?.code == "system")
  }

  @Test func extent() {
    #expect(StridedLayout(shape: [2, 3], strides: [3, 1], offset: 4).extent == 10)
    #expect(StridedLayout(shape: [2, 3], strides: [0, 1]).extent == 3)
    #expect(StridedLayout(shape: [0], strides: [.max], offset: .max).extent == 0)
    #expect(StridedLayout(shape: [3], strides: [.max]).extent == nil)
    #expect(StridedLayout(shape: [1], strides: [1], offset: .max).extent == nil)
    #expect(StridedLayout(shape: [2, 2], strides: [.max - 1, 5]).extent == nil)
  }
}
