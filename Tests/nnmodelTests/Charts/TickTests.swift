import Testing

@testable import nnmodel

struct TickTests {
  private func labels(_ range: ClosedRange<Double>, about count: Int, whole: Bool = false)
    -> [String]
  {
    [Tick].linear(over: range, about: count, whole: whole).map(\.label)
  }

  @Test func roundNumbersAroundARange() {
    #expect(labels(0...1, about: 5) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(0...97, about: 5) == ["0", "20", "40", "60", "80", "100"])
    #expect(labels(3...7, about: 4) == ["3", "4", "5", "6", "7"])
    #expect(labels(0.013...0.027, about: 5) == ["0.010", "0.015", "0.020", "0.025", "0.030"])
    #expect(labels(-3...2, about: 5) == ["-3", "-2", "-1", "0", "1", "2"])
    #expect(labels(-0.12...0.05, about: 3) == ["-0.2", "-0.1", "0", "0.1"])
    #expect(labels(0...20_000, about: 4) == ["0", "5,000", "10,000", "15,000", "20,000"])
    #expect(labels(1_200_000...3_400_000, about: 4) == ["1e6", "2e6", "3e6", "4e6"])
    #expect(labels(0...2.5e-7, about: 5) == ["0", "5e-8", "1e-7", "1.5e-7", "2e-7", "2.5e-7"])
  }

  @Test func wholeNumbersAlone() {
    #expect(labels(0...3, about: 10, whole: true) == ["0", "1", "2", "3"])
    #expect(labels(0...3, about: 10).count > 4)
  }

  @Test func valuesAreThoseOfTheirLabels() {
    for (range, count) in [(0.0...0.3, 5), (-1e-4...7e-4, 4), (123.0...124, 6), (0...1e200, 5)] {
      let ticks = [Tick].linear(over: range, about: count)
      #expect(ticks.allSatisfy { Double($0.label.filter { $0 != "," }) == $0.value })
      #expect(ticks[0].value <= range.lowerBound)
      #expect(ticks[ticks.count - 1].value >= range.upperBound)
      #expect((count / 2...count * 2 + 2).contains(ticks.count))
    }
  }

  @Test func logarithms() {
    let few = [Tick].logarithmic(over: 0.02...0.9)
    #expect(few.map(\.label) == ["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
    let many = [Tick].logarithmic(over: 1e-8...3)
    #expect(many.map(\.label) == ["1e-8", "1e-6", "0.0001", "0.01", "1", "100"])
    #expect([Tick].logarithmic(over: 10...1000).map(\.value) == [10, 20, 50, 100, 200, 500, 1000])
  }
}
