import CKernels

/// The loss of each row of a batch, and the error that the way back begins with.
///
/// The buffers are made once for the largest batch.
struct LossRows: Sendable {
  let loss: Loss
  /// The loss of each row, times its weight.
  let values: Buffer<Double>
  /// Whether the row was told rightly, 1 or 0; for classes.
  let isRight: Buffer<Int>
  /// Of each row the largest z, and log Σ eᶻ⁻ᵐ; for cross-entropy.
  let largest, logarithm: FloatBuffer
  /// log1p(e^−|z|), `[rows, outputs]`; for binary cross-entropy.
  private let tails: Rows

  /// Room for `rows` rows of `width` outputs.
  init(_ loss: Loss, rows: Int, width: Int) {
    self.loss = loss
    values = Buffer(count: rows)
    isRight = Buffer(count: rows)
    largest = FloatBuffer(count: rows)
    logarithm = FloatBuffer(count: rows)
    tails = Rows(count: loss.kind == .binaryCrossEntropy ? rows : 1, width: width)
  }

  /// Judges some rows of a batch.
  ///
  /// For cross-entropy, ``largest`` and ``logarithm`` hold m and Σ eᶻ⁻ᵐ of these rows, as softmax has
  /// left them.
  ///
  /// - Parameters:
  ///   - rows: the rows of the batch.
  ///   - order: for each row of the batch its place among the targets.
  ///   - errors: where the error goes, by z if the loss is fused, else by y; none where only the loss is
  ///     wanted.
  func judge(
    _ rows: Range<Int>, outputs: Rows, sums: Rows, targets: TargetBatch, order: Buffer<Int>,
    errors: Rows?
  ) {
    let kernels = Kernels.current
    switch loss.kind {
    case .crossEntropy:
      kernels.map(NN_LOG, logarithm, rows, into: logarithm)
    case .binaryCrossEntropy:
      kernels.map(
        NN_LOG1P_EXP, sums.buffer,
        (rows.lowerBound * sums.stride)..<(rows.upperBound * sums.stride),
        into: tails.buffer)
    case .meanSquaredError, .meanAbsoluteError, .huber: break
    }
    for row in rows {
      let target = order[row]
      let weight = targets.weight(row: target)
      values[row] = value(row, outputs, sums, targets, target) * weight
      if let told = targets.isRight(outputs, row: row, target: target) {
        isRight[row] = told ? 1 : 0
      }
      guard let errors else { continue }
      let share = Float(weight)
      for j in 0..<targets.width {
        let error = error(
          outputs[row, j], targets.value(row: target, output: j), width: targets.width)
        errors[row, j] = weight == 1 ? error : error * share
      }
    }
  }

  /// The error of one output.
  private func error(_ y: Float, _ t: Float, width: Int) -> Float {
    switch loss.kind {
    case .meanSquaredError: return (y - t) * (2 / Float(width))
    case .meanAbsoluteError:
      let share = 1 / Float(width)
      return y > t ? share : y < t ? -share : y == t ? 0 : y - t
    case .huber:
      let (d, delta) = (y - t, Float(loss.delta))
      return (d > delta ? delta : d < -delta ? -delta : d) * (1 / Float(width))
    case .binaryCrossEntropy: return (y - t) * (1 / Float(width))
    case .crossEntropy:
      guard loss.labelSmoothing > 0 else { return y - t }
      return y - (Float(1 - loss.labelSmoothing) * t + Float(loss.labelSmoothing / Double(width)))
    }
  }

  /// The loss of one row, in double precision from single-precision numbers.
  private func value(
    _ row: Int, _ y: Rows, _ z: Rows, _ targets: TargetBatch, _ target: Int
  ) -> Double {
    let width = targets.width
    var sum = BlockSum()
    switch loss.kind {
    case .meanSquaredError:
      for j in 0..<width {
        let difference = Double(y[row, j]) - Double(targets.value(row: target, output: j))
        sum.add(difference * difference)
      }
    case .meanAbsoluteError:
      for j in 0..<width {
        sum.add((Double(y[row, j]) - Double(targets.value(row: target, output: j))).magnitude)
      }
    case .huber:
      for j in 0..<width {
        let d = (Double(y[row, j]) - Double(targets.value(row: target, output: j))).magnitude
        sum.add(d <= loss.delta ? 0.5 * (d * d) : loss.delta * (d - 0.5 * loss.delta))
      }
    case .binaryCrossEntropy:
      for j in 0..<width {
        let s = z[row, j]
        let product = Double(s) * Double(targets.value(row: target, output: j))
        sum.add((Double(s > 0 ? s : 0) - product) + Double(tails[row, j]))
      }
    case .crossEntropy:
      return crossEntropy(row, z, targets, target)
    }
    return sum.total / Double(width)
  }

  private func crossEntropy(
    _ row: Int, _ z: Rows, _ targets: TargetBatch, _ target: Int
  ) -> Double {
    let logarithm = Double(logarithm[row])
    let most = Double(largest[row])
    let right = logarithm - (Double(z[row, targets.classIndex(row: target)]) - most)
    guard loss.labelSmoothing > 0 else { return right }
    var sum = BlockSum()
    for j in 0..<targets.width { sum.add(Double(z[row, j]) - most) }
    let all = logarithm - sum.total / Double(targets.width)
    return (1 - loss.labelSmoothing) * right + loss.labelSmoothing * all
  }
}
