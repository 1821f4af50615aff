import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel cast`: the numbers of a file in another type.
struct CastCommand: Command {
  static let name = "cast"
  static let summary = "stores the floats of a model in another type, and tells what that costs"
  static let discussion = """
    Each number is rounded to the nearest of the type, and of two to the even one. Of a network, the
    weights, biases and norms of its layers are cast; scaling and history stay as they are. Its
    examples are predicted anew, since its outputs change: 'verify --predictions' holds for the result.
    Of a bag of tensors, every tensor of floats is cast.

    For each tensor is told the largest error, the largest in parts of the number itself, the root of
    the mean square error, and how many numbers became zero that were not.

    f16 ends at 65504. A number beyond the largest of its new type would be an infinity, with which a
    network tells nothing any more: it is refused, unless --saturate says that the largest number will
    do. bf16 reaches as far as f32, with fewer digits.

    A checkpoint stays one: 'resume' goes on from the rounded weights. What its optimizer remembers is
    not cast, for the squares that it keeps are often too small for a narrow type.
    --drop-training leaves out all that only a training needs: the state of the optimizer, other
    networks than the model's own, the history, and the command that began it.

    --json prints file, output, dtype, tensors with name, from, to and the error: elements,
    maximumError, maximumRelativeError, rms, vanished (became zero) and saturated, which are counts;
    total, the error of all together; kept and dropped, lists of names; examples, the rows predicted
    anew; bytesBefore and bytesAfter.
    """
  static let examples = [
    "nnmodel cast digits.nnmodel --to bf16 -o small.nnmodel",
    "nnmodel cast runs/digits/step-00000450.nnmodel --to f16 --drop-training -o ship.nnmodel",
  ]

  /// `--to bf16`
  enum FloatWord: String, CaseIterable, ArgumentValue {
    case f16, bf16, f32, f64

    var type: ElementType {
      switch self {
      case .f16: .f16
      case .bf16: .bf16
      case .f32: .f32
      case .f64: .f64
      }
    }
  }

  var model = ""
  var type = FloatWord.f32
  var output = ""
  var saturates = false
  var dropsTraining = false
  var maxMemory: MemorySize?
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the file, or - for standard input"),
    .value("--to", \.type, "TYPE", "the type that the floats get", required: true),
    .value(
      "--output", short: "-o", \.output, "FILE", "where the result goes, or - for standard output",
      required: true),
    .flag("--saturate", \.saturates, "what is too large becomes the largest number of the type"),
    .flag("--drop-training", \.dropsTraining, "leave out what only a training needs"),
    .maxMemory(\.maxMemory),
    .force(\.isForced),
    .flag("--quiet", \.isQuiet, "say nothing but errors"),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if isJSON && output == "-" {
      throw UsageError("--json and the model cannot both go to standard output")
    }
    if isJSON && isQuiet { throw UsageError("--quiet and --json exclude each other") }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let file = OutputFile(path: output, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    let stream = try ModelInput.stream(model, limits: maxMemory.limits)
    let before = stream.byteCount
    var cast = ModelCast(to: type.type)
    cast.saturates = saturates
    cast.dropsTraining = dropsTraining
    let result: CastResult
    do throws(NetworkError) {
      let options = WriteOptions(storedAs: stream)
      result = try cast.write(stream, to: file.location, options: options)
    } catch {
      throw explained(error, file)
    }
    let after = file.isStandardOutput ? nil : try ModelFile(opening: output).byteCount
    let report = CastReport(result: result, sizes: (before, after), type: type.type)
    if isJSON {
      try terminal.print(report.json(from: model, to: output))
    } else if file.isStandardOutput {
      for line in report.summary { terminal.note(StyledText(line)) }
    } else if !isQuiet {
      if !result.entries.isEmpty {
        try terminal.print(report.table)
        try terminal.print()
      }
      for line in report.summary { try terminal.print(line) }
    }
  }

  /// The error, with what to do where a number is too large.
  private func explained(_ error: NetworkError, _ file: OutputFile) -> any Error {
    guard case .file(let inner) = error.reason else { return error.about(Wording.input(model)) }
    switch inner.reason {
    case .system: return file.explained(error)
    case .outOfRange where inner.field.hasPrefix("tensors["):
      return Failure(
        .data,
        "\(inner.inFile(Wording.input(model))), which \(type.rawValue) does not have; "
          + (type == .f16
            ? "--to bf16 reaches as far as f32, --saturate takes the largest"
            : "--saturate takes the largest"))
    default: return inner.inFile(Wording.input(model))
    }
  }
}
