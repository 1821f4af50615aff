/// Up to two curves over the numbers 1, 2, 3, …: what each step of a training came to.
struct LineChart: Sendable {
  /// One curve.
  struct Curve: Sendable, Equatable {
    var name: String
    var values: [Double]
  }

  /// A step that stands out.
  struct Mark: Sendable, Equatable {
    var step: Int
    var label: String
    /// Which of the curves has a dot there.
    var curve: Int
  }

  /// What the numbers are; it stands above the chart.
  var title: String
  /// What a step is.
  var stepName: String
  var curves: [Curve]
  var isLogarithmic = false
  /// What the vertical axis does not go beyond.
  var limits: ClosedRange<Double>?
  var mark: Mark?

  static let curveClasses = ["first", "second"]

  private var stepCount: Int { curves.map(\.values.count).max() ?? 0 }

  /// Draws the chart between `top` and `bottom` of a picture, as wide as that is.
  func draw(on picture: inout Picture, top: Double, bottom: Double) {
    let vertical = Axis(
      title, showing: curves.lazy.flatMap(\.values), logarithmic: isLogarithmic, limits: limits)
    let horizontal = Axis(stepName, counting: stepCount, about: picture.width < 500 ? 5 : 10)
    let right = picture.width - 18
    let frame = ChartFrame(
      left: 12, top: top + 54, right: right, bottom: bottom, horizontal: horizontal,
      vertical: vertical)
    picture.text(title, 14, top + 22, .start, "strong")
    drawLegend(on: &picture, right: right, y: top + 22)
    frame.draw(on: &picture)
    if curves.allSatisfy({ $0.values.allSatisfy { !vertical.shows($0) } }) {
      let reason = isLogarithmic ? "no number above 0" : "no finite number"
      picture.text(
        reason, frame.left + frame.width / 2, frame.top + frame.height / 2, .middle, "quiet")
    }
    drawMark(on: &picture, frame)
    for (curve, name) in zip(curves, Self.curveClasses) {
      draw(curve, name, on: &picture, frame)
    }
    drawDot(on: &picture, frame)
  }

  private func drawLegend(on picture: inout Picture, right: Double, y: Double) {
    var x = right
    for (curve, name) in zip(curves, Self.curveClasses).reversed() {
      picture.text(curve.name, x, y, .end)
      x -= Picture.width(of: curve.name) + 6
      picture.line("curve \(name)", from: x - 20, y - 4.5, to: x, y - 4.5)
      x -= 36
    }
  }

  private func draw(
    _ curve: Curve, _ name: String, on picture: inout Picture, _ frame: ChartFrame
  ) {
    let points = CurvePoints(curve.values, columns: Int(frame.width)) { frame.vertical.shows($0) }
    var steps: Markup = ""
    for part in points {
      for (place, point) in part.enumerated() {
        let (x, y) = (frame.x(Double(point.index + 1)), frame.y(point.value))
        steps += place == 0 ? "M\(x) \(y)" : "L\(x) \(y)"
      }
      // A line of no length has round ends: a dot.
      if part.count == 1 { steps += "h0" }
    }
    guard !steps.isEmpty else { return }
    // One step alone is no curve, and has to be found.
    picture.path("curve \(name)", steps)
    if stepCount == 1, let point = points.parts.first?.first {
      picture.circle("\(name)-dot", frame.x(1), frame.y(point.value), radius: 4)
    }
  }

  private func drawMark(on picture: inout Picture, _ frame: ChartFrame) {
    guard let mark, stepCount > 0 else { return }
    let x = frame.x(Double(mark.step))
    picture.line("mark", from: x, frame.top - 8, to: x, frame.top + frame.height)
    let half = Picture.width(of: mark.label) / 2
    let middle = min(max(x, 14 + half), frame.left + frame.width - half)
    picture.text(mark.label, middle, frame.top - 12, .middle, "quiet")
  }

  private func drawDot(on picture: inout Picture, _ frame: ChartFrame) {
    guard let mark, curves.indices.contains(mark.curve), mark.curve < Self.curveClasses.count,
      curves[mark.curve].values.indices.contains(mark.step - 1)
    else { return }
    let value = curves[mark.curve].values[mark.step - 1]
    guard frame.vertical.shows(value) else { return }
    picture.circle(
      "dot \(Self.curveClasses[mark.curve])-dot", frame.x(Double(mark.step)), frame.y(value),
      radius: 5)
  }
}
