import Foundation
import ModelFormat
import TestSupport
import Testing

/// A tensor as another program read it back from a file of its own.
struct PeerTensor: Decodable {
  /// NumPy's spelling without the order of bytes, such as `f4`.
  let dtype: String
  let shape: [Int]
  let sha256: String

  /// One, or several by name, of a JSON file.
  static func load<Value: Decodable>(_ fixture: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(Fixtures.bytes(fixture)))
  }

  private static let types: [String: ElementType] = [
    "b1": .bool, "bool": .bool, "f2": .f16, "f4": .f32, "f8": .f64, "i1": .i8, "i2": .i16,
    "i4": .i32, "i8": .i64, "u1": .u8, "u2": .u16, "u4": .u32, "u8": .u64,
  ]

  /// Whether a tensor is this one, to the bit.
  func matches(_ tensor: Tensor) throws -> Bool {
    guard tensor.info.type == Self.types[dtype], tensor.info.shape == shape else { return false }
    return try Self.sha256(tensor.bytes) == sha256
  }

  /// The digest by the system's own tool.
  private static func sha256(_ bytes: [UInt8]) throws -> String {
    let directory = try TemporaryDirectory()
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = [try directory.write(bytes, to: "bytes")]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output.prefix(64), as: UTF8.self)
  }
}

/// The numbers of a table that another program wrote.
func peerNumbers(_ fixture: String) throws -> [Double] {
  String(decoding: try Fixtures.bytes(fixture), as: UTF8.self)
    .split { $0 == "\n" || $0 == "," }.compactMap { Double($0) }
}
