import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Files that safetensors 0.8.0 and PyTorch 2.13 wrote, with their own values and predictions.
struct SafetensorsTests {
  /// What the peer's own library read back.
  private struct Expected: Decodable {
    let dtype: String
    let shape: [Int]
    let sha256: String
  }

  private static func expected(_ name: String) throws -> [String: Expected] {
    let bytes = try Fixtures.bytes("peers/safetensors/\(name).tensors.json")
    return try JSONDecoder().decode([String: Expected].self, from: Data(bytes))
  }

  @Test(
    "keeps every tensor of the peer's files",
    arguments: [
      "every_dtype", "scalar_empty", "unicode_metadata", "nothing", "one_bool", "many_2000",
      "one_f64", "one_f32", "one_f16", "one_i64", "one_u8",
    ])
  func tensors(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("packed.nnmodel")
    let source = Fixtures.path("peers/safetensors/\(name).safetensors")
    try convert(
      Safetensors.Reader(reading: File(opening: source)), ImportOptions(), to: path)
    let file = try ModelFile(opening: path)
    let expected = try Self.expected(name)
    #expect(file.tensors.count == expected.count)
    let digests = try sha256(file.tensors.map { try file.read($0.name) })
    for (tensor, digest) in zip(file.tensors, digests) {
      let peer = try #require(expected[tensor.name])
      #expect(tensor.shape == peer.shape)
      #expect(digest == peer.sha256, "\(tensor.name)")
    }
  }

