/// A bound for gradients, so that one bad batch does not throw the parameters far away.
public enum GradientClipping: Hashable, Sendable {
  /// The root of the sum of all squares of the gradient, over all parameters, is at most this: a larger
  /// one is scaled down as a whole (Pascanu, Mikolov, Bengio, 2013).
  case norm(Double)
  /// The magnitude of each element is at most this.
  case value(Double)

  /// Checks the bound.
  ///
  /// - Throws: `invalid` for one that is not a positive finite number.
  public func validate() throws(NetworkError) {
    switch self {
    case .norm(let bound), .value(let bound):
      guard bound > 0, bound < 0x1p53 else {
        throw NetworkError(
          .invalid(expected: "a number > 0 and < 2^53", found: "\(bound)"),
          field: "gradient clipping")
      }
    }
  }

  /// The bound of the norm, if it is by the norm.
  var norm: Double? {
    if case .norm(let bound) = self { bound } else { nil }
  }
}
