import Testing

@testable import nnmodel

struct ProgressLineTests {
  private let full = ProgressLine(
    epoch: 12, epochs: 30, fraction: 0.4, loss: 0.03124, validation: 0.0412,
    rowsPerSecond: 12345.4, remaining: .seconds(65))

  @Test func aWideTerminalShowsAll() {
    #expect(
      full.drawn(width: 120, unicode: false)
        == "epoch 12/30  [###########-----------------]  loss 0.03124  validation 0.04120"
        + "  12,345 rows/s  1m 05s left")
  }

  @Test(arguments: [
    (80, "epoch 12/30  [######-----------]  loss 0.03124  validation 0.04120  1m 05s left"),
    (60, "epoch 12/30  [######-----------]  loss 0.03124  1m 05s left"),
    (40, "epoch 12/30  [####------]  loss 0.03124"),
    (30, "epoch 12/30  loss 0.03124"),
    (20, "12/30  loss 0.03124"),
    (16, "12/30  0.03124"),
    (6, "12/30"),
    (5, "1..."),
  ])
  func aNarrowOneShowsWhatMattersMost(width: Int, line: String) {
    #expect(full.drawn(width: width, unicode: false) == line)
  }

  @Test func noLineIsTooLong() {
    for width in 0...200 {
      for unicode in [false, true] {
        #expect(full.drawn(width: width, unicode: unicode).displayColumns <= max(0, width - 1))
        let bare = ProgressLine(epoch: 1, epochs: 1_000_000, fraction: 0)
        #expect(bare.drawn(width: width, unicode: unicode).displayColumns <= max(0, width - 1))
      }
    }
  }

  @Test func theBarInEighths() {
    #expect(ProgressLine.bar(0, columns: 8, unicode: true) == "········")
    #expect(ProgressLine.bar(0.5, columns: 8, unicode: true) == "████····")
    #expect(ProgressLine.bar(33.0 / 64, columns: 8, unicode: true) == "████▏···")
    #expect(ProgressLine.bar(39.0 / 64, columns: 8, unicode: true) == "████▉···")
    #expect(ProgressLine.bar(1, columns: 8, unicode: true) == "████████")
    #expect(ProgressLine.bar(7, columns: 8, unicode: true) == "████████")
    #expect(ProgressLine.bar(-1, columns: 8, unicode: false) == "[------]")
    #expect(ProgressLine.bar(0.5, columns: 8, unicode: false) == "[###---]")
  }

  @Test func theLineOfALog() {
    #expect(
      full.plain == "epoch 12/30  loss 0.03124  validation 0.04120  12,345 rows/s")
    #expect(ProgressLine(epoch: 1, epochs: 2, fraction: 0).plain == "epoch 1/2")
    #expect(
      ProgressLine(epoch: 1, epochs: 2, fraction: 0, rowsPerSecond: .infinity).plain
        == "epoch 1/2  9,223,372,036,854,775,807 rows/s")
  }
}
