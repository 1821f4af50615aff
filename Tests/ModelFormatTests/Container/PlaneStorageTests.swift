import ModelFormat
import TestSupport
import Testing

/// What became of the planes of a tensor, where that is known from what it holds.
@Suite struct PlaneStorageTests {
  private func planes(
    _ tensor: Tensor, _ compression: Compression = .auto
  ) throws -> [ChunkPlanes] {
    let directory = try TemporaryDirectory()
    let path = directory.file("planes.nnmodel")
    var options = WriteOptions()
    options.compression = compression
    options.durability = .none
    try ModelFileWriter.write([tensor], to: path, options: options)
    return try ModelFile(opening: path).planes(of: tensor.info.name)
  }

  /// Mantissas are noise, and the exponents of numbers below 1 have few values.
  @Test func weightsAreNoiseAndExponents() throws {
    var random = Deterministic(seed: 5)
    // Half of the exponents are the largest, a quarter the next: two bits on average.
    let values = (0..<(1 << 16)).map { _ in
      let exponent = UInt32(126 - random.next().trailingZeroBitCount)
      return Float(
        bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0x807F_FFFF | exponent << 23)
    }
    let found = try planes(try Tensor("w", shape: [values.count], values))
    #expect(found.map(\.encoding) == [.rotatedZlib])
    let planes = found[0].planes
    #expect(planes.map(\.byteCount) == [Int](repeating: values.count, count: 4))
    for plane in planes[..<3] { #expect(plane.storedBytes == values.count) }
    #expect(planes[3].codedBytes == values.count)
    #expect(abs(Double(planes[3].bitCount) / Double(values.count) - 2) < 0.1)
  }

  @Test func rawChunksAreStored() throws {
    let found = try planes(try Tensor("w", shape: [5000], [Float](repeating: 1, count: 5000)), .raw)
    #expect(found.map(\.encoding) == [.raw])
    #expect(found[0].planes.map(\.storedBytes) == [20_000])
    #expect(found[0].planes.map(\.bitCount) == [160_000])
  }

  @Test func equalBytesAreRuns() throws {
    let found = try planes(try Tensor("b", shape: [100_000], [UInt8](repeating: 7, count: 100_000)))
    #expect(found.map(\.encoding) == [.zlib])
    let plane = found[0].planes[0]
    #expect(plane.byteCount == 100_000 && plane.storedBytes == 0)
    #expect(plane.runBytes >= 99_990)
  }

  /// What others have written in blocks that reach over planes: every byte counts once.
  @Test func everyByteCountsOnce() throws {
    let file = try ModelFile(opening: Fixtures.path("v1/encoding-rotated.nnmodel"))
    for tensor in file.tensors {
      let planes = try file.planes(of: tensor.name).flatMap(\.planes)
      #expect(abs(planes.reduce(0) { $0 + $1.byteCount } - tensor.byteCount) < 16)
      #expect(planes.allSatisfy { $0.codedBytes >= 0 && $0.byteCount > 0 })
    }
  }
}
