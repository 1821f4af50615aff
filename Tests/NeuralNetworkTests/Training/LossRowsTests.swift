import Testing

@testable import NeuralNetwork

/// The figures are numpy's, in double precision.
@Suite struct LossRowsTests {
  private static let sums: [Float] = [0.5, -1.25, 2.0, 100.0, -3.0, 0.25]
  private static let values = TargetBatch(kind: .values([1, 0, 1, 0, 1, 1]), width: 3)

  /// Judges two rows of three sums, with the outputs that the loss is meant for.
  private func judged(
    _ loss: Loss, _ targets: TargetBatch
  ) -> (losses: [Double], errors: [Float], isRight: [Int]) {
    let (z, y, errors) = (
      Rows(Self.sums, width: 3), Rows(count: 2, width: 3), Rows(count: 2, width: 3)
    )
    let rows = LossRows(loss, rows: 2, width: 3)
    switch loss.kind {
    case .crossEntropy:
      Kernels.current.softmax(z, rows: 0..<2, into: y, largest: rows.largest, sum: rows.logarithm)
    case .binaryCrossEntropy: Kernels.current.activate(.sigmoid, z, rows: 0..<2, into: y)
    case .meanSquaredError, .meanAbsoluteError, .huber: y.assign(z, rows: 0..<2)
    }
    let order = Buffer<Int>(count: 2)
    order.assign([0, 1], from: 0, length: 2, at: 0)
    rows.judge(0..<2, outputs: y, sums: z, targets: targets, order: order, errors: errors)
    return (
      [rows.values[0], rows.values[1]], errors.elements(2), [rows.isRight[0], rows.isRight[1]]
    )
  }

  private func check(
    _ loss: Loss, _ targets: TargetBatch, _ losses: [Double], _ errors: [Double],
    location: SourceLocation = #_sourceLocation
  ) {
    let found = judged(loss, targets)
    for (found, wanted) in zip(found.losses, losses) {
      #expect(abs(found - wanted) <= 2e-7 * max(1, wanted), sourceLocation: location)
    }
    for (found, wanted) in zip(found.errors.map(Double.init), errors) {
      #expect(abs(found - wanted) <= 2e-7 * max(1, abs(wanted)), sourceLocation: location)
    }
  }

  /// `mean((y - t)**2)`, `2 * (y - t) / 3`.
  @Test func meanSquaredError() {
    check(
      .meanSquaredError, Self.values, [0.9375, 3338.8541666666665],
      [-1 / 3.0, -2.5 / 3, 2 / 3.0, 200 / 3.0, -8 / 3.0, -0.5])
  }

  /// `mean(abs(y - t))`, `sign(y - t) / 3`.
  @Test func meanAbsoluteError() {
    let third = 1 / 3.0
    check(
      .meanAbsoluteError, Self.values, [0.9166666666666666, 34.916666666666664],
      [-third, -third, third, third, -third, -third])
    let exact = TargetBatch(kind: .values(Self.sums), width: 3)
    #expect(bits(judged(.meanAbsoluteError, exact).errors) == [0, 0, 0, 0, 0, 0])
  }

  /// `where(a <= d, a**2 / 2, d * (a - d / 2))`, `clip(y - t, -d, d) / 3`.
  @Test func huber() {
    let sixth = 1 / 6.0
    check(
      .huber(delta: 0.5), Self.values, [0.3333333333333333, 17.333333333333332],
      [-sixth, -sixth, sixth, sixth, -sixth, -sixth])
    check(
      .huber(delta: 2), Self.values, [0.46875, 68.09375],
      [-sixth, -1.25 / 3, 1 / 3.0, 2 / 3.0, -2 / 3.0, -0.25])
  }

  /// `mean(max(z, 0) - z*t + log1p(exp(-abs(z))))`, `(1 / (1 + exp(-z)) - t) / 3`.
  @Test func binaryCrossEntropy() {
    check(
      .binaryCrossEntropy, Self.values, [0.2843113588561507, 34.54150892381753],
      [
        -0.12584688959851813, 0.07423338144136263, -0.039734307355960975, 1 / 3.0,
        -0.3175247109423669, -0.14594116649665018,
      ])
  }

  /// `log(sum(exp(z - max))) + max - z[c]`, `softmax(z) - t`.
  @Test func crossEntropy() {
    check(
      .crossEntropy, TargetBatch(kind: .classes([1, 0]), width: 3), [3.4826219831020326, 0],
      [0.1768201821074443, 0.030726740326436432 - 1, 0.7924530775661193, 0, 0, 0])
  }

  /// The same, where the right class gives up a fifth: `-(1 - s) * lp[c] - s * mean(lp)`.
  @Test func labelSmoothing() {
    check(
      .crossEntropy(labelSmoothing: 0.2), TargetBatch(kind: .classes([1, 0]), width: 3),
      [3.1492886497686996, 13.516666666666666],
      [
        0.11015351544077763, -0.8359399263402303, 0.7257864108994526, 0.13333333333333333,
        -0.06666666666666667, -0.06666666666666667,
      ])
  }

  @Test func aSingleOutputStandsForTwoClasses() {
    let targets = TargetBatch(kind: .classes([1, 0]), width: 1)
    #expect(targets.value(row: 0, output: 0) == 1)
    #expect(targets.value(row: 1, output: 0) == 0)
    let outputs = Rows([0.5, 0.6], width: 1)
    #expect(targets.isRight(outputs, row: 0, target: 0) == false)
    #expect(targets.isRight(outputs, row: 1, target: 0) == true)
    #expect(targets.isRight(outputs, row: 0, target: 1) == true)
  }

  @Test func theClassIsThatOfTheLargestOutput() {
    let classes = TargetBatch(kind: .classes([2, 1]), width: 3)
    #expect(judged(.crossEntropy, classes).isRight == [1, 0])
    #expect(Self.values.isRight(Rows(Self.sums, width: 3), row: 0, target: 0) == nil)
  }

  @Test func aWeightMultipliesLossAndError() {
    let plain = judged(.meanSquaredError, Self.values)
    let weighted = judged(
      .meanSquaredError, TargetBatch(kind: Self.values.kind, width: 3, weights: [2, 0.5]))
    #expect(weighted.losses == [plain.losses[0] * 2, plain.losses[1] * 0.5])
    #expect(
      weighted.errors == plain.errors.enumerated().map { $1 * ($0 < 3 ? 2 : 0.5) })
  }
}
