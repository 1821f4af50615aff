import TestSupport
import Testing

@testable import ModelFormat

/// Neither a file's bytes nor what is read of it, nor what is wrong with it, depend on the number of threads.
@Suite(.timeLimit(.minutes(2)))
struct ThreadsTests {
  private static let rowSize = 1000

  /// Large tensors and small ones, by turns; in chunks of 4 KiB, more than enough for several threads.
  private static let tensors: [Tensor] = {
    var generator = Deterministic(seed: 66)
    func tensor(_ name: String, _ type: ElementType, _ shape: [Int]) throws -> Tensor {
      let info = try TensorInfo(name, type, shape)
      let piece = 20_000
      var bytes: [UInt8] = []
      while bytes.count < info.byteCount {
        bytes += PlaneSample.any(min(piece, info.byteCount - bytes.count), using: &generator)
      }
      return Tensor(info, bytes: bytes)
    }
    do {
      return [
        try tensor("small", .f32, [999]), try tensor("large", .u8, [300, rowSize]),
        try tensor("empty", .f64, [0]), try tensor("odd", .i16, [3333]),
        try tensor("floats", .f32, [90, rowSize]), try tensor("tiny", .u8, [1]),
        try tensor("doubles", .f64, [40, rowSize]), try tensor("last", .i32, [777]),
      ]
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let file: [UInt8] = {
    do {
      return try ModelFileWriter.bytes(tensors, options: options(1))
    } catch {
      fatalError("\(error)")
    }
  }()

  private static func options(_ threads: Int) -> WriteOptions {
    var options = WriteOptions()
    options.threads = threads
    options.chunkSize = 4096
    options.durability = .none
    return options
  }

  @Test("writes the same file", arguments: Compression.allCases, [1, 2, 3, 4, 8])
  func writing(_ compression: Compression, _ threads: Int) throws {
    var (one, several) = (Self.options(1), Self.options(threads))
    (one.compression, several.compression) = (compression, compression)
    let expected = try ModelFileWriter.bytes(Self.tensors, options: one)
    #expect(try ModelFileWriter.bytes(Self.tensors, options: several) == expected)
  }

  @Test(
    "writes the same file from pieces of any size", arguments: [1, 2, 8],
    [701, 4096, 65_536, 9_999_999])
  func pieces(_ threads: Int, _ size: Int) throws {
    let directory = try TemporaryDirectory()
    var writer = try ModelFileWriter(
      replacing: directory.file("file"), header: Header(tensors: Self.tensors.map(\.info)),
      options: Self.options(threads))
    let all = Self.tensors.flatMap(\.bytes)
    for start in stride(from: 0, to: all.count, by: size) {
      try writer.append(all.span.extracting(start..<min(start + size, all.count)))
    }
    try writer.finish()
    #expect(try directory.bytes("file") == Self.file)
  }

  @Test("reads the same", arguments: [1, 2, 4, 8])
  func reading(_ threads: Int) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.file, to: "file")
    for inMemory in [false, true] {
      var file = inMemory ? try ModelFile(parsing: Self.file) : try ModelFile(opening: path)
      file.threads = threads
      try file.verify()
      #expect(try file.readAll() == Self.tensors)
      for tensor in Self.tensors {
        #expect(try file.read(tensor.info.name) == tensor.bytes)
        let rows = tensor.info.rowCount
        for range in [0..<rows, rows / 3..<rows, rows / 3..<rows / 2, rows / 2..<rows / 2] {
          let size = tensor.info.rowByteCount
          let expected = tensor.bytes[range.lowerBound * size..<range.upperBound * size]
          #expect(try file.read(tensor.info.name, rows: range) == Array(expected))
        }
      }
    }
  }

  /// A place in the file, and what is there.
  private struct Place {
    let tensor: Int
    let range: Range<Int>
    /// Its bytes within the tensor; nothing for a gap between tensors.
    let raw: Range<Int>
  }

  /// Every gap and chunk, from front to back, by what the undamaged file's front says.
  private static func places() throws -> [Place] {
    let contents = try ModelFile(parsing: file).contents
    var places: [Place] = []
    for tensor in tensors.indices {
      let place = contents.table.places[tensor]
      if place.paddingStart < place.offset {
        places.append(
          Place(tensor: tensor, range: Int(place.paddingStart)..<Int(place.offset), raw: 0..<0))
      }
      for chunk in contents.chunks(of: tensor) {
        let start = Int(chunk.offset)
        places.append(
          Place(tensor: tensor, range: start..<start + chunk.entry.stored, raw: chunk.range))
      }
    }
    return places
  }

  private func error(_ body: () throws -> Void) -> FormatError? {
    do {
      try body()
      return nil
    } catch {
      return error as? FormatError
    }
  }

  @Test("tells the first of several defects", arguments: 0..<16 as Range<UInt64>)
  func defects(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    let places = try Self.places()
    var bytes = Self.file
    let damaged = (0..<Int.random(in: 1...6, using: &generator)).compactMap { _ in
      // Gaps are few, and shall be damaged too.
      let gaps = places.indices.filter { places[$0].raw.isEmpty }
      return Int.random(in: 0..<5, using: &generator) == 0
        ? gaps.randomElement(using: &generator) : places.indices.randomElement(using: &generator)
    }.sorted()
    for index in Set(damaged) {
      let position = places[index].range.randomElement(using: &generator) ?? 0
      bytes[position] ^= 0x10
    }
    let first = places[damaged[0]]
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, to: "file")
    let expected = error { _ = try ModelStream(reading: File(opening: path)).readAll() }
    #expect(expected.map { first.range.contains(Int($0.offset ?? 0)) } == true, "seed \(seed)")
    for threads in [1, 2, 4] {
      var file = try ModelFile(opening: path)
      file.threads = threads
      #expect(error { try file.verify() } == expected, "seed \(seed)")
      #expect(error { _ = try file.readAll() } == expected, "seed \(seed)")
      #expect(error { _ = try file.digest() } == expected, "seed \(seed)")
      for tensor in Self.tensors.indices where tensor != 2 {
        // What is read tells of its own defects alone.
        let info = Self.tensors[tensor].info
        let own = damaged.first { places[$0].tensor == tensor }
        let found = error { _ = try file.read(info.name) }
        #expect((found == nil) == (own == nil), "seed \(seed), \(info.name)")
        if let own { #expect(places[own].range.contains(Int(found?.offset ?? 0))) }
        let rows = info.rowCount / 3..<info.rowCount
        let start = rows.lowerBound * info.rowByteCount
        let part = damaged.first {
          places[$0].tensor == tensor
            && (places[$0].raw.isEmpty || places[$0].raw.upperBound > start)
        }
        let foundInRows = error { _ = try file.read(info.name, rows: rows) }
        #expect((foundInRows == nil) == (part == nil), "seed \(seed), \(info.name)")
        if let part { #expect(places[part].range.contains(Int(foundInRows?.offset ?? 0))) }
      }
    }
  }
}
