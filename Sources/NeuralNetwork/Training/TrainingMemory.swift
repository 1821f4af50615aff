/// What a training takes in memory, asked for before it begins: Swift ends a process that cannot have what it
/// relies on.
extension Topology {
  /// The parameters as they lie in memory, padding included, in bytes.
  private var parameterBytes: Double {
    var bytes = 0.0
    for (index, layer) in layers.enumerated() {
      for tensor in layer.tensors(inputs: inputWidth(ofLayer: index)) {
        bytes += 4 * Double(tensor.panels?.count ?? padded(tensor.count))
      }
    }
    return bytes
  }

  /// The numbers of one row in all layers, in bytes.
  private var rowBytes: Double { widths.reduce(0) { $0 + 4 * Double(padded($1)) } }

  /// Asks for the memory of a network of this topology, and of its tensors while they are drawn.
  ///
  /// - Throws: ``NetworkError`` with `file`, where there is not so much.
  public func requireMemory() throws(NetworkError) {
    try Self.require(2 * parameterBytes, for: "hold \(parameterCount) parameters in memory")
  }

  /// Asks for what a training takes beside the network that it begins with, and its rows.
  ///
  /// - Parameter rows: those of a batch.
  /// - Throws: so, too.
  func requireMemoryToTrain(
    by optimizer: Optimizer, rows: Int, keepsGradients: Bool
  ) throws(NetworkError) {
    let kept = [optimizer.keeps.first, optimizer.keeps.second].count { $0 }
    // The parameters with what the optimizer keeps of them: in training, and as what it comes to. The transposed
    // weights, and the gradients where they are wanted as a whole.
    let copies = Double(2 * (1 + kept) + 1 + (keepsGradients ? 1 : 0))
    // Of each row outputs, sums, errors and a mask.
    let bytes = copies * parameterBytes + 4 * Double(rows) * rowBytes
    try Self.require(bytes, for: "train \(parameterCount) parameters on \(rows) rows at a time")
  }

  /// Asks for rows of inputs and targets, in single precision.
  ///
  /// - Throws: so, too.
  func requireMemory(forRows count: Int) throws(NetworkError) {
    try Self.require(4 * Double(count) * Double(inputs + outputs), for: "train on \(count) rows")
  }

  /// Asks for a copy of the parameters, and of what an optimizer keeps of them.
  ///
  /// - Throws: so, too.
  func requireMemoryToCopy(_ optimizer: Optimizer) throws(NetworkError) {
    let kept = [optimizer.keeps.first, optimizer.keeps.second].count { $0 }
    try Self.require(
      Double(1 + kept) * parameterBytes, for: "copy a training of \(parameterCount) parameters")
  }

  private static func require(
    _ bytes: Double, for what: @autoclosure () -> String
  ) throws(NetworkError) {
    try NetworkError.requireMemory(Int(min(bytes, 0x1p62)), for: what())
  }
}
