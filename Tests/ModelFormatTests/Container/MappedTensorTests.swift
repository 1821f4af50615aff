import TestSupport
import Testing

@testable import ModelFormat

struct MappedTensorTests {
  private let values: [Float] = (0..<5000).map { Float($0) / 7 }

  private func write(_ compression: Compression, to path: String, sign: Float = 1) throws {
    var options = WriteOptions()
    options.chunkSize = 4096
    options.compression = compression
    try ModelFileWriter.write(
      [
        Tensor("small", shape: [3], [1, 2, 3] as [UInt8]),
        Tensor("values", shape: [5000], values.map { $0 * sign }),
        Tensor("empty", shape: [0], [] as [Float]),
      ], to: path, options: options)
  }

  private func read(_ tensor: borrowing MappedTensor) -> [Float] {
    tensor.withValues(as: Float.self) { span in span.indices.map { span[$0] } }
  }

  @Test("gives the values where they lie, aligned to 64 bytes", arguments: [false, true])
  func maps(_ checked: Bool) throws {
    let directory = try TemporaryDirectory()
    try write(.raw, to: directory.file("file"))
    let file = try ModelFile(opening: directory.file("file"))
    let tensor = try file.map("values", checked: checked)
    #expect(tensor.info.name == "values")
    #expect(read(tensor) == values)
    for name in ["small", "values"] {
      let address = try file.map(name).withBytes { bytes in
        unsafe bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      }
      #expect(address % 64 == 0)
    }
    #expect(try file.map("small").withBytes { [UInt8](copying: $0) } == [1, 2, 3])
    let count = try file.map("empty", checked: checked).withValues(as: Float.self) { $0.count }
    #expect(count == 0)
  }

  @Test("refuses what is compressed, and what is in memory")
  func notMappable() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("file")
    try write(.auto, to: path)
    let file = try ModelFile(opening: path)
    let error = #expect(throws: FormatError.self) { _ = try file.map("values") }
    #expect(error == FormatError(.notMappable, field: "tensors[\"values\"]", path: path))
    // Three bytes are stored raw all the same.
    #expect(try file.map("small").withBytes { $0.count } == 3)
    try write(.raw, to: path)
    let memory = try ModelFile(parsing: try directory.bytes("file"))
    let inMemory = #expect(throws: FormatError.self) { _ = try memory.map("values") }
    #expect(inMemory == FormatError(.notMappable, field: "tensors[\"values\"]"))
    #expect(try memory.map("empty").withBytes { $0.count } == 0)
  }

  @Test("looks at the checksums where it is asked to")
  func checked() throws {
    let directory = try TemporaryDirectory()
    try write(.raw, to: directory.file("whole"))
    var bytes = try directory.bytes("whole")
    bytes[bytes.count - 1] ^= 0x80
    let path = try directory.write(bytes, to: "damaged")
    let file = try ModelFile(opening: path)
    let error = #expect(throws: FormatError.self) { _ = try file.map("values", checked: true) }
    #expect(error?.code == "checksum-mismatch")
    #expect(error?.field == "tensors[\"values\"].chunks[4]")
    #expect(error?.path == path)
    #expect(read(try file.map("values")).last == -(try #require(values.last)))
  }

  @Test("keeps its values when the file is saved over")
  func savedOver() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("file")
    try write(.raw, to: path)
    let tensor = try ModelFile(opening: path).map("values")
    try write(.raw, to: path, sign: -1)
    #expect(read(tensor) == values)
    #expect(read(try ModelFile(opening: path).map("values")) == values.map { -$0 })
  }
}
