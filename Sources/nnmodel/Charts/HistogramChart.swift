import Interchange

/// The bars of a histogram over the range of its numbers, with a line where 0 is.
struct HistogramChart: Sendable {
  let histogram: TensorHistogram
  /// What the numbers are.
  let title: String

  private static let (width, top, bottom, left, right) = (320.0, 8.0, 104.0, 12.0, 308.0)

  /// The chart; of numbers of which none is finite, an empty one that says so.
  var picture: Picture {
    var picture = Picture(width: Self.width, height: 128, title: "histogram of \(title)")
    let (left, right, top, bottom) = (Self.left, Self.right, Self.top, Self.bottom)
    defer { picture.line("axis", from: left, bottom, to: right, bottom) }
    guard let summary = histogram.summary, let highest = histogram.bins.max() else {
      let reason = histogram.count == 0 ? "no number" : "no finite number"
      picture.text(reason, (left + right) / 2, (top + bottom) / 2, .middle, "quiet")
      return picture
    }
    let (low, high) = (summary.minimum, summary.maximum)
    guard low < high else {
      let middle = (left + right) / 2
      picture.box("bars", middle - 16, top, width: 32, height: bottom - top)
      picture.text(NumberFormat.significant(low), middle, bottom + 18, .middle)
      return picture
    }

    let width = (right - left) / Double(histogram.bins.count)
    var outline: Markup = "M\(left) \(bottom)"
    for (index, count) in histogram.bins.enumerated() {
      let y = bottom - Double(count) / Double(highest) * (bottom - top)
      outline += "V\(y)H\(left + Double(index + 1) * width)"
    }
    picture.add("<path class=\"bars\" d=\"\(outline)V\(bottom)Z\"/>\n")
    let axis = Axis("", from: low, to: high, about: 5)
    for tick in axis.ticks {
      let x = left + axis.position(tick.value) * (right - left)
      if tick.value == 0 { picture.line("mark", from: x, top, to: x, bottom) }
      picture.line("axis", from: x, bottom, to: x, bottom + 4)
      let half = Picture.width(of: tick.label) / 2
      let middle = min(max(x, half), Self.width - half)
      picture.text(tick.label, middle, bottom + 18, .middle)
    }
    return picture
  }
}
