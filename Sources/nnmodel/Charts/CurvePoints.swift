/// The points of a curve that a picture can show: all of a short one, of a long one four a column.
///
/// Of the numbers that fall into one column of the screen the first, the lowest, the highest and the last are kept, in
/// their order: what is drawn through them covers the same dots as all of them would (Jugel et al., "M4", 2014).
struct CurvePoints: Sequence {
  /// One number of the curve, by its place.
  struct Point: Equatable {
    var index: Int
    var value: Double
  }

  /// The parts between the gaps, each of one point at least.
  let parts: [[Point]]

  /// - Parameters:
  ///   - columns: how many columns there are.
  ///   - isShown: whether a number can be shown; where one cannot, there is a gap.
  init(_ values: [Double], columns: Int, isShown: (Double) -> Bool) {
    var parts: [[Point]] = []
    var part: [Point] = []
    let isLong = values.count > 4 * columns
    let count = isLong ? columns : values.count
    for column in 0..<count {
      let range = column * values.count / count..<(column + 1) * values.count / count
      let shown = range.filter { isShown(values[$0]) }
      guard let first = shown.first, let last = shown.last else {
        if !part.isEmpty { parts.append(part) }
        part = []
        continue
      }
      if first != range.lowerBound, !part.isEmpty {
        parts.append(part)
        part = []
      }
      var lowest = first
      var highest = first
      for index in shown {
        if values[index] < values[lowest] { lowest = index }
        if values[index] > values[highest] { highest = index }
      }
      for index in Set([first, lowest, highest, last]).sorted() {
        part.append(Point(index: index, value: values[index]))
      }
      if last != range.upperBound - 1 {
        parts.append(part)
        part = []
      }
    }
    if !part.isEmpty { parts.append(part) }
    self.parts = parts
  }

  func makeIterator() -> [[Point]].Iterator { parts.makeIterator() }
}
