import TestSupport
import Testing

@testable import ModelFormat

struct ChunkTableTests {
  /// A prelude for a table at offset 126, as in the smallest file.
  private func prelude(chunks: Int, length: UInt64, chunkSize: Int = 4096) -> Prelude {
    Prelude(
      headerStored: 62, headerRaw: 51, chunkCount: chunks, length: length, chunkSize: chunkSize,
      headerChecksum: 0, tableChecksum: 0)
  }

  private func entry(_ encoding: UInt32, _ stored: UInt32, _ checksum: UInt32 = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: encoding << 28 | stored)
    bytes.append(littleEndian: checksum)
    return bytes
  }

  @Test("places tensors at multiples of 64, chunk behind chunk")
  func places() throws {
    let tensors = [
      try TensorInfo("a", .u8, [5000]), try TensorInfo("b", .f32, [0]),
      try TensorInfo("c", .f32, [2]),
    ]
    let bytes = entry(0, 4096, 7) + entry(1, 100, 8) + entry(2, 9, 0xFFFF_FFFF)
    // Table 126 ..< 150; a at 192, its chunks 4096 + 100, to 4388; c at 4416, to 4425.
    let table = try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: 3, length: 4425))
    let expected = [
      TensorPlace(firstChunk: 0, chunkCount: 2, offset: 192, paddingStart: 150),
      TensorPlace(firstChunk: 2, chunkCount: 0, offset: 4388, paddingStart: 4388),
      TensorPlace(firstChunk: 2, chunkCount: 1, offset: 4416, paddingStart: 4388),
    ]
    #expect(table.places == expected)
    #expect(table[0] == ChunkEntry(encoding: .raw, stored: 4096, checksum: 7))
    #expect(table[1] == ChunkEntry(encoding: .zlib, stored: 100, checksum: 8))
    #expect(table[2] == ChunkEntry(encoding: .shuffledZlib, stored: 9, checksum: .max))
    var written: [UInt8] = []
    for chunk in 0..<3 { table[chunk].append(to: &written) }
    #expect(written == bytes)
  }

  @Test("takes the stored length of a chunk up to its bounds")
  func storedLengths() throws {
    let cases: [(ElementType, Int, UInt32, UInt32, String?)] = [
      (.u8, 4096, 0, 4096, nil), (.u8, 4096, 0, 4095, "stored"), (.u8, 4096, 0, 4097, "stored"),
      (.u8, 4096, 1, 4240, nil), (.u8, 4096, 1, 4241, "stored"),
      // 1032 · 4 + 64 ≥ 4096 > 1032 · 3 + 64.
      (.u8, 4096, 1, 4, nil), (.u8, 4096, 1, 3, "stored"),
      (.u8, 64, 1, 0, nil), (.u8, 65, 1, 0, "stored"),
      (.u16, 2048, 2, 4000, nil), (.u8, 4096, 2, 4000, "encoding"),
      (.bool, 4096, 2, 4000, "encoding"), (.f8E4M3, 4096, 2, 4000, "encoding"),
      (.c64, 512, 2, 4000, nil), (.u16, 2048, 3, 4000, nil), (.f32, 1024, 3, 4000, nil),
      (.c64, 512, 3, 4000, nil), (.u8, 4096, 3, 4000, "encoding"),
      (.f8E5M2, 4096, 3, 4000, "encoding"), (.u16, 2048, 4, 4000, "encoding"),
      (.u16, 2048, 15, 4000, "encoding"), (.u8, 4096, 0, 0x0FFF_FFFF, "stored"),
    ]
    for (type, count, encoding, stored, fault) in cases {
      let tensors = [try TensorInfo("a", type, [count])]
      let length = 192 + UInt64(stored)
      let bytes = entry(encoding, stored)
      if let fault {
        let error = #expect(throws: FormatError.self) {
          try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: 1, length: length))
        }
        #expect(error?.code == "out-of-range")
        #expect(error?.field == "table[0].\(fault)")
        #expect(error?.offset == 126)
      } else {
        _ = try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: 1, length: length))
      }
    }
  }

  @Test("goes as far into a damaged table as its entries lead")
  func damaged() throws {
    let tensors = [
      try TensorInfo("a", .u8, [5000]), try TensorInfo("b", .u8, [9000]),
      try TensorInfo("c", .u8, [1]),
    ]
    let whole = entry(0, 4096) + entry(1, 100) + entry(0, 4096) + entry(0, 4096) + entry(0, 808)
    func counts(_ bytes: [UInt8]) throws -> [Int] {
      try ChunkTable(damaged: bytes, of: tensors, chunkSize: 4096, from: 200).places.map(
        \.chunkCount)
    }
    #expect(try counts(whole + entry(0, 1)) == [2, 3, 1])
    #expect(try counts(whole + entry(0, 2)) == [2, 3, 0])
    #expect(try counts(Array(whole.dropLast())) == [2, 2, 0])
    #expect(try counts(entry(0, 4096) + entry(9, 100) + entry(0, 4096)) == [1, 0, 0])
    #expect(try counts([]) == [0, 0, 0])
  }

  @Test("refuses a count or a length that is one off")
  func oneOff() throws {
    let tensors = [try TensorInfo("a", .u8, [4097])]
    let bytes = entry(0, 4096) + entry(0, 1)
    _ = try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: 2, length: 4289))
    for length: UInt64 in [4288, 4290, 142, 1 << 62] {
      let error = #expect(throws: FormatError.self) {
        try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: 2, length: length))
      }
      #expect(error?.code == "inconsistent")
      #expect(error?.field == "prelude.length")
    }
    for chunks in [0, 1, 3] {
      let error = #expect(throws: FormatError.self) {
        try ChunkTable(bytes, of: tensors, prelude: prelude(chunks: chunks, length: 4289))
      }
      #expect(error?.code == "inconsistent")
      #expect(error?.field == "prelude.chunkCount")
      #expect(error?.offset == 28)
    }
  }

  @Test("does not take 2^64 chunks for none")
  func countDoesNotWrap() throws {
    // 8192 tensors of 2^63 − 2048 bytes, each of 2^51 chunks of 4096 bytes.
    let entries = (0..<8192).map {
      #"{"dtype":"u8","name":"t\#($0)","shape":[2048,4503599627370495]}"#
    }
    let bytes = try CraftedFile(
      header: "{\"tensors\":[\(entries.joined(separator: ","))]}"
    ).bytes
    let error = #expect(throws: FormatError.self) { _ = try ModelFile(parsing: bytes) }
    #expect(error?.code == "inconsistent")
    #expect(error?.field == "prelude.chunkCount")
  }

  @Test("counts chunks by rounding up")
  func counts() throws {
    for (bytes, chunks) in [(0, 0), (1, 1), (4095, 1), (4096, 1), (4097, 2), (8192, 2)] {
      let tensor = try TensorInfo("a", .u8, [bytes])
      #expect(ChunkTable.chunkCount(of: [tensor], chunkSize: 4096) == UInt64(chunks))
    }
    let large = try TensorInfo("a", .u8, [2048, 4_503_599_627_370_495])
    #expect(ChunkTable.chunkCount(of: [large], chunkSize: 4096) == 1 << 51)
    #expect(ChunkTable.chunkCount(of: [large], chunkSize: 16 << 20) == 1 << 39)
    for (number, multiple) in [(0, 0), (1, 64), (63, 64), (64, 64), (65, 128)] as [(UInt64, UInt64)]
    {
      #expect(number.roundedUp(toMultipleOf: 64) == multiple)
    }
  }
}

