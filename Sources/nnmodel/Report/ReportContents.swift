import Interchange
import ModelFormat
import NeuralNetwork

/// All that a report tells of a model file, read and worked out.
struct ReportContents {
  /// The path, or what stands for it.
  let name: String
  let version: (major: Int, minor: Int)
  let byteCount: UInt64
  let header: Header
  let storages: [TensorStorage]
  /// The identity of the content; to know it, all of the file was checked.
  let digest: String
  /// What the header says of the network; nil for a bag of tensors, or a network of a later version.
  let summary: ModelSummary?
  /// Why there is no summary though there is a network.
  let fault: FormatError?
  let checkpoint: CheckpointSummary?
  let curves: LearningCurves?
  let histograms: [(tensor: TensorInfo, histogram: TensorHistogram)]
  /// How many more tensors would have a histogram.
  let omittedHistograms: Int
  let judged: JudgedRows?

  private static let mostHistograms = 60

  /// As many bins as the number of elements has a use for: twice its cube root, the rule of Rice University.
  private static func bins(_ count: Int) -> Int {
    (8...48).first { $0 * $0 * $0 >= 8 * min(count, 48 * 48 * 48 / 8) } ?? 48
  }

  /// Reads and checks all of a file.
  ///
  /// - Throws: `FormatError` for whatever is damaged, or beyond the limits.
  init(
    _ path: String, limits: ReaderLimits = ReaderLimits(), judged: JudgedRows?
  ) throws(FormatError) {
    let file = try ModelFile(opening: path, limits: limits)
    name = Wording.fileName(path)
    (version, byteCount, header) = (file.version, file.byteCount, file.header)
    var storages: [TensorStorage] = []
    for tensor in file.tensors { storages.append(try file.storage(of: tensor.name)) }
    self.storages = storages
    digest = try file.digest()
    self.judged = judged

    var (summary, fault): (ModelSummary?, FormatError?)
    if file.header["model"] != nil {
      do throws(FormatError) {
        summary = try ModelSummary(file.header)
      } catch {
        fault = error
      }
    }
    (self.summary, self.fault) = (summary, fault)
    checkpoint = summary == nil ? nil : try? CheckpointSummary(file.header)
    let history = summary == nil ? nil : try TrainingHistory(reading: file)
    curves = history.flatMap { [checkpoint] in
      LearningCurves($0, keptBest: checkpoint?.bestEpoch)
    }

    let wanted = Self.tensorsToShow(file.header, summary)
    var histograms: [(tensor: TensorInfo, histogram: TensorHistogram)] = []
    for tensor in wanted.prefix(Self.mostHistograms) {
      let whole = Tensor(tensor, bytes: try file.read(tensor.name))
      if let histogram = TensorHistogram(whole, bins: Self.bins(tensor.elementCount)) {
        histograms.append((tensor, histogram))
      }
    }
    self.histograms = histograms
    omittedHistograms = max(0, wanted.count - Self.mostHistograms)
  }

  /// The weights of the layers; of a bag of tensors the matrices of floats, or where it has none, all floats.
  private static func tensorsToShow(_ header: Header, _ summary: ModelSummary?) -> [TensorInfo] {
    let floats = header.tensors.filter { $0.type.isFloat && $0.elementCount > 0 }
    guard let summary else {
      let matrices = floats.filter { $0.shape.count > 1 && $0.name != "history" }
      return matrices.isEmpty ? floats : matrices
    }
    return summary.topology.layers.indices.compactMap { layer in
      header.index(of: "layers.\(layer).weight").map { header.tensors[$0] }
    }
  }

  /// What the page is called.
  var title: String { header.title ?? name }

  /// What the model is, in a sentence.
  var sentence: String {
    guard let summary else {
      let elements = header.tensors.reduce(0) { $0 + $1.elementCount }
      let what = Wording.counted(header.tensors.count, "tensor")
      if fault != nil {
        return "A network that this version does not know, in \(what) of "
          + Wording.counted(elements, "element") + "."
      }
      return "A bag of \(what) with \(Wording.counted(elements, "element")): it holds no network."
    }
    let topology = summary.topology
    var text =
      "A network of \(Wording.counted(topology.layers.count, "layer")) and "
      + "\(Wording.counted(topology.parameterCount, "parameter")) that \(purpose(summary))"
    if let epochs = summary.training?.epochs {
      text += ", trained for \(Wording.counted(epochs, "epoch"))"
    }
    return text + "."
  }

  private func purpose(_ summary: ModelSummary) -> String {
    let topology = summary.topology
    let inputs =
      summary.inputs.map { Wording.counted($0.count, "column") }
      ?? Wording.counted(topology.inputs, "number")
    guard let outputs = summary.outputs, let first = outputs.first else {
      return "makes \(Wording.counted(topology.outputs, "number")) of \(inputs)"
    }
    if let labels = first.labels {
      return "tells the \(labels.count) classes of \(first.name) from \(inputs)"
    }
    return "predicts \(Wording.list(outputs.map(\.name))) from \(inputs)"
  }
}

extension ElementType {
  /// Whether elements are floats, of which histograms can be made.
  fileprivate var isFloat: Bool {
    switch self {
    case .f64, .f32, .f16, .bf16, .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: true
    default: false
    }
  }
}
