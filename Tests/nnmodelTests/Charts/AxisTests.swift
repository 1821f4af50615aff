import Testing

@testable import nnmodel

struct AxisTests {
  @Test func beginsAndEndsAtTicks() {
    let axis = Axis("loss", showing: [0.31, 2.2, .nan, .infinity])
    #expect([axis.low, axis.high] == [0, 2.5])
    #expect(axis.ticks.map(\.value) == [0, 0.5, 1, 1.5, 2, 2.5])
    #expect(axis.position(0.5) == 0.2)
    #expect(axis.shows(1) && !axis.shows(.nan) && !axis.shows(-.infinity))
  }

  @Test func limits() {
    let axis = Axis("accuracy, %", showing: [100, 100], limits: 0...100)
    #expect([axis.low, axis.high] == [50, 100])
    #expect(Axis("", showing: [97.2, 99.9], limits: 0...100).high == 100)
    // Numbers beyond them are not shown, and do not bear on the others.
    let beyond = Axis("", showing: [40, 60, 1e9, -5], limits: 0...100)
    #expect([beyond.low, beyond.high] == [40, 60])
    #expect(!beyond.shows(101) && !beyond.shows(-1) && beyond.shows(40))
    #expect(Axis("", showing: [-4, 4e200], limits: 0...100).high == 1)
  }

  @Test func equalNumbersStandInTheMiddle() {
    #expect(Axis("", showing: [4, 4]).position(4) == 0.5)
    #expect([Axis("", showing: [0.0]).low, Axis("", showing: [0.0]).high] == [0, 1])
  }

  @Test func logarithmic() {
    let axis = Axis("", showing: [0, -1, 0.01, 1], logarithmic: true)
    #expect([axis.low, axis.high] == [0.01, 1])
    #expect(abs(axis.position(0.1) - 0.5) < 1e-12)
    #expect(!axis.shows(0) && !axis.shows(-1))
    let equal = Axis("", showing: [1.0], logarithmic: true)
    #expect(equal.low < 1 && equal.high > 1)
  }

  private static let hardNumbers: [[Double]] = [
    [], [.nan], [1e308, -1e308], [.leastNonzeroMagnitude, 0],
    [.leastNormalMagnitude / 8, .leastNormalMagnitude / 4], [1e289, -1e289], [1e15, 1e15 + 1],
    [-.infinity], [1, 1.0.nextUp],
  ]

  @Test(arguments: hardNumbers)
  func anyNumbersAtAll(_ values: [Double]) {
    for isLogarithmic in [false, true] {
      let axis = Axis("", showing: values, logarithmic: isLogarithmic)
      #expect(axis.low.isFinite && axis.high.isFinite && axis.low < axis.high)
      #expect(axis.ticks.count >= 2 && axis.ticks.count < 20)
      for value in values where axis.shows(value) {
        #expect((-1e-6...1 + 1e-6).contains(axis.position(value)))
      }
    }
    if let low = values.filter(\.isFinite).min(), let high = values.filter(\.isFinite).max() {
      #expect(Axis("", from: low, to: high, about: 4).ticks.count < 20)
    }
  }

  @Test func counting() {
    #expect(Axis("epoch", counting: 1, about: 5).position(1) == 0.5)
    #expect(Axis("epoch", counting: 3, about: 5).ticks.map(\.value) == [1, 2, 3])
    #expect(Axis("epoch", counting: 40, about: 5).ticks.map(\.value) == [1, 10, 20, 30, 40])
    let many = Axis("epoch", counting: 120_000, about: 5)
    #expect(many.ticks.map(\.label) == ["1", "50,000", "100,000"])
    #expect([many.low, many.high] == [1, 120_000])
  }
}
