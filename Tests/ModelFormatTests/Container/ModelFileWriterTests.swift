import TestSupport
import Testing

@testable import ModelFormat

struct ModelFileWriterTests {
  private func tensors() throws -> [Tensor] {
    var generator = Deterministic(seed: 19)
    return [
      try Tensor("scalar", shape: [], [3.5] as [Double]),
      Tensor(try TensorInfo("noise", .u8, [5000]), bytes: generator.bytes(5000)),
      Tensor(try TensorInfo("empty", .f32, [0, 3]), bytes: []),
      try Tensor("counted", shape: [50, 60], (0..<3000).map { Int32($0) }),
      Tensor(try TensorInfo("flags", .bool, [9]), bytes: [0, 1, 1, 0, 0, 0, 1, 0, 1]),
      Tensor(try TensorInfo("exact", .u8, [4096]), bytes: [UInt8](repeating: 4, count: 4096)),
    ]
  }

  private var small: WriteOptions {
    var options = WriteOptions()
    options.chunkSize = 4096
    options.durability = .none
    return options
  }

  @Test(
    "takes its bytes in pieces of any size", arguments: [1, 2, 7, 63, 4095, 4096, 4097, 30_000])
  func appendsInPiecesOfAnySize(_ size: Int) throws {
    let directory = try TemporaryDirectory()
    let tensors = try tensors()
    let whole = try ModelFileWriter.bytes(tensors, options: small)
    let all = tensors.flatMap(\.bytes)
    var writer = try ModelFileWriter(
      replacing: directory.file("file"), header: Header(tensors: tensors.map(\.info)),
      options: small)
    for start in stride(from: 0, to: all.count, by: size) {
      try writer.append(all.span.extracting(start..<min(start + size, all.count)))
    }
    try writer.append([UInt8]().span)
    try writer.finish()
    #expect(try directory.bytes("file") == whole)
    let file = try ModelFile(parsing: whole)
    for tensor in tensors { #expect(try file.read(tensor.info.name) == tensor.bytes) }
  }

  @Test("gives the same bytes for the same content", arguments: Compression.allCases)
  func sameContentSameBytes(_ compression: Compression) throws {
    let directory = try TemporaryDirectory()
    var options = small
    options.compression = compression
    let first = try ModelFileWriter.bytes(try tensors(), options: options)
    #expect(try ModelFileWriter.bytes(try tensors(), options: options) == first)
    // Also over another file, of another mode and content, and by way of a reader.
    let path = try directory.write([UInt8](repeating: 1, count: 100_000), to: "file")
    try ModelFileWriter.write(try tensors(), to: path, options: options)
    #expect(try directory.bytes("file") == first)
    let again = try ModelStream(reading: File(opening: path)).readAll()
    #expect(try ModelFileWriter.bytes(again, options: options) == first)
  }

  @Test("writes the example of the specification but for its header's compression")
  func example() throws {
    let bytes = try ModelFileWriter.bytes([Tensor("a", shape: [3], [1, 2, 3] as [UInt8])])
    let file = try ModelFile(parsing: bytes)
    #expect(file.byteCount == UInt64(bytes.count))
    #expect(bytes.suffix(3) == [1, 2, 3])
    #expect((bytes.count - 3) % 64 == 0)
    #expect(
      try file.digest() == "dd6f6cf8bd6010c3e7edda8360b8957f4ae22cd9a9707be69fd8870644014aaa")
  }

  @Test("keeps optional features, the known and the unknown, when a file is rewritten")
  func optionalFeaturesSurviveRewriting() throws {
    let directory = try TemporaryDirectory()
    for features: UInt32 in [0, 1, 0x8000, 0x1_0000, 0xFFFF_FFFF] {
      var options = small
      options.optionalFeatures = features
      let path = directory.file("file")
      try ModelFileWriter.write(try tensors(), to: path, options: options)
      #expect(try ModelFile(opening: path).optionalFeatures == features)
      let again = directory.file("again")
      try ModelStream(reading: File(opening: path)).rewrite(to: again, options: small)
      #expect(try ModelFile(opening: again).optionalFeatures == features)
    }
    let golden = Fixtures.path("v1/optional-features.nnmodel")
    let again = directory.file("golden")
    try ModelStream(reading: File(opening: golden)).rewrite(to: again)
    let features = try ModelFile(opening: golden).optionalFeatures
    #expect(features != 0)
    #expect(try ModelFile(opening: again).optionalFeatures == features)
  }

