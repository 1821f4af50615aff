/// The arithmetic of a dense layer, forward and backward beside one another.
///
/// With a batch of B rows, x the inputs `[B, inputs]`, W the weights `[inputs, outputs]`,
/// b the bias `[outputs]`, f the activation and L the loss of one row:
///
///     forward    z = x · W + b                 y = f(z)
///     backward   dz = ∂L/∂z                    from `Activation.backward` or a fused loss
///                ∂L/∂W = (xᵀ · dz) × 1/B       [inputs, outputs]
///                ∂L/∂b = (Σ dz) × 1/B          [outputs], over the rows in order
///                ∂L/∂x = dz · Wᵀ               [B, inputs]
enum Dense {
  /// z = x · W + b.
  static func sums(
    of x: [Float], rows: Int, inputs: Int, outputs: Int, parameters: [[Float]],
    into z: inout [Float], threads: Int
  ) {
    product(
      .rows(x, width: inputs), parameters[0], into: &z, rows: rows, depth: inputs,
      columns: outputs, threads: threads)
    if parameters.count > 1 { add(bias: parameters[1], to: &z, rows: rows) }
  }

  private static func add(bias: [Float], to z: inout [Float], rows: Int) {
    let bias = bias.span
    var sums = z.mutableSpan
    for row in 0..<rows {
      let base = row * bias.count
      for j in 0..<bias.count { sums[base + j] += bias[j] }
    }
  }

  /// ∂L/∂W and ∂L/∂b, averaged over the rows.
  static func gradients(
    of dz: [Float], inputs x: [Float], rows: Int, inputs: Int, outputs: Int,
    into gradients: inout [[Float]], threads: Int
  ) {
    product(
      .columns(x, width: inputs), dz, into: &gradients[0], rows: inputs, depth: rows,
      columns: outputs, threads: threads)
    let share = 1 / Float(rows)
    for i in gradients[0].indices { gradients[0][i] *= share }
    guard gradients.count > 1 else { return }
    for j in 0..<outputs {
      var sum: Float = 0
      for row in 0..<rows { sum += dz[row * outputs + j] }
      gradients[1][j] = sum * share
    }
  }

  /// ∂L/∂x = dz · Wᵀ; `scratch` holds Wᵀ, `[outputs, inputs]`, while it is needed.
  static func inputErrors(
    of dz: [Float], rows: Int, inputs: Int, outputs: Int, parameters: [[Float]],
    scratch: inout [Float], into dx: inout [Float], threads: Int
  ) {
    transpose(parameters[0], into: &scratch, rows: inputs, columns: outputs)
    product(
      .rows(dz, width: outputs), scratch, into: &dx, rows: rows, depth: outputs,
      columns: inputs, threads: threads)
  }
}
