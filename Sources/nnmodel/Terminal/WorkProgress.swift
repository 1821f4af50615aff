import Synchronization

/// How far work on bytes or rows has come, on standard error: a line drawn again and again on a terminal, a plain line
/// now and then elsewhere, nothing when quiet, and nothing of work that is soon over.
///
/// A class because several threads of the library tell one of what they have done.
final class WorkProgress: Sendable {
  /// What is counted.
  enum Unit: Sendable { case bytes, rows }

  private struct State {
    var done = 0
    var lastSaid: Duration?
  }

  private let terminal: Terminal
  private let work: String
  private let total: Int?
  private let unit: Unit
  private let clock: @Sendable () -> Duration
  private let start: Duration
  private let state = Mutex(State())

  /// Nobody wants to read of what takes less.
  private static let patience = Duration.milliseconds(500)
  /// Between two drawings, and between two lines of a log.
  private static let drawingPause = Duration.milliseconds(100)
  private static let logPause = Duration.seconds(10)

  /// - Parameters:
  ///   - work: what is being done: "packing".
  ///   - total: how much there is to do, if it is known.
  ///   - clock: the time since any fixed moment.
  init(
    _ work: String, of total: Int?, _ unit: Unit, on terminal: Terminal,
    clock: @escaping @Sendable () -> Duration = monotonicClock()
  ) {
    self.work = work
    self.total = total
    self.unit = unit
    self.terminal = terminal
    self.clock = clock
    start = clock()
  }

  /// So much more is done.
  func advance(by amount: Int) {
    state.withLock { state in
      state.done += amount
      guard !terminal.isQuiet else { return }
      let now = clock()
      let isScreen = terminal.canRedraw
      let next =
        state.lastSaid.map { $0 + (isScreen ? Self.drawingPause : Self.logPause) }
        ?? start + (isScreen ? Self.patience : Self.logPause)
      guard now >= next else { return }
      state.lastSaid = now
      let line = line(done: state.done, after: now - start)
      if isScreen {
        terminal.drawStatus(line.drawn(width: terminal.width, unicode: terminal.isUnicode))
      } else {
        terminal.note(StyledText(line.plain))
      }
    }
  }

  /// All is done, or given up: the line goes, since what follows says what came of it.
  func finish() {
    guard terminal.canRedraw, !terminal.isQuiet else { return }
    terminal.clearStatus()
  }

  private func line(done: Int, after elapsed: Duration) -> WorkLine {
    let seconds = elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    var line = WorkLine(work: work, done: amount(done), rate: amount(Int(rate)) + "/s")
    if let total, total > 0 {
      line.done = "\(amount(done)) of \(amount(total))"
      line.fraction = min(1, Double(done) / Double(total))
      if rate > 0 { line.remaining = .seconds(Double(max(0, total - done)) / rate) }
    }
    return line
  }

  private func amount(_ count: Int) -> String {
    switch unit {
    case .bytes: NumberFormat.bytes(UInt64(count))
    case .rows: Wording.counted(count, "row")
    }
  }
}

/// What is known of some work at one moment, and how it is put into a line.
struct WorkLine: Sendable {
  var work: String
  /// `1.2 GiB of 2.8 GiB`
  var done: String
  /// `0.9 GiB/s`
  var rate: String
  /// How much is done, 0 to 1; nil where nobody knows.
  var fraction: Double?
  var remaining: Duration?

  /// The line for a log.
  var plain: String { [work, done, rate, left].compactMap { $0 }.joined(separator: "  ") }

  /// The line for a terminal of `width` columns: as much as fits. The last column stays free.
  func drawn(width: Int, unicode: Bool) -> String {
    let room = max(0, width - 1)
    let percent = fraction.map { NumberFormat.percent($0, digits: 0) }
    for behind in [[done, rate, left], [done, left], [percent, left], [percent]] {
      let text = behind.compactMap { $0 }.joined(separator: "  ")
      let used = work.count + (text.isEmpty ? 0 : text.count + 2)
      let barRoom = min(room - used - 2, 30)
      if let fraction, barRoom >= 8 {
        let bar = ProgressLine.bar(fraction, columns: barRoom, unicode: unicode)
        return "\(work)  \(bar)  \(text)"
      }
      if fraction == nil || behind.count == 1, used <= room {
        return text.isEmpty ? work : "\(work)  \(text)"
      }
    }
    return work.fitted(to: room, unicode: unicode)
  }

  private var left: String? { remaining.map { NumberFormat.duration($0) + " left" } }
}