  @Test("gives back the same data", arguments: ["every_dtype", "scalar_empty", "one_bool"])
  func roundTrip(_ name: String) throws {
    let directory = try TemporaryDirectory()
    let (packed, unpacked) = (directory.file("a.nnmodel"), directory.file("b.safetensors"))
    let source = Fixtures.path("peers/safetensors/\(name).safetensors")
    try convert(
      Safetensors.Reader(reading: File(opening: source)), ImportOptions(), to: packed)
    try Safetensors.write(ModelStream(reading: File(opening: packed)), to: unpacked)
    let bytes = try directory.bytes("b.safetensors")
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 64 == 0)
    let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    let header = try #require(object as? [String: [String: Any]])
    for (tensor, peer) in try Self.expected(name) {
      let offsets = try #require(header[tensor]?["data_offsets"] as? [Int])
      let data = Array(bytes[8 + length + offsets[0]..<8 + length + offsets[1]])
      #expect(try sha256([data]) == [peer.sha256], "\(tensor)")
    }
  }

  @Test("refuses a tensor under the name of the free text, and leaves nothing")
  func reserved() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("m.nnmodel")
    try ModelFileWriter.write([try Tensor("__metadata__", shape: [1], [1 as Float])], to: path)
    let error = #expect(throws: FormatError.self) {
      try Safetensors.write(
        ModelStream(reading: File(opening: path)), to: directory.file("m.safetensors"))
    }
    #expect(error?.code == "invalid-name" && error?.field == "tensors[\"__metadata__\"]")
    #expect(try directory.contents() == ["m.nnmodel"])
  }

  @Test("keeps metadata in every script")
  func metadata() throws {
    let reader = try Safetensors.Reader(
      reading: File(opening: Fixtures.path("peers/safetensors/unicode_metadata.safetensors")))
    guard case .object(let metadata)? = try reader.members()["metadata"] else {
      Issue.record("no metadata")
      return
    }
    #expect(metadata["título"] == "Réseau de neurones")
    #expect(metadata["说明"] == "手写数字")
    #expect(metadata["emoji"] == "🧠")
    #expect(metadata["quotes"] == "a\"b\\c\nd\te")
    #expect(metadata["empty"] == "")
  }

  @Test(
    "refuses what the peer refuses",
    arguments: [
      ("bad_header_past_end", "truncated"), ("bad_truncated_data", "truncated"),
      ("bad_wrong_size", "inconsistent"), ("bad_overlap", "inconsistent"),
    ])
  func refuses(_ name: String, _ code: String) throws {
    let path = Fixtures.path("peers/safetensors/\(name).safetensors")
    let error = #expect(throws: FormatError.self) {
      let reader = try Safetensors.Reader(reading: File(opening: path))
      try reader.forEachPiece { _ throws(FormatError) in }
    }
    #expect(error?.code == code, "\(String(describing: error))")
  }

  @Test(
    "refuses malformed headers",
    arguments: [
      (#"[]"#, "invalid-json"), (#"{"a":1}"#, "wrong-type"), (#"{"a":null}"#, "wrong-type"),
      (#"{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}"#, "unknown-word"),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, "inconsistent"),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}"#, "inconsistent"),
      (#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}"#, "wrong-type"),
      (#"{"a":{"dtype":"U8","shape":[1]}}"#, "missing-member"),
      (
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
        "invalid-json"
      ),
      (#"{"a\nb":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, "invalid-name"),
    ])
  func malformed(_ json: String, _ code: String) throws {
    let directory = try TemporaryDirectory()
    let length = UInt64(json.utf8.count)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json.utf8
    let path = try directory.write(bytes, to: "bad.safetensors")
    let error = #expect(throws: FormatError.self) {
      _ = try Safetensors.Reader(reading: File(opening: path))
    }
    #expect(error?.code == code, "\(String(describing: error))")
  }

  @Test("keeps what is made of a header to the limit of memory")
  func headerLimit() throws {
    let directory = try TemporaryDirectory()
    let entries = (0..<20_000).map { #""t\#($0)":{"data_offsets":[0,0],"dtype":"U8","shape":[0]}"# }
    let json = "{\(entries.joined(separator: ","))}"
    let length = UInt64(json.utf8.count)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json.utf8
    let path = try directory.write(bytes, to: "many.safetensors")
    let whole = try Safetensors.Reader(reading: File(opening: path))
    #expect(whole.tensors.count == 20_000)
    var limits = ReaderLimits()
    limits.memory = 2 << 20
    let error = #expect(throws: FormatError.self) {
      _ = try Safetensors.Reader(reading: File(opening: path), limits: limits)
    }
    #expect(error?.code == "limit-exceeded" && error?.path == path)
  }

  @Test(
    "predicts what PyTorch predicts",
    arguments: [
      ("digits_mlp", "digits_mlp", [Activation.relu, .linear]),
      ("digits_mlp_bf16", "digits_mlp", [.relu, .linear]),
      ("digits_mlp_fp16", "digits_mlp", [.relu, .linear]),
      ("diabetes_named", "diabetes_named", [.tanh, .linear]),
    ])
  func predictions(_ name: String, _ inputs: String, _ activations: [Activation]) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("network.nnmodel")
    let reader = try Safetensors.Reader(
      reading: File(opening: Fixtures.path("peers/torch/\(name).safetensors")))
    var options = ImportOptions()
    options.activations = activations
    try convert(reader, options, to: path)
    let model = try Model(contentsOf: path)
    let rows = try numbers("peers/torch/\(inputs).inputs.csv")
    let expected = try numbers("peers/torch/\(name).expected.csv")
    let found = try model.outputs(for: rows).elements
    #expect(found.count == expected.count)
    for (value, peer) in zip(found, expected) {
      #expect(abs(Double(value) - peer) <= 1e-5 + 1e-5 * abs(peer))
    }
  }

  private func convert(
    _ reader: consuming Safetensors.Reader, _ options: ImportOptions, to path: String
  ) throws {
    let assembly = try Safetensors.assembly(of: reader, options)
    try Safetensors.convert(reader, assembly: assembly, to: path)
  }

  private func numbers(_ file: String) throws -> [Double] {
    let text = String(decoding: try Fixtures.bytes(file), as: UTF8.self)
    return text.split { $0 == "\n" || $0 == "," }.compactMap { Double($0) }
  }

  /// The digests by the system's own tool.
  private func sha256(_ pieces: [[UInt8]]) throws -> [String] {
    if pieces.isEmpty { return [] }
    let directory = try TemporaryDirectory()
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = try pieces.enumerated().map {
      try directory.write($1, to: "bytes\($0)")
    }
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map {
      String($0.prefix(64))
    }
  }
}
