/// What a layer applies to its sums; the raw value is its word in files and on the command line.
public enum Activation: String, Vocabulary {
  /// The sum itself.
  case linear
  /// 1 / (1 + e⁻ˣ), of (0, 1).
  case sigmoid
  /// The hyperbolic tangent, of (−1, 1).
  case tanh
  /// x where x > 0, else +0; so also for NaN.
  case relu
  /// eˣⁱ / Σ eˣʲ along the layer's outputs: positive numbers whose sum is 1.
  case softmax

  /// What the words name, for an error.
  public static let noun = "activation"

  /// y = f(z), in place, for `rows` rows of `width` sums each.
  func forward(_ values: inout [Float], rows: Int, width: Int) {
    let count = rows * width
    switch self {
    case .linear:
      break
    case .sigmoid:
      for i in 0..<count { values[i] = ElementaryFunctions.sigmoid(values[i]) }
    case .tanh:
      for i in 0..<count { values[i] = ElementaryFunctions.tanh(values[i]) }
    case .relu:
      for i in 0..<count { values[i] = values[i] > 0 ? values[i] : 0 }
    case .softmax:
      for row in 0..<rows { Self.softmax(&values, (row * width)..<((row + 1) * width)) }
    }
  }

  /// dz = dy ∘ f′, in place over `errors` = dy, with f′ written on the outputs y:
  ///
  ///     sigmoid  dz = dy · (y · (1 − y))
  ///     tanh     dz = dy · (1 − y²)                  1 − y² fused
  ///     relu     dz = y > 0 ? dy : +0
  ///     softmax  dzᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ · yⱼ)
  func backward(_ errors: inout [Float], outputs: [Float], rows: Int, width: Int) {
    let count = rows * width
    switch self {
    case .linear:
      break
    case .sigmoid:
      for i in 0..<count { errors[i] *= outputs[i] * (1 - outputs[i]) }
    case .tanh:
      for i in 0..<count { errors[i] *= Float(1).addingProduct(-outputs[i], outputs[i]) }
    case .relu:
      for i in 0..<count { errors[i] = outputs[i] > 0 ? errors[i] : 0 }
    case .softmax:
      for row in 0..<rows {
        let base = row * width
        var dot = RowSum()
        for i in 0..<width { dot.addProduct(errors[base + i], outputs[base + i], at: i) }
        let mean = dot.total
        for i in base..<(base + width) { errors[i] = outputs[i] * (errors[i] - mean) }
      }
    }
  }

  /// Replaces the sums z of one row by eᶻ⁻ᵐ / Σ eᶻ⁻ᵐ, m the largest of them, so that nothing
  /// overflows.
  private static func softmax(_ values: inout [Float], _ row: Range<Int>) {
    var largest = values[row.lowerBound]
    for i in row where values[i] > largest { largest = values[i] }
    var sum = RowSum()
    for (index, i) in row.enumerated() {
      values[i] = ElementaryFunctions.exp(values[i] - largest)
      sum.add(values[i], at: index)
    }
    let total = sum.total
    for i in row { values[i] /= total }
  }
}
