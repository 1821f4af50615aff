/// The rectangle that numbers are drawn into, with its grid, its axes and what is written along them.
struct ChartFrame: Sendable {
  let left, top, width, height: Double
  let horizontal, vertical: Axis

  /// Room for labels of usual lengths, so that frames below each other begin at the same place.
  private static let leastLabels = 29.0

  /// A frame within the given edges, moved to the right as far as the labels of the vertical axis ask for.
  init(
    left: Double, top: Double, right: Double, bottom: Double, horizontal: Axis, vertical: Axis
  ) {
    let labels = vertical.ticks.map { Picture.width(of: $0.label) }.max() ?? 0
    self.left = left + max(labels, Self.leastLabels) + 8
    self.top = top
    width = right - self.left
    // Two lines of text stand below it.
    height = bottom - 38 - top
    (self.horizontal, self.vertical) = (horizontal, vertical)
  }

  func x(_ value: Double) -> Double { left + horizontal.position(value) * width }
  func y(_ value: Double) -> Double { top + (1 - vertical.position(value)) * height }

  func draw(on picture: inout Picture) {
    let bottom = top + height
    for tick in vertical.ticks {
      let y = y(tick.value)
      picture.line("grid", from: left, y, to: left + width, y)
      picture.text(tick.label, left - 8, y + 4.5, .end)
    }
    picture.line("axis", from: left, bottom, to: left + width, bottom)
    for tick in horizontal.ticks {
      let x = x(tick.value)
      picture.line("axis", from: x, bottom, to: x, bottom + 4)
      let half = Picture.width(of: tick.label) / 2
      picture.text(tick.label, min(x, picture.width - half - 2), bottom + 18, .middle)
    }
    picture.text(horizontal.title, left + width / 2, bottom + 35, .middle, "quiet")
  }
}
