public import ModelFormat
public import NeuralNetwork

/// What a person adds to a file that does not tell it itself.
public struct ImportOptions: Sendable {
  /// One a dense layer, from the inputs on.
  public var activations: [Activation] = []

  /// Every layer, for a network that has other kinds than dense ones.
  public var layers: [Layer] = []

  /// The header's `model` as JSON (spec/format.md §9), for tensors that bear the names of the format.
  public var model: JSON?

  /// New names for tensors, before anything is made of them.
  public var renames: [TensorRename] = []

  /// What is taken at most: of formats that are read whole, `memory` bounds the file, and what an archive unpacks to; of
  /// ONNX what is made of the graph, and all parameters, which may lie in other files.
  public var limits = ReaderLimits()

  /// Nothing added.
  public init() {}
}

extension ImportOptions {
  /// The activations of `count` dense layers of a file that has none: those that were given, or the one that the
  /// file's program has by default, with a sentence that says so.
  ///
  /// - Throws: `FormatError` with `inconsistent` where another number was given.
  func activations(
    of count: Int, else usual: Activation, in program: String
  ) throws(FormatError) -> (activations: [Activation], assumptions: [String]) {
    if activations.isEmpty {
      return (
        [Activation](repeating: usual, count: count),
        [
          "activations are not in the file: took \(usual.word), as \(program) does unless told otherwise;"
            + " --activation says another"
        ]
      )
    }
    guard activations.count == count else {
      throw FormatError(
        .inconsistent(
          expected: "one activation for each of \(count) layers", found: "\(activations.count)"),
        field: "--activation")
    }
    return (activations, [])
  }

  /// Refuses activations for a file that tells its own.
  ///
  /// - Throws: `FormatError` with `inconsistent`.
  func refuseActivations() throws(FormatError) {
    guard activations.isEmpty else {
      throw FormatError(
        .inconsistent(
          expected: "nothing about activations, which the file knows,",
          found: "\(activations.count)"),
        field: "--activation")
    }
  }
}
