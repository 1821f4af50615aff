import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct ModelStreamTests {
  private func tensors() throws -> [Tensor] {
    var generator = Deterministic(seed: 18)
    return [
      Tensor(try TensorInfo("a", .u8, [9000]), bytes: generator.bytes(9000)),
      Tensor(try TensorInfo("e", .f32, [0]), bytes: []),
      try Tensor("b", shape: [], [1] as [Double]),
    ]
  }

  private func file() throws -> [UInt8] {
    var options = WriteOptions()
    options.chunkSize = 4096
    return try ModelFileWriter.bytes(try tensors(), options: options)
  }

  @Test("reads a pipe and a file alike, chunk by chunk, in order")
  func order() throws {
    let directory = try TemporaryDirectory()
    for path in [
      directory.pipe("pipe", holding: try file()), try directory.write(try file(), to: "file"),
    ] {
      let stream = try ModelStream(reading: File(opening: path))
      #expect(stream.header.tensors.map(\.name) == ["a", "e", "b"])
      #expect(stream.optionalFeatures == 0)
      var pieces: [[Int]] = []
      var bytes: [UInt8] = []
      try stream.forEachChunk { tensor, raw in
        pieces.append([tensor, raw.count])
        bytes.append(contentsOf: raw)
      }
      #expect(pieces == [[0, 4096], [0, 4096], [0, 808], [2, 8]])
      #expect(bytes == (try tensors().flatMap(\.bytes)))
    }
  }

  @Test("notices what follows the last chunk of a pipe")
  func trailing() throws {
    let directory = try TemporaryDirectory()
    let bytes = try file()
    for (index, more) in ([[0], [1, 2, 3]] as [[UInt8]]).enumerated() {
      let path = directory.pipe("pipe\(index)", holding: bytes + more)
      let error = #expect(throws: FormatError.self) {
        _ = try ModelStream(reading: File(opening: path)).readAll()
      }
      let expected = FormatError(
        .trailingBytes(expected: UInt64(bytes.count)), field: "file", offset: UInt64(bytes.count),
        path: path)
      #expect(error == expected)
    }
  }

  @Test("tells where a pipe ends too early")
  func truncated() throws {
    let directory = try TemporaryDirectory()
    let bytes = try file()
    for count in [0, 8, 63, 64, 100, 200, 4000, 9000, bytes.count - 9, bytes.count - 1] {
      let path = directory.pipe("pipe\(count)", holding: Array(bytes[..<count]))
      let error = #expect(throws: FormatError.self) {
        _ = try ModelStream(reading: File(opening: path)).readAll()
      }
      #expect(error?.code == "truncated", "\(count)")
      #expect(error?.field == "file")
      #expect(error?.offset == UInt64(count))
      #expect(error?.path == path)
    }
  }

  @Test("reads every tensor, and their digest")
  func readAll() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(try file(), to: "file")
    #expect(try ModelStream(reading: File(opening: path)).readAll() == (try tensors()))
    let digest = try ModelFile(opening: path).digest()
    #expect(try ModelStream(reading: File(opening: path)).digest() == digest)
  }

  @Test("reads one tensor in memory for it alone, and checks the others")
  func oneTensor() throws {
    let directory = try TemporaryDirectory()
    var limits = ReaderLimits()
    limits.memory = 8
    let path = try directory.write(try file(), to: "file")
    func read(_ name: String) throws -> Tensor {
      try ModelStream(reading: File(opening: path), limits: limits).read(name)
    }
    #expect(try read("b") == tensors()[2])
    #expect(try read("e") == tensors()[1])
    for (name, code) in [("a", "limit-exceeded"), ("c", "not-found")] {
      let error = #expect(throws: FormatError.self) { try read(name) }
      #expect(error?.code == code && error?.path == path)
    }
    var bytes = try file()
    bytes[bytes.count / 2] ^= 1
    try directory.write(bytes, to: "file")
    #expect(throws: FormatError.self) { try read("b") }
  }
}
