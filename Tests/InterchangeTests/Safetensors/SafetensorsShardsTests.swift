import Glibc
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Shards that huggingface_hub 2.4 wrote of a file that PyTorch wrote.
struct SafetensorsShardsTests {
  private static let folder = "peers/safetensors/sharded"
  private static let index = "model.safetensors.index.json"
  private static let files = [
    "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", index,
  ]

  @Test("holds what the file in one piece holds, and predicts the same")
  func whole() throws {
    let directory = try TemporaryDirectory()
    let shards = try SafetensorsShards(index: Fixtures.path("\(Self.folder)/\(Self.index)"))
    var options = ImportOptions()
    options.activations = [.relu, .linear]
    let packed = directory.file("packed.nnmodel")
    try shards.convert(assembly: try shards.assembly(options), to: packed)

    let reader = try Safetensors.Reader(
      reading: File(opening: Fixtures.path("peers/torch/digits_mlp.safetensors")))
    let whole = directory.file("whole.nnmodel")
    let assembly = try Safetensors.assembly(of: reader, options)
    try Safetensors.convert(reader, assembly: assembly, to: whole)
    let first = try ModelFile(opening: packed)
    let second = try ModelFile(opening: whole)
    #expect(first.tensors.count == second.tensors.count)
    for tensor in second.tensors {
      #expect(try first.read(tensor.name) == second.read(tensor.name), "\(tensor.name)")
    }
    #expect(try ModelSummary(first.header).topology == ModelSummary(second.header).topology)
  }

  /// A copy of the peer's files, with the index changed.
  private static func copy(
    into directory: TemporaryDirectory, _ change: (String) -> String
  ) throws -> String {
    for name in files {
      var bytes = try Fixtures.bytes("\(folder)/\(name)")
      if name == index { bytes = Array(change(String(decoding: bytes, as: UTF8.self)).utf8) }
      _ = try directory.write(bytes, to: name)
    }
    return directory.file(index)
  }

  @Test(
    "refuses an index that leads elsewhere or does not fit",
    arguments: [
      ("model-00002-of-00002.safetensors", "../model-00002-of-00002.safetensors", "invalid-value"),
      ("model-00002-of-00002.safetensors", "/etc/passwd", "invalid-value"),
      ("model-00002-of-00002.safetensors", "..", "invalid-value"),
      ("model-00002-of-00002.safetensors", "", "invalid-value"),
      ("model-00002-of-00002.safetensors", "other.safetensors", "system"),
      ("\"2.bias\"", "\"2.bios\"", "inconsistent"),
      ("    \"2.bias\": \"model-00002-of-00002.safetensors\",\n", "", "inconsistent"),
      ("\"2.bias\"", "\"2.bias\": \"model-00001-of-00002.safetensors\", \"3\"", "inconsistent"),
      ("\"2.bias\": ", "\"2.bias\": 7, \"3\": ", "wrong-type"),
      ("\"weight_map\"", "\"weights\"", "missing-member"),
      ("{", "[", "invalid-json"),
    ])
  func refusals(_ old: String, _ new: String, _ code: String) throws {
    let directory = try TemporaryDirectory()
    let path = try Self.copy(into: directory) { $0.replacing(old, with: new) }
    let error = #expect(throws: FormatError.self) { _ = try SafetensorsShards(index: path) }
    #expect(error?.code == code)
    #expect(error?.path != nil)
  }

  @Test("refuses a shard that is cut short, and leaves nothing")
  func truncated() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.copy(into: directory) { $0 }
    let name = Self.files[1]
    _ = try directory.write(Array(try directory.bytes(name).dropLast()), to: name)
    let error = #expect(throws: FormatError.self) { _ = try SafetensorsShards(index: path) }
    #expect(error?.code == "truncated")
    #expect(error?.path == directory.file(name))
  }

  @Test("opens links to files, as caches have them, and waits for no pipe")
  func links() throws {
    let directory = try TemporaryDirectory()
    let path = try Self.copy(into: directory) { $0 }
    let shard = directory.file(Self.files[1])
    try #require(unsafe rename(shard, directory.file("blob")) == 0)
    try #require(unsafe symlink("blob", shard) == 0)
    let shards = try SafetensorsShards(index: path)
    let packed = directory.file("packed.nnmodel")
    try shards.convert(assembly: try shards.assembly(ImportOptions()), to: packed)
    for target in ["pipe", "nothing"] {
      try #require(unsafe unlink(shard) == 0)
      if target == "pipe" { try #require(unsafe mkfifo(directory.file(target), 0o600) == 0) }
      try #require(unsafe symlink(target, shard) == 0)
      let error = #expect(throws: FormatError.self) { _ = try SafetensorsShards(index: path) }
      #expect(error?.code == (target == "pipe" ? "invalid-value" : "system"))
      #expect(error?.path == shard)
    }
  }

  @Test("takes much free text in its stride")
  func metadata() throws {
    let directory = try TemporaryDirectory()
    let texts = (0..<200_000).map { "\"\($0)\":\"\"" }.joined(separator: ",")
    let json = Array("\"__metadata__\":{\(texts)}}".utf8)
    let tensor = Array(#"{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#.utf8)
    let header = tensor + json
    _ = try directory.write(HandmadeZip.number(UInt64(header.count), 8) + header, to: "a")
    let index = try directory.write(Array(#"{"weight_map":{"t":"a"}}"#.utf8), to: "i.json")
    let shards = try SafetensorsShards(index: index)
    let seconds = try threadSeconds { _ = try shards.assembly(ImportOptions()) }
    #expect(seconds < 20)
  }
}
