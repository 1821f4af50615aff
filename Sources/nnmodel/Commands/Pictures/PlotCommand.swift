/// `nnmodel plot`: how a training went, as curves.
struct PlotCommand: Command {
  static let name = "plot"
  static let summary = "draws the curves of a training: loss and accuracy by epoch"
  static let discussion = """
    SOURCE is a model file that holds the history of its training, or a directory of checkpoints, of
    which the newest is taken: so a training can be watched while it runs.

    Draws the loss of the rows learnt from and of those held back (validation), and where classes are
    told, both accuracies. The best epoch is the one that early stopping holds to be the best, where
    a checkpoint tells; else that of the lowest validation loss, or without validation, of the lowest
    loss. Where a number is missing or not finite, the curve has a gap.

    Without -o, draws in characters, as wide as the terminal is, and prints the first, last and best
    number of each measure. With -o, writes a picture in SVG, which shows itself in light or dark as
    the reader likes it.

    --json prints epochs (how many), best (an epoch, or null), and loss, accuracy, validationLoss and
    validationAccuracy: an array of a number an epoch, or null for a measure that there is not; a
    number that is missing or not finite is null.
    """
  static let examples = [
    "nnmodel plot digits.nnmodel", "nnmodel plot runs/digits -o loss.svg --log",
    "nnmodel plot --json digits.nnmodel",
  ]

  var source = ""
  var output: String?
  var isLogarithmic = false
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional(
      "SOURCE", \.source, "a model file, - for standard input, or a directory of checkpoints"),
    .value(
      "--output", short: "-o", \.output, "FILE", "the picture (.svg), or - for standard output",
      default: "characters on the terminal"),
    .flag("--log", \.isLogarithmic, "the loss on a logarithmic scale"),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if isJSON, output != nil || isLogarithmic {
      throw UsageError("--json prints numbers, so it goes without -o and --log")
    }
    if let output { _ = try PictureFile(output, as: .svg) }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let file = try output.map { path throws(UsageError) in try PictureFile(path, as: .svg) }
    try file?.check(force: isForced, isText: true, on: terminal)
    let input = try CurvesInput.read(source, on: terminal)
    if isJSON { return try terminal.print(input.curves.json) }
    guard let file else { return try show(input.curves, on: terminal) }
    let picture = input.curves.picture(title: input.title, logarithmic: isLogarithmic)
    try file.write(picture.file, on: terminal)
    if !file.isStandardOutput { terminal.note("drew \(file.name)") }
  }

  private func show(_ curves: LearningCurves, on terminal: Terminal) throws {
    for chart in curves.charts(logarithmic: isLogarithmic) {
      let text = TextChart(chart: chart, height: chart.limits == nil ? 10 : 7)
      for line in text.lines(width: terminal.width, unicode: terminal.isUnicode) {
        try terminal.print(line)
      }
    }
    try terminal.print()
    try terminal.print(curves.table)
  }
}
