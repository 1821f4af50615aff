import ModelFormat
import NeuralNetwork

/// `nnmodel report`: a page that tells a person all about a model.
struct ReportCommand: Command {
  static let name = "report"
  static let summary = "writes a page of HTML about a model: its layers, training, weights and file"
  static let discussion = """
    One page that needs nothing beside it: no script, and nothing is loaded from anywhere. It shows
    the layers, the curves and settings of the training, histograms of the weights, columns and
    classes, metadata, the tensors and the content digest; of a bag of tensors what there is of these.
    All of the file is read and checked. The same file gives the same page, to the byte.

    With --data, the model is judged by rows whose truth is known, as 'nnmodel evaluate' does it: the
    page shows the confusion matrix and the measures of each class, or for values the errors and what
    was predicted over what is true.
    """
  static let examples = [
    "nnmodel report digits.nnmodel -o report.html",
    "nnmodel report digits.nnmodel --data test.csv -o report.html",
  ]

  var model = ""
  var output = ""
  var data: [String] = []
  var layout = DataLayout()
  var threads: Int?
  var maxMemory: MemorySize?
  var isForced = false
  var isQuiet = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model file"),
    .value(
      "--output", short: "-o", \.output, "FILE", "the page (.html), or - for standard output",
      required: true),
    .repeated(
      "--data", \.data, "FILE",
      "judge the model by these rows: a table, or - for standard input; or arrays, or files of images"
    ),
    .noHeader(\.layout.hasHeader),
    .delimiter(\.layout.delimiter),
    .labels(\.layout.labels),
    .imageSize(\.layout.imageSize),
    .classNames(\.layout.classNames),
    .threads(\.threads),
    .maxMemory(\.maxMemory),
    .force(\.isForced),
    .quiet(\.isQuiet),
  ]

  func validate() throws(UsageError) {
    if model == "-" {
      throw UsageError("the model is read more than once, so it cannot be standard input")
    }
    _ = try PictureFile(output, as: .html)
    try (data + [layout.labels ?? ""]).checkStandardInputOnce()
    try layout.validate(data)
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let file = try PictureFile(output, as: .html)
    try file.check(force: isForced, isText: true, on: terminal)
    let judged =
      data.isEmpty
      ? nil
      : try JudgedRows(
        model, DataInput(data, layout, limits: maxMemory.limits), threads: threads)
    let contents: ReportContents
    do throws(FormatError) {
      contents = try ReportContents(model, limits: maxMemory.limits, judged: judged)
    } catch {
      throw ModelInput.explained(error.inFile(model), model)
    }
    let page: ReportPage
    do throws(NetworkError) { page = try ReportPage(contents) } catch { throw error.about(model) }
    try file.write(page.markup, on: terminal)
    if !file.isStandardOutput { terminal.note("wrote \(file.name)") }
  }
}
