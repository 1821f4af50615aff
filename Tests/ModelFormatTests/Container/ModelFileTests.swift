import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct ModelFileTests {
  private static let rowCount = 23
  private static let rowSize = 701

  /// Some 16 KiB of u8 in chunks of 4096, so that rows lie in one chunk, in two, at ends.
  private static let content: [UInt8] = {
    var generator = Deterministic(seed: 17)
    return generator.bytes(rowCount * rowSize).enumerated().map { $0 / 5000 % 2 == 0 ? $1 : $1 & 3 }
  }()

  private func made(_ compression: Compression) throws -> ModelFile {
    var options = WriteOptions()
    options.chunkSize = 4096
    options.compression = compression
    let tensors = [
      try Tensor("first", shape: [3], [1, 2, 3] as [Int32]),
      Tensor(try TensorInfo("rows", .u8, [Self.rowCount, Self.rowSize]), bytes: Self.content),
      try Tensor("scalar", shape: [], [2.5] as [Double]),
      try Tensor("empty", shape: [4, 0], [] as [Float]),
      try Tensor("none", shape: [0, 4], [] as [Float]),
    ]
    return try ModelFile(parsing: try ModelFileWriter.bytes(tensors, options: options))
  }

  @Test("reads every range of rows as the slice of the whole", arguments: Compression.allCases)
  func rows(_ compression: Compression) throws {
    let file = try made(compression)
    #expect(try file.read("rows") == Self.content)
    for first in 0...Self.rowCount {
      for last in first...Self.rowCount {
        let expected = Self.content[first * Self.rowSize..<last * Self.rowSize]
        #expect(try file.read("rows", rows: first..<last) == Array(expected))
      }
    }
  }

  @Test("reads rows of a scalar and of what is empty")
  func oddRows() throws {
    let file = try made(.auto)
    #expect(try file.read("scalar", rows: 0..<1) == [0, 0, 0, 0, 0, 0, 4, 0x40])
    #expect(try file.read("scalar", rows: 1..<1) == [])
    #expect(try file.read("empty", rows: 0..<4) == [])
    #expect(try file.read("none", rows: 0..<0) == [])
  }

  @Test("tells of rows that are not there")
  func absentRows() throws {
    let file = try made(.auto)
    let cases = [
      ("rows", 0..<24, "rows 0..<24 of 23"), ("rows", -1..<2, "rows -1..<2 of 23"),
      ("rows", 24..<24, "rows 24..<24 of 23"), ("scalar", 0..<2, "rows 0..<2 of 1"),
      ("none", 0..<1, "rows 0..<1 of 0"), ("rows", 0..<Int.max, "rows 0..<\(Int.max) of 23"),
      ("rows", Int.min..<0, "rows \(Int.min)..<0 of 23"),
    ]
    for (name, rows, what) in cases {
      let error = #expect(throws: FormatError.self) { try file.read(name, rows: rows) }
      #expect(error == FormatError(.notFound(what), field: "tensors[\"\(name)\"]"))
    }
  }

  @Test("reads a tensor as values of its own type and no other")
  func typed() throws {
    let file = try made(.auto)
    #expect(try file.read("first", as: Int32.self) == [1, 2, 3])
    #expect(try file.read("scalar", as: Double.self) == [2.5])
    #expect(try file.read("empty", as: Float.self) == [])
    let error = #expect(throws: FormatError.self) { try file.read("first", as: Float.self) }
    let expected = FormatError(
      .wrongType(expected: "f32", found: "i32"), field: "tensors[\"first\"]")
    #expect(error == expected)
  }

  @Test("tells of a tensor that is not there, by every way to ask for it")
  func absentTensor() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("file")
    try ModelFileWriter.write([Tensor("\u{E9}", shape: [1], [1] as [UInt8])], to: path)
    let file = try ModelFile(opening: path)
    // The same letter of other bytes.
    let name = "e\u{301}"
    for error in [
      #expect(throws: FormatError.self) { try file.read(name) },
      #expect(throws: FormatError.self) { try file.read(name, as: UInt8.self) },
      #expect(throws: FormatError.self) { try file.read(name, rows: 0..<1) },
      #expect(throws: FormatError.self) { try file.readChunks(of: name) { _ in } },
      #expect(throws: FormatError.self) { try file.storage(of: name) },
      #expect(throws: FormatError.self) { _ = try file.map(name) },
    ] {
      let expected = FormatError(.notFound("tensor"), field: "tensors[\"\(name)\"]", path: path)
      #expect(error == expected)
      #expect(error?.description == "\(path): tensors[\"\(name)\"]: not in the file: tensor")
    }
  }

  @Test("hands over a tensor chunk by chunk")
  func chunks() throws {
    let file = try made(.auto)
    var sizes: [Int] = []
    var bytes: [UInt8] = []
    try file.readChunks(of: "rows") { raw in
      sizes.append(raw.count)
      bytes.append(contentsOf: raw)
    }
    #expect(sizes == [4096, 4096, 4096, 3835])
    #expect(bytes == Self.content)
  }

  @Test("passes on what its user throws")
  func bodyThrows() throws {
    let failure = FormatError(.missingMember, field: "mine", path: "other")
    let file = try made(.raw)
    let error = #expect(throws: FormatError.self) {
      try file.readChunks(of: "rows") { (_) throws(FormatError) in throw failure }
    }
    #expect(error == failure)
  }

  @Test("checks what it reads, and only that")
  func damage() throws {
    var bytes = try ModelFileWriter.bytes([
      Tensor("a", shape: [2], [1, 2] as [UInt8]), Tensor("b", shape: [2], [3, 4] as [UInt8]),
    ])
    bytes[bytes.count - 1] ^= 1
    let file = try ModelFile(parsing: bytes)
    #expect(try file.read("a") == [1, 2])
    for error in [
      #expect(throws: FormatError.self) { try file.read("b") },
      #expect(throws: FormatError.self) { try file.read("b", rows: 0..<1) },
      #expect(throws: FormatError.self) { try file.verify() },
      #expect(throws: FormatError.self) { _ = try file.digest() },
    ] {
      #expect(error?.code == "checksum-mismatch")
      #expect(error?.field == "tensors[\"b\"].chunks[0]")
      #expect(error?.offset == UInt64(bytes.count - 2))
    }
  }

  @Test("tells what stands in the prelude")
  func prelude() throws {
    let file = try ModelFile(opening: Fixtures.path("v1/minor-7.nnmodel"))
    #expect(file.version == (1, 7))
    #expect(file.byteCount == 195)
    #expect(file.optionalFeatures == 0)
    #expect(
      try ModelFile(opening: Fixtures.path("v1/chunk-size-16mib.nnmodel")).chunkSize == 16 << 20)
    #expect(
      try ModelFile(opening: Fixtures.path("v1/optional-features.nnmodel")).optionalFeatures != 0)
  }

  @Test("refuses a pipe, a directory and what is not there")
  func cannotOpen() throws {
    let directory = try TemporaryDirectory()
    let pipe = directory.pipe("pipe", holding: [])
    let error = #expect(throws: FormatError.self) { _ = try ModelFile(opening: pipe) }
    #expect(error == FormatError(.system(errno: ESPIPE), field: "seek", path: pipe))
    let folder = #expect(throws: FormatError.self) { _ = try ModelFile(opening: directory.path) }
    #expect(folder?.reason == .system(errno: EISDIR))
    let missing = #expect(throws: FormatError.self) {
      _ = try ModelFile(opening: directory.file("missing"))
    }
    #expect(missing?.reason == .system(errno: ENOENT))
  }

  @Test("serves several threads at once")
  func concurrent() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("file")
    try ModelFileWriter.write(
      [Tensor(TensorInfo("rows", .u8, [Self.rowCount, Self.rowSize]), bytes: Self.content)],
      to: path)
    let shared = Shared(try ModelFile(opening: path))
    let results = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 { group.addTask { (try? shared.file.read("rows")) == Self.content } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results == [Bool](repeating: true, count: 16))
  }
}

/// A file that several tasks read.
private final class Shared: Sendable {
  let file: ModelFile

  init(_ file: consuming ModelFile) { self.file = file }
}
