/// What was predicted over what is true, a dot a row, and the line on which all would lie at best.
struct ScatterChart: Sendable {
  /// What the numbers are.
  let title: String
  let truth, predicted: [Double]

  private static let (width, height) = (400.0, 400.0)
  /// Of the dots that all but cover each other one is drawn, so that a million rows make no large picture.
  private static let spacing = 3.0

  var picture: Picture {
    var picture = Picture(
      width: Self.width, height: Self.height, title: "predicted over true values of \(title)")
    picture.text(
      Picture.fitted(title, to: Self.width - 150), 14, 22, .start, "strong")
    picture.text("predicted", 14, 44, .start, "quiet")
    // Both axes are the same: a row that was told rightly lies on the diagonal.
    let all = truth + predicted
    let (across, up) = (Axis("true", showing: all), Axis("predicted", showing: all))
    let frame = ChartFrame(
      left: 12, top: 56, right: Self.width - 22, bottom: Self.height, horizontal: across,
      vertical: up)
    frame.draw(on: &picture)
    picture.line(
      "ideal", from: frame.left, frame.top + frame.height, to: frame.left + frame.width, frame.top)
    var drawn: Set<[Int]> = []
    var dots: Markup = ""
    for (x, y) in zip(truth, predicted) where across.shows(x) && up.shows(y) {
      let place = (x: frame.x(x), y: frame.y(y))
      let cell = [Int(place.x / Self.spacing), Int(place.y / Self.spacing)]
      guard drawn.insert(cell).inserted else { continue }
      dots += "M\(place.x) \(place.y)h0"
    }
    if !dots.isEmpty { picture.path("points", dots) }
    return picture
  }
}
