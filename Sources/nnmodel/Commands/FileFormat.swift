import Interchange
import ModelFormat

/// The formats that the tool reads and writes, told by content first and by name second.
enum FileFormat: String, CaseIterable {
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
    guard let kind = Self.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
      return nil
    }
    self = kind
  }

  /// What the first bytes of a regular file say.
  ///
  /// - Throws: `FormatError` with `system` where it cannot be read.
  init?(contentsOf path: String) throws(FormatError) {
    let file = try File(opening: path)
    self.init(firstBytes: try file.readNext(upTo: 64))
  }

  /// With its article: "a model file".
  var noun: String {
    switch self {
    case .nnmodel: "a model file"
    case .safetensors: "a safetensors file"
    }
  }
}
