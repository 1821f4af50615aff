/// How far training has come, on standard error: one line drawn again and again on a terminal, a
/// plain line for every epoch elsewhere, nothing when the terminal is quiet.
struct ProgressBar: Sendable {
  private let terminal: Terminal
  private let epochs: Int
  private let rows: Int
  /// The rows, of all epochs, that an earlier run went through: no time was spent on them here.
  private let rowsBefore: Int
  private let clock: @Sendable () -> Duration
  private let start: Duration
  private var lastDrawn: Duration?
  private var line: ProgressLine

  /// Ten drawings a second look smooth, and cost nothing that could be measured.
  private static let pause = Duration.milliseconds(100)

  /// Ten thousand days, in seconds: beyond it a forecast says nothing.
  private static let longestForecast = 864_000_000.0

  /// - Parameters:
  ///   - epochs: how many there are in all.
  ///   - rows: how many are gone through in each.
  ///   - rowsBefore: how many rows, of all epochs, an earlier run has gone through.
  ///   - clock: the time since any fixed moment.
  init(
    on terminal: Terminal, epochs: Int, rows: Int, resumingAfter rowsBefore: Int = 0,
    clock: @escaping @Sendable () -> Duration = monotonicClock()
  ) {
    self.terminal = terminal
    self.epochs = epochs
    self.rows = rows
    self.rowsBefore = rowsBefore
    self.clock = clock
    start = clock()
    line = ProgressLine(epoch: rowsBefore / max(1, rows) + 1, epochs: epochs, fraction: 0)
  }

  /// Within epoch number `epoch`, counted from 1, `rows` have been gone through.
  mutating func advance(epoch: Int, rows done: Int, loss: Double?) {
    guard terminal.canRedraw, !terminal.isQuiet else { return }
    let now = clock()
    if let lastDrawn, now - lastDrawn < Self.pause { return }
    update(epoch: epoch, rows: done, now)
    line.loss = loss ?? line.loss
    draw(now)
  }

  /// Epoch number `epoch` is over, with its mean loss and, where there is one, the validation loss.
  mutating func finishEpoch(_ epoch: Int, loss: Double, validation: Double? = nil) {
    guard !terminal.isQuiet else { return }
    let now = clock()
    update(epoch: epoch, rows: rows, now)
    line.loss = loss
    line.validation = validation
    guard terminal.canRedraw else { return terminal.note(StyledText(line.plain)) }
    if let lastDrawn, now - lastDrawn < Self.pause { return }
    draw(now)
  }

  /// Training is over, early or not: the last state stays on the screen.
  func finish() {
    guard terminal.canRedraw, !terminal.isQuiet, lastDrawn != nil else { return }
    var line = line
    line.remaining = nil
    terminal.drawStatus(line.drawn(width: terminal.width, unicode: terminal.isUnicode))
    terminal.keepStatus()
  }

  private mutating func update(epoch: Int, rows done: Int, _ now: Duration) {
    let rowsInAll = Double(epochs) * Double(rows)
    let rowsSeen = Double(epoch - 1) * Double(rows) + Double(done)
    let rowsDone = rowsSeen - Double(rowsBefore)
    let elapsed = (now - start) / .seconds(1)
    line.epoch = epoch
    line.fraction = rowsInAll > 0 ? rowsSeen / rowsInAll : 0
    line.rowsPerSecond = elapsed > 0 ? rowsDone / elapsed : nil
    guard rowsDone > 0 else {
      line.remaining = nil
      return
    }
    let secondsLeft = elapsed * max(0, rowsInAll - rowsSeen) / rowsDone
    line.remaining = .seconds(min(secondsLeft, Self.longestForecast))
  }

  private mutating func draw(_ now: Duration) {
    lastDrawn = now
    terminal.drawStatus(line.drawn(width: terminal.width, unicode: terminal.isUnicode))
  }
}

/// The time since this was called.
func monotonicClock() -> @Sendable () -> Duration {
  let start = ContinuousClock.now
  return { ContinuousClock.now - start }
}
