import Synchronization
import Testing

@testable import nnmodel

struct WorkProgressTests {
  private final class Clock: Sendable {
    private let now = Mutex(Duration.seconds(7))
    func advance(_ time: Duration) { now.withLock { $0 += time } }
    var read: @Sendable () -> Duration { { self.now.withLock { $0 } } }
  }
  private let clock = Clock()

  @Test func aLogGetsALineNowAndThen() {
    let captured = CapturedTerminal()
    let progress = WorkProgress(
      "packing", of: 100 << 20, .bytes, on: captured.terminal, clock: clock.read)
    for _ in 0..<25 {
      clock.advance(.seconds(1))
      progress.advance(by: 1 << 20)
    }
    progress.finish()
    #expect(
      captured.error == """
        packing  10.0 MiB of 100.0 MiB  1.0 MiB/s  1m 30s left
        packing  20.0 MiB of 100.0 MiB  1.0 MiB/s  1m 20s left

        """)
  }

  @Test func whatIsSoonOverSaysNothing() {
    let screen = PseudoTerminal(columns: 80)
    let progress = WorkProgress("packing", of: 10, .bytes, on: screen.terminal(), clock: clock.read)
    clock.advance(.milliseconds(400))
    progress.advance(by: 10)
    progress.finish()
    #expect(screen.printed() == "")
  }

  @Test func aScreenIsDrawnOverAndLeftClean() {
    let screen = PseudoTerminal(columns: 60)
    let progress = WorkProgress(
      "verifying", of: 4 << 30, .bytes, on: screen.terminal(), clock: clock.read)
    clock.advance(.seconds(1))
    progress.advance(by: 1 << 30)
    clock.advance(.milliseconds(50))
    progress.advance(by: 1 << 30)
    #expect(
      screen.printed() == "\rverifying  ████············  1.0 GiB of 4.0 GiB  3.0 s left\u{1B}[K")
    progress.finish()
    #expect(screen.printed() == "\r\u{1B}[K")
  }

  @Test func quietIsQuiet() {
    let screen = PseudoTerminal(columns: 60)
    var terminal = screen.terminal()
    terminal.isQuiet = true
    let progress = WorkProgress("packing", of: 10, .bytes, on: terminal, clock: clock.read)
    clock.advance(.seconds(60))
    progress.advance(by: 5)
    progress.finish()
    #expect(screen.printed() == "")
  }

  @Test(
    "a line fits any width",
    arguments: [
      (100, "packing  ███████████████···············  1 of 2 GiB  1 GiB/s  5.0 s left"),
      (48, "packing  ███████·······  1 of 2 GiB  5.0 s left"), (20, "packing  50 %"),
      (12, "packing"), (5, "pac…"),
    ])
  func widths(_ width: Int, _ expected: String) {
    let line = WorkLine(
      work: "packing", done: "1 of 2 GiB", rate: "1 GiB/s", fraction: 0.5, remaining: .seconds(5))
    let drawn = line.drawn(width: width, unicode: true)
    #expect(drawn == expected && drawn.count < width)
  }

  @Test func rowsWithoutAnEnd() {
    let line = WorkLine(work: "predicting", done: "1,024 rows", rate: "512 rows/s")
    #expect(line.drawn(width: 80, unicode: true) == "predicting  1,024 rows  512 rows/s")
    #expect(line.drawn(width: 24, unicode: true) == "predicting  1,024 rows")
    #expect(line.drawn(width: 12, unicode: true) == "predicting")
  }
}
