/// The arithmetic of layer norm and batch norm, forward and backward beside one another.
///
/// With x̂ the normalised input, g the gain and s the shift; rule A18 of spec/arithmetic.md:
///
///     forward    x̂ = (x − μ) · ρ,  ρ = 1 / √(v + ε)        y = x̂ · g + s
///     backward   dx̂ = dy · g                                n the numbers that μ was taken over
///                dx = ρ · ((dx̂ − Σ dx̂ / n) − x̂ · (Σ dx̂·x̂ / n))
///                ∂L/∂g = Σ dy · x̂,  ∂L/∂s = Σ dy           over the rows in order
///
/// μ and v are taken in double precision in two passes, along the row or over the batch.
struct Normalization: Sendable {
  /// The normalised inputs, `[rows, width]`, for the way back.
  let normalized: Rows
  /// ρ, one a row for layer norm, one an input for batch norm.
  let inverse: FloatBuffer
  private let epsilon: Double
  private var width: Int { normalized.width }

  /// Room for `rows` rows of `width` numbers.
  init(rows: Int, width: Int, epsilon: Double) {
    normalized = Rows(count: rows, width: width)
    inverse = FloatBuffer(count: max(rows, width))
    self.epsilon = epsilon
  }

  /// y = x̂ · g + s along some rows, each by its own mean and variance; x and y may be one.
  func layerNorm(_ x: Rows, rows: Range<Int>, gain: FloatBuffer, shift: FloatBuffer, into y: Rows) {
    for row in rows {
      var sum = BlockSum()
      x.withRow(row) { x in for i in 0..<width { sum.add(Double(x[i])) } }
      let mean = sum.total / Double(width)
      var squares = BlockSum()
      x.withRow(row) { x in
        for i in 0..<width {
          let distance = Double(x[i]) - mean
          squares.add(distance * distance)
        }
      }
      let scale = Self.inverse(squares.total / Double(width), epsilon)
      inverse[row] = scale
      let center = Float(mean)
      x.withRow(row) { x in
        normalized.withRow(row) { hat in
          for i in 0..<width { hat[i] = (x[i] - center) * scale }
        }
      }
      apply(gain, shift, row: row, into: y)
    }
  }

  /// Turns dy into dx in place along some rows that ``layerNorm`` has seen.
  func layerNormErrors(_ errors: Rows, rows: Range<Int>, gain: FloatBuffer) {
    let count = Float(width)
    for row in rows {
      let scale = inverse[row]
      errors.withRow(row) { d in
        normalized.withRow(row) { hat in
          gain.withSpan(at: 0, length: width) { gain in
            var sum = RowSum()
            var products = RowSum()
            for i in 0..<width {
              d[i] *= gain[i]
              sum.add(d[i], at: i)
              products.add(d[i] * hat[i], at: i)
            }
            let mean = sum.total / count
            let slope = products.total / count
            for i in 0..<width { d[i] = scale * ((d[i] - mean) - hat[i] * slope) }
          }
        }
      }
    }
  }

  /// y = x̂ · g + s for `count` rows by the mean and variance of each column, which are blended into the
  /// running ones; x and y may be one.
  func batchNorm(
    _ x: Rows, count: Int, gain: FloatBuffer, shift: FloatBuffer, mean: FloatBuffer,
    variance: FloatBuffer, momentum: Double, into y: Rows
  ) {
    for column in 0..<width {
      var sum = BlockSum()
      for row in 0..<count { sum.add(Double(x[row, column])) }
      let center = sum.total / Double(count)
      var squares = BlockSum()
      for row in 0..<count {
        let distance = Double(x[row, column]) - center
        squares.add(distance * distance)
      }
      let scale = Self.inverse(squares.total / Double(count), epsilon)
      inverse[column] = scale
      for row in 0..<count { normalized[row, column] = (x[row, column] - Float(center)) * scale }
      let unbiased = squares.total / Double(max(count - 1, 1))
      mean[column] = Float((1 - momentum) * Double(mean[column]) + momentum * center)
      variance[column] = Float((1 - momentum) * Double(variance[column]) + momentum * unbiased)
    }
    for row in 0..<count { apply(gain, shift, row: row, into: y) }
  }

  /// Turns dy into dx in place for `count` rows that ``batchNorm`` has seen.
  func batchNormErrors(_ errors: Rows, count: Int, gain: FloatBuffer) {
    let rows = Float(count)
    for column in 0..<width {
      var sum: Float = 0
      var products: Float = 0
      for row in 0..<count {
        let d = errors[row, column] * gain[column]
        errors[row, column] = d
        sum += d
        products += d * normalized[row, column]
      }
      let mean = sum / rows
      let slope = products / rows
      for row in 0..<count {
        errors[row, column] =
          inverse[column] * ((errors[row, column] - mean) - normalized[row, column] * slope)
      }
    }
  }

  /// The gradients of gain and shift for `count` rows whose dy is `errors`, times `share`.
  func gradients(
    of errors: Rows, count: Int, share: Float, gain: FloatBuffer, shift: FloatBuffer
  ) {
    for column in 0..<width {
      var products: Float = 0
      var sum: Float = 0
      for row in 0..<count {
        products += errors[row, column] * normalized[row, column]
        sum += errors[row, column]
      }
      gain[column] = products * share
      shift[column] = sum * share
    }
  }

  /// y = x̂ · g + s for some rows by running statistics; x and y may be one.
  static func batchNorm(
    _ x: Rows, rows: Range<Int>, tensors: [FloatBuffer], epsilon: Double, into y: Rows
  ) {
    let (gain, shift, mean, variance) = (tensors[0], tensors[1], tensors[2], tensors[3])
    for column in 0..<x.width {
      let scale = inverse(Double(variance[column]), epsilon)
      for row in rows {
        y[row, column] = (x[row, column] - mean[column]) * scale * gain[column] + shift[column]
      }
    }
  }

  private func apply(_ gain: FloatBuffer, _ shift: FloatBuffer, row: Int, into y: Rows) {
    normalized.withRow(row) { hat in
      y.withRow(row) { y in
        gain.withSpan(at: 0, length: width) { gain in
          shift.withSpan(at: 0, length: width) { shift in
            for i in 0..<width { y[i] = hat[i] * gain[i] + shift[i] }
          }
        }
      }
    }
  }

  private static func inverse(_ variance: Double, _ epsilon: Double) -> Float {
    Float(1 / (variance + epsilon).squareRoot())
  }
}
