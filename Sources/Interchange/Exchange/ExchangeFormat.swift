public import ModelFormat

/// The formats that models are exchanged in.
public enum ExchangeFormat: String, CaseIterable, Sendable {
  case nnmodel, safetensors
  /// An index of safetensors files.
  case shards = "safetensors-index"
  case npz, npy, pytorch, onnx
  /// Toy-Neural-Network-JS.
  case toyNeuralNetwork = "toy-nn"
  case brainJS = "brain.js"
  case genann, fann
  /// Our own, readable and exact.
  case json
  /// One tensor as a table.
  case csv

  /// With its article: "a model file".
  public var noun: String {
    switch self {
    case .nnmodel: "a model file"
    case .safetensors: "a safetensors file"
    case .shards: "an index of safetensors files"
    case .npz: "an archive of NumPy arrays (npz)"
    case .npy: "a NumPy array (npy)"
    case .pytorch: "a PyTorch file"
    case .onnx: "an ONNX file"
    case .toyNeuralNetwork: "JSON of Toy-Neural-Network-JS"
    case .brainJS: "JSON of brain.js"
    case .genann: "a genann file"
    case .fann: "a FANN file"
    case .json: "a model as JSON"
    case .csv: "a table (CSV)"
    }
  }

  /// How names of such files end, the usual one first; none for what shares `.json` with others.
  public var extensions: [String] {
    switch self {
    case .nnmodel: ["nnmodel"]
    case .safetensors: ["safetensors"]
    case .npz: ["npz"]
    case .npy: ["npy"]
    case .pytorch: ["pt", "pth"]
    case .onnx: ["onnx"]
    case .genann: ["ann"]
    case .fann: ["net"]
    case .json: ["json"]
    case .csv: ["csv"]
    case .shards, .toyNeuralNetwork, .brainJS: []
    }
  }

  /// Whether models are written in it.
  public var isWritten: Bool { self != .shards && self != .pytorch }

  /// The format that a file's name promises.
  public init?(name: String) {
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init)
    guard name.contains("."), let ending,
      let format = Self.allCases.first(where: { $0.extensions.contains(ending.lowercased()) })
    else { return nil }
    self = format
  }
}

extension ExchangeFormat {
  /// The format whose members an object of JSON has.
  public init?(members json: JSON) {
    if case .object(let object) = json, SafetensorsShards.recognises(object) {
      self = .shards
    } else if ModelJSON.recognises(json) {
      self = .json
    } else if ToyNeuralNetwork.recognises(json) {
      self = .toyNeuralNetwork
    } else if BrainJS.recognises(json) {
      self = .brainJS
    } else {
      return nil
    }
  }

  private static let frontSize = 4096

  /// The format that a file's content shows, and where that shows nothing, its name; nil where neither does.
  ///
  /// - Parameter limits: `memory` bounds what is made of a JSON text, which shows its format by its members.
  /// - Throws: `FormatError` for a file that is of a format that is known and not read, with what to do about it;
  ///   for JSON or an archive that is damaged; or `system`.
  public init?(
    contentsOf path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    let front = try Self.front(of: path)
    if front.starts(with: [0x89, 0x4E, 0x4E, 0x4D]) {
      self = .nnmodel
    } else if Safetensors.recognises(Array(front)) {
      self = .safetensors
    } else if ZipKind.recognises(front) {
      self = try Self.archive(path)
    } else if NPY.recognises(front) {
      self = .npy
    } else if FANN.recognises(front) {
      self = .fann
    } else if front.first(where: { !Self.isBlank($0) }) == UInt8(ascii: "{") {
      guard let format = try Self.json(path, limits) else { return nil }
      self = format
    } else if Genann.recognises(front) {
      self = .genann
    } else {
      try Self.refuseUnread(front, path)
      if ONNX.recognises(front) {
        self = .onnx
      } else if Self(name: path) == .csv {
        self = .csv
      } else {
        return nil
      }
    }
  }

  private static func front(of path: String) throws(FormatError) -> ArraySlice<UInt8> {
    let file = try File(opening: path)
    var front: [UInt8] = []
    while front.count < frontSize {
      let piece = try file.readNext(upTo: frontSize - front.count)
      if piece.isEmpty { break }
      front += piece
    }
    return front[...]
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func archive(_ path: String) throws(FormatError) -> ExchangeFormat {
    let kind = try ZipKind(contentsOf: path)
    if let refusal = kind.refusal { throw refusal.inFile(path) }
    return kind == .npz ? .npz : .pytorch
  }

  private static func json(
    _ path: String, _ limits: ReaderLimits
  ) throws(FormatError) -> ExchangeFormat? {
    Self(members: try JSONFile(reading: path, limits: limits).json)
  }

  /// Formats that are known, and not read.
  private static func refuseUnread(
    _ front: ArraySlice<UInt8>, _ path: String
  ) throws(FormatError) {
    let known: [(front: [UInt8], what: String)] = [
      (
        [0x89] + Array("HDF\r\n".utf8),
        "HDF5, as Keras has it; two lines of Python hand the model over (FromKeras in the documentation)"
      ),
      (Array("GGUF".utf8), "GGUF; its own tools write safetensors"),
      (
        [0x80, 0x02, 0x8A, 0x0A],
        "a file of PyTorch before 1.6; torch.save in a newer one writes what is read"
      ),
    ]
    guard let found = known.first(where: { front.starts(with: $0.front) }) else { return }
    throw FormatError(
      .invalidValue(expected: "a format that is read", found: found.what), field: "file", offset: 0,
      path: path)
  }
}
