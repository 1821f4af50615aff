/// A few rows and the outputs for them, so that a machine that receives a model can prove that it
/// predicts the same bits.
public struct Examples: Equatable, Sendable {
  /// The input numbers, unscaled, row after row.
  public let inputs: [Double]
  /// The network's outputs for them, nothing undone, row after row.
  public let outputs: [Float]

  /// Given rows and outputs; `Model` checks that they fit it.
  public init(inputs: [Double], outputs: [Float]) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Equal in every bit.
  public static func == (left: Examples, right: Examples) -> Bool {
    left.inputs.elementsEqual(right.inputs) { $0.bitPattern == $1.bitPattern }
      && left.outputs.elementsEqual(right.outputs) { $0.bitPattern == $1.bitPattern }
  }
}
