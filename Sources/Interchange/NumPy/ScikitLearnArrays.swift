import ModelFormat

/// The weights of a multi-layer perceptron of scikit-learn, as `numpy.savez` writes its `coefs_` and `intercepts_`.
///
/// `coefs_N` is of shape [inputs, outputs], `intercepts_N` of [outputs]. They become `N.weight` of [outputs, inputs] and
/// `N.bias`, the names by which layers are found.
enum ScikitLearnArrays {
  private static let (weights, biases) = ("coefs_", "intercepts_")

  /// Whether the names are those of such weights, whatever else there is beside them.
  static func recognises(_ names: [String]) -> Bool {
    let all = Set(names)
    let numbers = names.compactMap { number(of: $0, weights) }
    return !numbers.isEmpty && numbers.allSatisfy { all.contains("\(biases)\($0)") }
  }

  /// The same tensors as PyTorch would name and arrange them.
  ///
  /// - Throws: `FormatError` with `invalid-value` for weights of other than two dimensions.
  static func arranged(_ tensors: [Tensor]) throws(FormatError) -> [Tensor] {
    try tensors.map { (tensor) throws(FormatError) in
      let (info, name) = (tensor.info, tensor.info.name)
      if let number = number(of: name, biases) {
        let bias = try TensorInfo("\(number).bias", info.type, info.shape)
        return Tensor(bias, bytes: tensor.bytes)
      }
      guard let number = number(of: name, weights) else { return tensor }
      guard info.shape.count == 2 else {
        throw FormatError(
          .invalidValue(expected: "a shape [inputs, outputs]", found: "\(info.shape)"), field: name)
      }
      let shape: [Int] = info.shape.reversed()
      let layout = StridedLayout(fortran: shape)
      return Tensor(
        try TensorInfo("\(number).weight", info.type, shape),
        bytes: try layout.gather(tensor.bytes, elementSize: info.type.size))
    }
  }

  private static func number(of name: String, _ prefix: String) -> Int? {
    guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)),
      name == "\(prefix)\(number)"
    else { return nil }
    return number
  }
}
