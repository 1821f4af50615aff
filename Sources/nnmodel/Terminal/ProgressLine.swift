/// What is known of a training run at one moment, and how it is put into a line.
struct ProgressLine: Sendable {
  /// The epoch under way, from 1.
  var epoch: Int
  var epochs: Int
  /// How much of the whole run is done, 0 to 1.
  var fraction: Double
  var loss: Double?
  var validation: Double?
  var rowsPerSecond: Double?
  var remaining: Duration?

  /// The line for a log: everything but the bar.
  var plain: String {
    ["epoch \(epoch)/\(epochs)", lossText, validationText, rateText].compactMap { $0 }
      .joined(separator: "  ")
  }

  /// The line for a terminal of `width` columns: of what is known, as much as fits, and a bar in
  /// the room that is left. The last column stays free: some terminals break the line there.
  func drawn(width: Int, unicode: Bool) -> String {
    let room = max(0, width - 1)
    let epochText = "epoch \(epoch)/\(epochs)"
    let choices: [(front: String, showsBar: Bool, behind: [String?])] = [
      (epochText, true, [lossText, validationText, rateText, leftText]),
      (epochText, true, [lossText, validationText, leftText]),
      (epochText, true, [lossText, leftText]),
      (epochText, true, [lossText]),
      (epochText, false, [lossText]),
      ("\(epoch)/\(epochs)", false, [lossText]),
      ("\(epoch)/\(epochs)", false, [lossText.map { String($0.dropFirst(5)) }]),
    ]
    for choice in choices {
      let behind = choice.behind.compactMap { $0 }.joined(separator: "  ")
      let used = choice.front.count + (behind.isEmpty ? 0 : behind.count + 2)
      let barRoom = room - used - 2
      if choice.showsBar, barRoom >= Self.shortestBar {
        let bar = Self.bar(fraction, columns: min(barRoom, 30), unicode: unicode)
        return [choice.front, bar, behind].filter { !$0.isEmpty }.joined(separator: "  ")
      }
      if !choice.showsBar, used <= room {
        return [choice.front, behind].filter { !$0.isEmpty }.joined(separator: "  ")
      }
    }
    return "\(epoch)/\(epochs)".fitted(to: room, unicode: unicode)
  }

  private static let shortestBar = 8

  /// `[####----]`, or blocks in steps of an eighth.
  static func bar(_ fraction: Double, columns: Int, unicode: Bool) -> String {
    let done = min(max(fraction, 0), 1)
    guard unicode else {
      let inner = columns - 2
      let full = Int(done * Double(inner))
      return "[" + String(repeating: "#", count: full)
        + String(repeating: "-", count: inner - full) + "]"
    }
    let eighths = Int(done * Double(columns * 8))
    var bar = String(repeating: "█", count: eighths / 8)
    if eighths % 8 > 0 { bar.append(partialBlocks[eighths % 8 - 1]) }
    return bar + String(repeating: "·", count: columns - bar.count)
  }

  private static let partialBlocks = Array("▏▎▍▌▋▊▉")

  private var lossText: String? { loss.map { "loss " + NumberFormat.significant($0) } }
  private var validationText: String? {
    validation.map { "validation " + NumberFormat.significant($0) }
  }
  private var rateText: String? {
    rowsPerSecond.map { NumberFormat.grouped(Int64(clamping: $0)) + " rows/s" }
  }
  private var leftText: String? { remaining.map { NumberFormat.duration($0) + " left" } }
}

extension Int64 {
  /// The nearest integer; what is out of range, or not a number, at its end.
  fileprivate init(clamping value: Double) {
    self = Int64(exactly: value.rounded()) ?? (value > 0 ? .max : 0)
  }
}
