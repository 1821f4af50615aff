import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel train`: from a table to a saved model.
struct TrainCommand: Command {
  static let name = "train"
  static let summary = "trains a network on a table and saves the model"
  static var discussion: String {
    """
    DATA is a CSV file with a header; - reads standard input. Every column but the target is an
    input. One whose first row is text is of categories: each of its texts becomes an input of 0 or
    1. A target of text, or of few whole numbers, is learnt as classes; any other as values.

    A value that is missing is an error, unless --missing says what is to be done: 'drop' leaves its
    row out, 'mean' puts the mean of the training rows in its place, here and when the model
    predicts. Then NA, NaN, null and ? mean that there is none, as an empty field does.

    DATA may also be an array: IDX, the format of MNIST, or NumPy's npy and npz; it is told by its
    content. --labels FILE says what each row is, in a format of these too. Of an npz, DATA is the
    member x and the labels are y, unless a name stands behind it: set.npz:images. What is packed
    with gzip is unpacked on the way, tables too.

    With --image-size, DATA is files of grey images, a byte a pixel and nothing else, one file a
    class: cats.bin holds images of the class 'cats'.

    Layers are written in order, a number for a dense layer and a word behind it for its activation;
    'nnmodel help layers' has all of them:

      --layers 64,relu,10,softmax
      --layers 64,gelu,dropout:0.2,32,layer-norm,silu,10,softmax

    Without --layers the network has one hidden layer, \(defaultLayers), and the outputs that the
    target needs. The same command gives the same model, on any machine and with any number of
    threads.

    --max-memory counts the rows as they are read, 8 bytes a number, and refuses more before they are
    held. Training takes as much again for their scaled form, and for copies of what --validation parts.

    --json prints rows, heldBack, epochs, steps, loss, accuracy, validationLoss, validationAccuracy
    (null where there is none), and output.
    """
  }
  static let examples = [
    "nnmodel train digits.csv --target digit -o digits.nnmodel",
    "nnmodel train iris.csv --target species --layers 16,tanh,3,softmax -o iris.nnmodel",
    "nnmodel train flats.csv --target rent --unit rent=EUR --validation 0.2 -o flats.nnmodel",
    "nnmodel train train-images.gz --labels train-labels.gz -o mnist.nnmodel",
    "nnmodel train cats.bin trains.bin --image-size 28x28 -o doodles.nnmodel",
  ]

  var data: [String] = []
  var targets: [String] = []
  var output = ""
  var layers: LayerList?
  var loss: Loss?
  var optimizer = Defaults.optimizer
  var batchSize: BatchSize?
  var clipping: GradientClipping?
  var classWeights = ClassWeights.equal
  var initialization = Initialization.automatic
  var schedule = Schedule.constant
  var warmup = 0
  var patience: Int?
  var epochs = Defaults.epochs
  var validation: Double?
  var scaling = Defaults.scaling
  var task: LearningTask?
  var seed = Defaults.seed
  var threads: Int?
  var maxMemory: MemorySize?
  var title: String?
  var layout = DataLayout()
  var categorical: [String] = []
  var missing = MissingValues.refuse
  var weights: String?
  var units: [NamedText] = []
  var saveTo: String?
  var saveEvery: CheckpointWriter.Interval?
  var keep: [Retention] = []
  /// The words that the command was made from: a checkpoint keeps them, to find its data again.
  var arguments: [String] = []
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positionals(
      "DATA", \.data, "the table, or - for standard input; or arrays, or files of images"),
    .value(
      "--output", short: "-o", \.output, "FILE",
      "where the model is saved; - writes standard output", required: true),
    .list(
      "--target", \.targets, "NAME", "the column to learn, or several with commas",
      default: "class or value, where there are no columns"),
    .heading("data"),
    .flag(
      "--no-header", \.layout.hasHeader, sets: false,
      "the first row is data; columns are column_1, column_2, …"),
    .delimiter(\.layout.delimiter),
    .list(
      "--categorical", \.categorical, "NAME",
      "inputs that are of categories though they look like numbers",
      default: "none"),
    .value("--missing", \.missing, "WORD", "what becomes of rows in which a value is missing"),
    .value(
      "--weights", \.weights, "NAME", "a column that is no input, but how much each row counts",
      default: "all alike"),
    .repeated(
      "--unit", \.units, "COLUMN=UNIT",
      "what a column of numbers is measured in; kept in the model",
      default: "not known"),
    .labels(\.layout.labels),
    .imageSize(\.layout.imageSize),
    .classNames(\.layout.classNames),
    .heading("network"),
    .value(
      "--layers", \.layers, "LIST", "the layers",
      default: "\(defaultLayers), then what the target needs"),
    .value("--task", \.task, "WORD", "what to learn", default: "what layers and target suggest"),
    .heading("training"),
    .value("--epochs", \.epochs, "N", "how often the rows are gone through", in: .atLeast(1)),
    .value(
      "--optimizer", \.optimizer, "SPEC",
      "how weights are changed: sgd:lr=…,momentum=…,nesterov, rmsprop:lr=…,alpha=…, adagrad, adam "
        + "or adamw:lr=…,beta1=…,beta2=…,epsilon=…; weight-decay=… goes with each"),
    .value(
      "--loss", \.loss, "SPEC",
      "what is made small, with settings: huber:delta=…, "
        + "cross-entropy:label-smoothing=…", default: "what the last layer suggests"),
    .value(
      "--schedule", \.schedule, "SPEC",
      "how the rate changes: step:every=…,factor=…, exponential:factor=…, cosine:minimum=… or "
        + "plateau:factor=…,patience=…,minimum=…"),
    .value(
      "--warmup", \.warmup, "STEPS", "steps over which the rate rises from 0", in: .atLeast(0)),
    .value(
      "--batch-size", \.batchSize, "N", "rows before each change, or full",
      default: "\(Defaults.batchRows), or all rows if they are fewer"),
    .value(
      "--clip", \.clipping, "SPEC", "bounds gradients: norm:NUMBER or value:NUMBER", default: "none"
    ),
    .value(
      "--class-weights", \.classWeights, "WORD",
      "how much classes count: balanced, or a number for each"),
    .value("--init", \.initialization, "WORD", "how first weights are drawn"),
    .value(
      "--validation", \.validation, "FRACTION", "rows held back and judged after each epoch",
      in: .above(0, below: 1), default: "none"),
    .value(
      "--patience", \.patience, "EPOCHS",
      "stops after so many epochs without a lower validation loss, or loss, and takes the best back",
      in: .atLeast(1), default: "never stops early"),
    .value("--scale", \.scaling, "WORD", "how columns of numbers are scaled"),
    .value("--seed", \.seed, "N", "what all random numbers come from"),
    .threads(\.threads),
    .maxMemory(\.maxMemory),
    .heading("checkpoints"),
    .value(
      "--save-to", \.saveTo, "DIR",
      "where the training is saved on its way; 'resume' goes on from there",
      default: "it is not"),
    .saveEvery(\.saveEvery),
    .keep(\.keep),
    .heading("other"),
    .value("--title", \.title, "TEXT", "a title kept in the model"),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  /// The hidden layer of who asks for none, as `--layers` would say it.
  private static let defaultLayers = LayerList.text([
    .dense(Defaults.hiddenUnits, Defaults.hiddenActivation)
  ])

  func validate() throws(UsageError) {
    if let twice = targets.indices.first(where: { targets[..<$0].contains(targets[$0]) }) {
      throw UsageError("--target: \(targets[twice].quoted) is named twice")
    }
    if task == .classification && targets.count > 1 {
      throw UsageError("--task classification learns one target, but --target names several")
    }
    try (data + [layout.labels ?? ""]).checkStandardInputOnce()
    try layout.validate(data)
    if layout.imageSize != nil {
      guard task != .regression else {
        throw UsageError("--task regression: files of images are of classes")
      }
      guard categorical.isEmpty, missing == .refuse, weights == nil else {
        throw UsageError("--categorical, --missing and --weights are about tables, not images")
      }
      guard targets.count < 2 else {
        throw UsageError("--target: images have one class, but several names are given for it")
      }
    }
    guard saveTo != nil || saveEvery == nil && keep.isEmpty else {
      throw UsageError("--save-every and --keep go with --save-to")
    }
    if saveTo != nil && (data + [layout.labels ?? ""]).contains("-") {
      throw UsageError(
        "--save-to: standard input cannot be read again, so there is nothing to resume on")
    }
    if isJSON && output == "-" {
      throw UsageError("--json and the model cannot both go to standard output")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let file = OutputFile(path: output, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    let input = DataInput(data, layout, limits: maxMemory.limits)
    var directory = try self.directory()
    let rows = try readRows(input)
    let topology = try self.topology(for: rows, input)
    let loss = try self.loss(for: topology, task: rows.task)
    let (training, held) = try parts(of: rows, input)

    let threads = threads ?? availableProcessors
    announce(training, held, rows.omittedRows, topology, loss, threads, on: terminal)
    try topology.requireMemory()
    let network = Network(topology: topology, seed: seed, initialization: initialization)
    var trainer = Trainer(network, settings: settings(loss: loss), threads: threads)
    let session = TrainingSession(
      command: self, input: input, file: file, training: training, held: held, terminal: terminal,
      wordsToGoOn: ["resume", saveTo ?? ""])
    var writer: CheckpointWriter?
    if let directory = directory.take() {
      writer = CheckpointWriter(
        directory, every: saveEvery, data: DataIdentity(training, validation: held),
        run: RunRecord(arguments: arguments), metadata: title.map { ["title": $0] } ?? [:],
        isStopRequested: { StopSignal.received != nil })
    }
    try session.run(&trainer, epochs: epochs, writer: writer) {
      (trainer, progress, observer) throws(NetworkError) in
      try trainer.fit(
        training, validation: held, epochs: epochs, progress: progress, observer: observer)
    }
  }

  mutating func remember(_ arguments: [String]) { self.arguments = arguments }

  /// Which checkpoints stay.
  var retention: [Retention] { keep.isEmpty ? CheckpointDirectory.defaultRetention : keep }

  /// The directory that the training is saved to on its way, if it is: empty, and locked.
  private func directory() throws -> CheckpointDirectory? {
    guard let saveTo else { return nil }
    let directory = try CheckpointDirectory(saveTo, keeping: retention)
    guard try CheckpointDirectory.files(in: saveTo).isEmpty else {
      throw Failure(
        .cannotCreate,
        "\(saveTo): holds a training already; name another directory, or go on with: "
          + "nnmodel resume \(Wording.shellWord(saveTo))")
    }
    return directory
  }
}
