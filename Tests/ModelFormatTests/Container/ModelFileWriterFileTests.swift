import Glibc
import TestSupport
import Testing

@testable import ModelFormat

/// Tensors that are written from a file where their bytes lie one after another.
struct ModelFileWriterFileTests {
  private static func infos() throws -> [TensorInfo] {
    [
      try TensorInfo("nothing", .f32, [0]), try TensorInfo("weights", .f32, [3, 5_000]),
      try TensorInfo("flags", .bool, [9_000]), try TensorInfo("noise", .i64, [1_234]),
      try TensorInfo("last", .u8, [0, 4]),
    ]
  }

  private static func bytes(of infos: [TensorInfo]) -> [UInt8] {
    var generator = Deterministic(seed: 9)
    return infos.flatMap { info in
      let bytes = generator.bytes(info.byteCount)
      return info.type == .bool ? bytes.map { $0 & 1 } : bytes
    }
  }

  private func write(
    _ bytes: [UInt8], at start: Int, threads: Int, in directory: TemporaryDirectory,
    afterOpening change: (String) throws -> Void = { _ in }
  ) throws -> [UInt8] {
    let front = [UInt8](repeating: 0xAA, count: start)
    let source = try directory.write(front + bytes, to: "source")
    let file = try File(opening: source)
    try change(source)
    var options = WriteOptions()
    options.chunkSize = 4096
    options.threads = threads
    var writer = try ModelFileWriter(
      replacing: directory.file("packed"), header: Header(tensors: try Self.infos()),
      options: options)
    try writer.appendAll(from: file, at: UInt64(start))
    try writer.finish()
    return try directory.bytes("packed")
  }

  @Test("writes what is written from memory", arguments: [1, 2, 4], [0, 77])
  func same(_ threads: Int, _ start: Int) throws {
    let directory = try TemporaryDirectory()
    let infos = try Self.infos()
    let bytes = Self.bytes(of: infos)
    let found = try write(bytes, at: start, threads: threads, in: directory)
    var position = 0
    let tensors = infos.map { info in
      defer { position += info.byteCount }
      return Tensor(info, bytes: Array(bytes[position..<position + info.byteCount]))
    }
    var options = WriteOptions()
    options.chunkSize = 4096
    try ModelFileWriter.write(tensors, to: directory.file("expected"), options: options)
    #expect(try directory.bytes("expected") == found)
  }

  @Test("refuses a bool of 2 wherever it is, and tells the first", arguments: [1, 4])
  func bools(_ threads: Int) throws {
    let directory = try TemporaryDirectory()
    var bytes = Self.bytes(of: try Self.infos())
    for place in [8_900, 5_000] { bytes[60_000 + place] = UInt8(place % 7 + 2) }
    let error = #expect(throws: FormatError.self) {
      _ = try write(bytes, at: 5, threads: threads, in: directory)
    }
    #expect(error?.code == "invalid-value")
    #expect(error?.field == "tensors[\"flags\"]")
    #expect("\(error.map { "\($0)" } ?? "")".contains("\(5_000 % 7 + 2)"))
    #expect(try directory.contents() == ["source"])
  }

  @Test(
    "tells of a file that becomes shorter, and leaves nothing", arguments: [0, 1, 60_005, 78_000])
  func shrinking(_ size: Int) throws {
    let directory = try TemporaryDirectory()
    let bytes = Self.bytes(of: try Self.infos())
    let error = #expect(throws: FormatError.self) {
      _ = try write(bytes, at: 5, threads: 2, in: directory) { source in
        #expect(unsafe truncate(source, off_t(size)) == 0)
      }
    }
    #expect(error?.code == "truncated")
    #expect(error?.path == directory.file("source"))
    #expect(try directory.contents() == ["source"])
  }
}
