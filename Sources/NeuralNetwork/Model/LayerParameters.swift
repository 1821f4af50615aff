/// The parameters of one layer as files hold them.
public enum LayerParameters: Sendable {
  /// A dense layer: weights of one row an output, `[outputs, inputs]`, and one bias an output,
  /// or none.
  case dense(weights: Matrix, bias: [Float]?)
  /// A normalisation: a gain and a shift an input, and of a batch norm the running mean and variance.
  case normalization(gain: [Float], shift: [Float], mean: [Float]? = nil, variance: [Float]? = nil)
  /// A layer without parameters.
  case none
}

extension Float {
  /// `self`, with any NaN replaced by the one that is stored: 0x7FC00000.
  ///
  /// Processors differ in the NaN they make; rule A8 of spec/arithmetic.md.
  var withCanonicalNaN: Float { isNaN ? Float(bitPattern: 0x7FC0_0000) : self }
}
