import NeuralNetwork
import Testing

@Suite struct ScalingTests {
  @Test func figuresArePopulationMeanAndDeviation() throws {
    // 2 4 4 4 5 5 7 9 has mean 5 and variance 4; the other column is constant.
    let scaling = try Scaling(
      fitting: [2, 7, 4, 7, 4, 7, 4, 7, 5, 7, 5, 7, 7, 7, 9, 7], width: 2)
    #expect(scaling.mean == [5, 7])
    #expect(scaling.deviation == [2, 1])
    #expect(scaling.apply(9, column: 0) == 2)
    #expect(scaling.apply(7, column: 1) == 0)
    #expect(scaling.undo(2, column: 0) == 9)
  }

  /// (x − mean) / deviation is rounded to double twice and to single once.
  @Test func scalingIsRoundedOnce() throws {
    let scaling = try Scaling(mean: [0.1], deviation: [0.3])
    for x in [0.7, 1e9 + 0.3, -3.3333] {
      #expect(scaling.apply(x, column: 0) == Float((x - 0.1) / 0.3))
    }
  }

  /// A large mean beside a small deviation: one pass over squares would lose it.
  @Test func twoPassesKeepASmallDeviation() throws {
    let values = (0..<5000).map { 1e9 + Double($0 % 2) }
    let scaling = try Scaling(fitting: values, width: 1)
    #expect(scaling.mean == [1e9 + 0.5])
    #expect(scaling.deviation == [0.5])
  }

  @Test func theRangeGoesFromZeroToOne() throws {
    let scaling = try Scaling(fitting: [-3, 7, 5, 7, 1, 7], width: 2, by: .minMax)
    #expect(scaling.mean == [-3, 7])
    #expect(scaling.deviation == [8, 1])
    #expect([-3, 5, 1].map { scaling.apply($0, column: 0) } == [0, 1, 0.5])
    #expect(scaling.apply(7, column: 1) == 0)
    #expect(scaling.undo(0.25, column: 0) == -1)
    // The largest range that there is does not fit a number.
    #expect(
      failure { _ = try Scaling(fitting: [-1.5e308, 1.5e308], width: 1, by: .minMax) }?.field
        == "scaling deviation 0")
  }

  @Test func inputsOfClassesAreLeftAlone() throws {
    let colours = Column(name: "c", kind: .classes(labels: ["r", "g"]))
    let data = try Dataset(
      inputs: [Column(name: "x"), colours, Column(name: "z")], outputs: [Column(name: "y")],
      features: [1, 1, 0, 10, 3, 0, 1, 30], targets: .values([5, 9]))
    let standard = try ScalingMethod.standard.fitted(to: data)
    #expect(standard.inputs == (try Scaling(mean: [2, 0, 0, 20], deviation: [1, 1, 1, 10])))
    #expect(standard.outputs == (try Scaling(mean: [7], deviation: [2])))
    let range = try ScalingMethod.minMax.fitted(to: data)
    #expect(range.inputs == (try Scaling(mean: [1, 0, 0, 10], deviation: [2, 1, 1, 20])))
    #expect(range.outputs == (try Scaling(mean: [5], deviation: [4])))
    let none = try ScalingMethod.none.fitted(to: data)
    #expect(none.inputs == nil && none.outputs == nil)
  }

  @Test func figuresOutsideTheirDomain() {
    #expect(failure { _ = try Scaling(mean: [0], deviation: [0]) }?.field == "scaling deviation 0")
    #expect(failure { _ = try Scaling(mean: [.nan], deviation: [1]) }?.field == "scaling mean 0")
    #expect(failure { _ = try Scaling(mean: [], deviation: [1]) }?.field == "scaling deviations")
    #expect(failure { _ = try Scaling(fitting: [1e308, -1e308, 1e308], width: 1) } != nil)
  }
}
