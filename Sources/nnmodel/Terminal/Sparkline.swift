/// A curve in one line of text: the higher the value, the higher the block.
enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static let letters = Array("_.-~=*#@")

  /// At most `width` columns; where there are more values, each column is the mean of its share.
  ///
  /// The lowest value is at the foot and the highest at the top; equal values are all at the foot.
  /// A value that is not finite leaves a gap.
  static func text(_ values: [Double], width: Int, unicode: Bool) -> String {
    guard width > 0, !values.isEmpty else { return "" }
    let columns = min(width, values.count)
    let means = (0..<columns).map { column in
      let share = values[column * values.count / columns..<(column + 1) * values.count / columns]
      // Each is divided first, so that the sum of large values does not overflow.
      return share.reduce(0) { $0 + $1 / Double(share.count) }
    }
    let finite = means.filter(\.isFinite)
    guard let lowest = finite.min(), let highest = finite.max() else {
      return String(repeating: " ", count: columns)
    }
    let levels = unicode ? blocks : letters
    // Halves, so that the range between the extremes of a Double is finite too.
    let range = highest / 2 - lowest / 2
    return String(
      means.map { mean in
        guard mean.isFinite else { return " " }
        let height = range > 0 ? (mean / 2 - lowest / 2) / range : 0
        return levels[min(Int(height * Double(levels.count)), levels.count - 1)]
      })
  }
}
