import Interchange
import ModelFormat

/// `nnmodel diff`: in what two files differ.
struct DiffCommand: Command {
  static let name = "diff"
  static let summary = "shows in what two model files differ, and how far"
  static let discussion = """
    Compares what the files say of network, columns, classes, training and metadata, and their
    tensors, matched by name. Of tensors that differ it tells how many elements do, the largest and
    the mean distance, and the cosine of the angle between the two as vectors: 1 is the same
    direction. Types may differ: f32 can be compared with bf16. What does not differ is not shown.

    How a file is compressed and who wrote it makes no difference: the exit status is 0 where 'nnmodel
    digest' tells the same of both, else 1. With --model it is so for the network alone. With
    --tolerance X, a tensor counts as the same if no element is further off than X, whatever its
    type; an infinity or NaN on one side alone never does.

    Files of any size are compared in little memory. One of them may be standard input or a pipe.

    --json prints a, b, equal, settings with path, a and b (null where nothing stands there),
    sameOrder, equalTensors, a count, and tensors, of those that are shown: name, status (equal,
    differs, incomparable, only-a or only-b), dtype and shape with a and b, and where they were compared
    elements, differing, nonFinite, maximumDistance, meanDistance and cosine (null where there is none).
    """
  static let examples = [
    "nnmodel diff a.nnmodel b.nnmodel", "nnmodel diff --model old.nnmodel new.nnmodel",
    "nnmodel diff --tolerance 0.01 digits.nnmodel small.nnmodel",
  ]

  var first = ""
  var second = ""
  var coversModelAlone = false
  var tolerance: Double?
  var showsAll = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("A", \.first, "a model file, or - for standard input"),
    .positional("B", \.second, "another one, or - for standard input"),
    .flag("--model", \.coversModelAlone, "the network alone: layers, weights and scaling"),
    .value(
      "--tolerance", \.tolerance, "X", "a distance of two elements that does not count",
      in: .atLeast(0), default: "every bit counts"),
    .flag("--all", \.showsAll, "list the tensors that are equal, too"),
    .flag("--quiet", \.isQuiet, "say nothing: the exit status tells"),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    try [first, second].checkStandardInputOnce()
    if isQuiet && isJSON { throw UsageError("--quiet and --json exclude each other") }
  }

  func run(_ terminal: Terminal) throws {
    let difference = try compare()
    let isEqual = tolerance.map { difference.isEmpty(within: $0) } ?? difference.isEmpty
    if isJSON {
      try terminal.print(json(difference, isEqual: isEqual))
    } else if !isQuiet {
      try show(difference, isEqual: isEqual, on: terminal)
    }
    if !isEqual { throw ExitCode.different }
  }

  private func compare() throws -> ModelDifference {
    // One is read as it comes, the other is looked up.
    let streamIsRight = first != "-" && SystemCalls.isRegularFile(first)
    let (path, other) = streamIsRight ? (second, first) : (first, second)
    guard other != "-", !SystemCalls.isIrregular(other) else {
      throw Failure(
        .noInput,
        "\(Wording.input(first)), \(Wording.input(second)): one of the two must be a regular file")
    }
    let file = try ModelInput.file(other)
    let stream = try ModelInput.stream(path)
    if coversModelAlone {
      for (header, path) in [(stream.header, path), (file.header, other)]
      where header["model"] == nil {
        throw Failure(
          .data, "\(Wording.input(path)): holds no network, so --model has nothing to compare")
      }
    }
    return try ModelDifference(
      stream, file, scope: coversModelAlone ? .model : .content, streamIsRight: streamIsRight)
  }

  /// The tensors to be told of.
  func shown(_ difference: ModelDifference) -> [ModelDifference.Relation] {
    difference.tensors.filter { showsAll || $0.differs(by: tolerance) }
  }
}
