import Synchronization
import Testing

@testable import nnmodel

/// A clock that a test sets.
private final class Clock: Sendable {
  private let now = Mutex(Duration.seconds(1000))
  func advance(_ time: Duration) { now.withLock { $0 += time } }
  var read: @Sendable () -> Duration { { self.now.withLock { $0 } } }
}

struct ProgressBarTests {
  private let clock = Clock()

  @Test func aLineForEveryEpochInALog() {
    let captured = CapturedTerminal()
    var bar = ProgressBar(on: captured.terminal, epochs: 2, rows: 1000, clock: clock.read)
    bar.advance(epoch: 1, rows: 500, loss: 0.9)
    clock.advance(.seconds(2))
    bar.finishEpoch(1, loss: 0.5, validation: 0.6)
    clock.advance(.seconds(2))
    bar.finishEpoch(2, loss: 0.25)
    bar.finish()
    #expect(
      captured.error == """
        epoch 1/2  loss 0.5000  validation 0.6000  500 rows/s
        epoch 2/2  loss 0.2500  500 rows/s

        """)
    #expect(captured.output == "")
  }

  @Test func quietIsQuiet() {
    let captured = CapturedTerminal()
    var terminal = captured.terminal
    terminal.isQuiet = true
    let screen = PseudoTerminal(columns: 80)
    var quietScreen = screen.terminal()
    quietScreen.isQuiet = true
    for terminal in [terminal, quietScreen] {
      var bar = ProgressBar(on: terminal, epochs: 1, rows: 10, clock: clock.read)
      bar.advance(epoch: 1, rows: 5, loss: 1)
      bar.finishEpoch(1, loss: 1)
      bar.finish()
    }
    #expect(captured.error == "" && screen.printed() == "")
  }

  @Test func aDumbTerminalGetsPlainLines() {
    let screen = PseudoTerminal(columns: 80)
    var bar = ProgressBar(
      on: screen.terminal(["TERM": "dumb"]), epochs: 1, rows: 10, clock: clock.read)
    bar.advance(epoch: 1, rows: 5, loss: 1)
    clock.advance(.seconds(1))
    bar.finishEpoch(1, loss: 1)
    bar.finish()
    #expect(screen.printed() == "epoch 1/1  loss 1.000  10 rows/s\n")
  }

  @Test func drawnAtMostTenTimesASecond() {
    let screen = PseudoTerminal(columns: 80)
    var bar = ProgressBar(on: screen.terminal(), epochs: 10, rows: 1000, clock: clock.read)
    for epoch in 1...10 {
      for step in 1...10 {
        clock.advance(.milliseconds(10))
        bar.advance(epoch: epoch, rows: step * 100, loss: 1)
      }
      bar.finishEpoch(epoch, loss: 1)
    }
    let drawn = screen.printed().split(separator: "\r").count
    #expect(drawn == 10, "one second")
  }

  @Test func theLastStateStays() {
    let screen = PseudoTerminal(columns: 50)
    var bar = ProgressBar(
      on: screen.terminal(["TERM": "xterm"]), epochs: 4, rows: 100, clock: clock.read)
    clock.advance(.seconds(1))
    bar.advance(epoch: 1, rows: 50, loss: 2)
    #expect(screen.printed() == "\repoch 1/4  [#-----------]  loss 2.000  7.0 s left\u{1B}[K")
    clock.advance(.milliseconds(20))
    bar.finishEpoch(2, loss: 0.5)
    #expect(screen.printed() == "", "too soon")
    bar.finish()
    #expect(screen.printed() == "\repoch 2/4  [#####------]  loss 0.5000  196 rows/s\u{1B}[K\n")
  }

  @Test func finishingEndsTheLine() {
    let screen = PseudoTerminal(columns: 20)
    var bar = ProgressBar(
      on: screen.terminal(["TERM": "xterm"]), epochs: 4, rows: 100, clock: clock.read)
    clock.advance(.seconds(1))
    bar.finishEpoch(2, loss: 0.5)
    bar.finish()
    #expect(screen.printed() == "\r2/4  loss 0.5000\u{1B}[K\r2/4  loss 0.5000\u{1B}[K\n")
  }

  /// Epochs of an earlier run fill the bar, but took no time of this one.
  @Test func aResumedRunForecastsByItsOwnSpeed() {
    let screen = PseudoTerminal(columns: 50)
    var bar = ProgressBar(
      on: screen.terminal(["TERM": "xterm"]), epochs: 12, rows: 100, resumingAfter: 800,
      clock: clock.read)
    clock.advance(.seconds(5))
    bar.finishEpoch(9, loss: 1)
    #expect(screen.printed() == "\repoch 9/12  [#########---]  loss 1.000  15 s left\u{1B}[K")
  }

  @Test func aForecastHasAnEnd() {
    let screen = PseudoTerminal(columns: 60)
    var bar = ProgressBar(
      on: screen.terminal(), epochs: .max, rows: .max, clock: clock.read)
    clock.advance(.seconds(1000))
    bar.advance(epoch: 1, rows: 1, loss: nil)
    #expect(screen.printed().contains("10000d 00h left"))
  }
}