struct TensorStorageTests {
  @Test("sums up the chunks of a tensor")
  func sums() throws {
    let file = try ModelFile(opening: Fixtures.path("v1/several-tensors-padded.nnmodel"))
    for info in file.tensors {
      let storage = try file.storage(of: info.name)
      #expect(storage.offset % 64 == 0 || info.byteCount == 0)
      #expect(
        storage.encodings.values.reduce(0, +) == (info.byteCount + file.chunkSize - 1)
          / file.chunkSize)
      if storage.isRaw { #expect(storage.byteCount == UInt64(info.byteCount)) }
    }
    let zeros = Tensor(
      try TensorInfo("z", .f32, [3000]), bytes: [UInt8](repeating: 0, count: 12_000))
    var generator = Deterministic(seed: 16)
    let noise = Tensor(try TensorInfo("n", .u8, [5000]), bytes: generator.bytes(5000))
    let none = Tensor(try TensorInfo("e", .u8, [0]), bytes: [])
    var options = WriteOptions()
    options.chunkSize = 4096
    let made = try ModelFile(
      parsing: try ModelFileWriter.bytes([zeros, noise, none], options: options))
    #expect(try made.storage(of: "z").encodings == [.zlib: 3])
    #expect(try !made.storage(of: "z").isRaw)
    #expect(try made.storage(of: "n").encodings == [.raw: 2])
    #expect(try made.storage(of: "n").isRaw)
    #expect(try made.storage(of: "n").byteCount == 5000)
    #expect(try made.storage(of: "e").encodings == [:])
    #expect(try made.storage(of: "e").byteCount == 0)
  }
}
