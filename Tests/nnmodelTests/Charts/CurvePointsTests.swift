import Testing

@testable import nnmodel

struct CurvePointsTests {
  private typealias Point = CurvePoints.Point

  @Test func aShortCurveIsWhole() {
    let points = CurvePoints([3, 1, 2], columns: 10, isShown: \.isFinite)
    #expect(
      points.parts == [
        [Point(index: 0, value: 3), Point(index: 1, value: 1), Point(index: 2, value: 2)]
      ])
    #expect(CurvePoints([], columns: 10, isShown: \.isFinite).parts.isEmpty)
  }

  @Test func gaps() {
    let points = CurvePoints([1, .nan, 2, 3, .infinity], columns: 10, isShown: \.isFinite)
    #expect(points.parts.map { $0.map(\.index) } == [[0], [2, 3]])
    #expect(CurvePoints([.nan, .nan], columns: 10, isShown: \.isFinite).parts.isEmpty)
  }

  /// Five columns of twenty numbers: in each the first, the lowest, the highest and the last.
  @Test func aLongCurveKeepsItsExtremes() {
    var values = [Double](repeating: 0, count: 100)
    values[7] = 9
    values[11] = -9
    values[45] = 5
    values[99] = 1
    let points = CurvePoints(values, columns: 5, isShown: \.isFinite)
    #expect(
      points.parts.map { $0.map(\.index) } == [[0, 7, 11, 19, 20, 39, 40, 45, 59, 60, 79, 80, 99]])
  }

  @Test func gapsOfALongCurve() {
    var values = [Double](repeating: 1, count: 100)
    for index in 38..<62 { values[index] = .nan }
    let points = CurvePoints(values, columns: 5, isShown: \.isFinite)
    #expect(points.parts.map { $0.map(\.index) } == [[0, 19, 20, 37], [62, 79, 80, 99]])
  }
}
