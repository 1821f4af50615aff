import Interchange
import ModelFormat
import NeuralNetwork

/// The formats that the tool reads and writes, told by content first and by name second.
enum ModelKind: String {
  case nnmodel
  case safetensors

  /// What a file's first bytes say.
  init?(firstBytes: [UInt8]) {
    if firstBytes.starts(with: [0x89, 0x4E, 0x4E, 0x4D]) {
      self = .nnmodel
    } else if Safetensors.recognises(firstBytes) {
      self = .safetensors
    } else {
      return nil
    }
  }

  /// What a file's name says.
  init?(path: String) {
    let kinds: [ModelKind] = [.nnmodel, .safetensors]
    guard let kind = kinds.first(where: { path.hasSuffix(".\($0.rawValue)") }) else { return nil }
    self = kind
  }
}

/// A model file of the user's: a path, or `-` for standard input.
enum ModelInput {
  /// Opens a model file front to back.
  static func stream(_ path: String) throws(FormatError) -> ModelStream {
    try ModelStream(reading: try file(path))
  }

  /// Reads a whole model.
  static func model(_ path: String) throws -> Model {
    if path == "-" { return try Model(reading: try stream(path)) }
    return try Model(contentsOf: path)
  }

  /// Opens a file, or standard input.
  static func file(_ path: String) throws(FormatError) -> File {
    path == "-" ? .standardInput() : try File(opening: path)
  }

  /// The format of a file, where its first bytes tell.
  static func kind(of path: String) throws(FormatError) -> ModelKind? {
    let file = try File(opening: path)
    guard file.size != nil else { return nil }
    return ModelKind(firstBytes: try file.readNext(upTo: 64))
  }
}

/// A file that a command is to write.
struct Output {
  var path: String
  var kind: ModelKind

  /// Refuses to write over a file that is something else: a slip of the hand must not cost anybody their
  /// data.
  ///
  /// - Throws: `Failure` where such a file stands there.
  func check(force: Bool) throws {
    guard !force, let file = try? File(opening: path), let size = file.size, size > 0 else {
      return
    }
    let found = ModelKind(firstBytes: try file.readNext(upTo: 64))
    if found != kind {
      let what = found.map { "a \($0.rawValue) file" } ?? "no model file"
      throw Failure(
        .cannotCreate, "\(path): is there already and is \(what); --force writes over it")
    }
  }
}