  @Test("keeps whatever it does not know when a file is rewritten", arguments: Fixtures.golden)
  func unknownPartsAreKept(_ fixture: GoldenFixture) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("again")
    try ModelStream(reading: File(opening: fixture.path)).rewrite(to: path, options: small)
    let old = try ModelFile(opening: fixture.path)
    let new = try ModelFile(opening: path)
    var expected = old.header
    expected["producer"] = Producer.json
    #expect(new.header == expected)
    #expect(new.header.json.canonicalBytes() == expected.json.canonicalBytes())
    #expect(try new.digest() == fixture.digest)
    #expect(new.version == (1, 0))
    for tensor in fixture.tensors {
      #expect(hexadecimal(SHA256.digest(try new.read(tensor.name))) == tensor.sha256)
    }
  }

  @Test("rewrites a file onto itself")
  func ontoItself() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      try Fixtures.bytes("v1/several-chunks.nnmodel"), to: "file")
    let digest = try ModelFile(opening: path).digest()
    try ModelStream(reading: File(opening: path)).rewrite(to: path, options: small)
    #expect(try ModelFile(opening: path).digest() == digest)
    #expect(try directory.contents() == ["file"])
  }

  @Test("leaves the old file where the one that it rewrites is damaged")
  func damagedSource() throws {
    let directory = try TemporaryDirectory()
    var bytes = try Fixtures.bytes("v1/several-chunks.nnmodel")
    bytes[bytes.count - 1] ^= 1
    let source = try directory.write(bytes, to: "source")
    let target = try directory.write([1, 2, 3], to: "target")
    for path in [target, source] {
      let error = #expect(throws: FormatError.self) {
        try ModelStream(reading: File(opening: source)).rewrite(to: path)
      }
      #expect(error?.code == "checksum-mismatch")
      #expect(error?.path == source)
    }
    #expect(try directory.bytes("target") == [1, 2, 3])
    #expect(try directory.bytes("source") == bytes)
    #expect(try directory.contents() == ["source", "target"])
  }

  @Test("refuses before it touches a file what no reader would take")
  func refusesBeforeWriting() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1, 2, 3], to: "file")
    let fine = try TensorInfo("a", .u8, [1])
    let many = try TensorInfo("m", .u8, [1 << 45])
    let deep: JSON = (0..<32).reduce(1) { value, _ in [value] }
    let cases: [([TensorInfo], JSONObject, Int, String, String)] = [
      ([fine], ["x": deep], 4096, "invalid-json", "header"),
      ([fine], ["x": "\0"], 4096, "invalid-json", "header"),
      ([fine], ["x": ["y": .number(.nan)]], 4096, "out-of-range", "header.x.y"),
      ([fine], ["model": []], 4096, "wrong-type", "header.model"),
      ([fine], ["metadata": ["a": 1]], 4096, "wrong-type", "header.metadata.a"),
      ([many], [:], 4096, "limit-exceeded", "prelude.chunkCount"),
      ([fine], [:], 0, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], -4096, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], 2048, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], 4097, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], 32 << 20, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], Int.max, "out-of-range", "prelude.chunkSize"),
      ([fine], [:], Int.min, "out-of-range", "prelude.chunkSize"),
    ]
    for (infos, members, chunkSize, code, field) in cases {
      var options = small
      options.chunkSize = chunkSize
      let header = try Header(tensors: infos, members: members)
      for target in [path, directory.file("new"), directory.file("missing/file")] {
        let error = #expect(throws: FormatError.self) {
          _ = try ModelFileWriter(replacing: target, header: header, options: options)
        }
        #expect(error?.code == code)
        #expect(error?.field == field)
      }
      #expect(try directory.contents() == ["file"])
    }
    let twice = #expect(throws: FormatError.self) {
      try ModelFileWriter.write([Tensor(fine, bytes: [1]), Tensor(fine, bytes: [2])], to: path)
    }
    #expect(twice?.code == "duplicate-name")
    #expect(try directory.bytes("file") == [1, 2, 3])
    #expect(try directory.contents() == ["file"])
  }

  @Test("refuses a bool that is neither 0 nor 1, and leaves the old file")
  func bools() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1, 2, 3], to: "file")
    let tensor = Tensor(try TensorInfo("flags", .bool, [3]), bytes: [0, 1, 2])
    let error = #expect(throws: FormatError.self) {
      try ModelFileWriter.write([tensor], to: path)
    }
    let expected = FormatError(
      .invalidValue(expected: "0 or 1", found: "2"), field: "tensors[\"flags\"]")
    #expect(error == expected)
    #expect(try directory.bytes("file") == [1, 2, 3])
    #expect(try directory.contents() == ["file"])
  }

  @Test("writes a file of no tensors, and one of empty ones")
  func nothing() throws {
    let none = try ModelFile(parsing: try ModelFileWriter.bytes([]))
    #expect(none.tensors.isEmpty)
    #expect(none.byteCount == none.contents.prelude.tableEnd)
    let empty = Tensor(try TensorInfo("e", .f64, [1 << 40, 0]), bytes: [])
    let file = try ModelFile(parsing: try ModelFileWriter.bytes([empty]))
    try file.verify()
    #expect(try file.read("e") == [])
  }

  @Test("rewrites what comes through a pipe")
  func fromAPipe() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("out")
    try ModelFileWriter.write(try tensors(), to: path, options: small)
    let expected = try directory.bytes("out")
    let pipe = directory.pipe("pipe", holding: expected)
    let again = directory.file("again")
    try ModelStream(reading: File(opening: pipe)).rewrite(to: again, options: small)
    #expect(try ModelStream(reading: File(opening: again)).readAll() == (try tensors()))
  }
}
