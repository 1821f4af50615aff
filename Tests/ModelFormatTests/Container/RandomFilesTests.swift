import TestSupport
import Testing

@testable import ModelFormat

/// Whatever is written is read again, by every way of reading.
struct RandomFilesTests {
  /// A bag of tensors and how it is written, all of it from a seed.
  private struct Bag {
    var tensors: [Tensor] = []
    var members = JSONObject()
    var options = WriteOptions()

    init(seed: UInt64) throws(FormatError) {
      var generator = Deterministic(seed: seed)
      options.durability = .none
      options.chunkSize = 4096 << Int.random(in: 0...3, using: &generator)
      options.compression = Compression.allCases.randomElement(using: &generator) ?? .auto
      options.optionalFeatures = UInt32(truncatingIfNeeded: generator.next())
      for index in 0..<Int.random(in: 0...6, using: &generator) {
        let type = ElementType.allCases.randomElement(using: &generator) ?? .u8
        let rank = Int.random(in: 0...4, using: &generator)
        var shape = (0..<rank).map { _ in Int.random(in: 1...9, using: &generator) }
        if rank > 0, Bool.random(using: &generator) {
          shape[0] = Int.random(in: 0...100, using: &generator)
        }
        let letter = ["\u{E9}", "e\u{301}", "\u{1F600}", "\"", "\\", " "].randomElement(
          using: &generator)
        let info = try TensorInfo("\(letter ?? "")\(index)", type, shape)
        // From constants to noise.
        let mask = UInt8(truncatingIfNeeded: [0, 1, 7, 0xFF].randomElement(using: &generator) ?? 0)
        let bytes = generator.bytes(info.byteCount).map { $0 & (type == .bool ? mask & 1 : mask) }
        tensors.append(Tensor(info, bytes: bytes))
      }
      for name in ["metadata", "run", "later"] where Bool.random(using: &generator) {
        members[name] = ["\u{E9}\n": .string("text \(generator.next())")]
      }
    }
  }

  @Test("reads what it wrote", arguments: 0..<100 as Range<UInt64>)
  func roundTrip(_ seed: UInt64) throws {
    let bag = try Bag(seed: seed)
    let directory = try TemporaryDirectory()
    let path = directory.file("file")
    try ModelFileWriter.write(bag.tensors, members: bag.members, to: path, options: bag.options)

    let file = try ModelFile(opening: path)
    try file.verify()
    #expect(file.header == (try Header(tensors: bag.tensors.map(\.info), members: bag.members)))
    #expect(file.chunkSize == bag.options.chunkSize)
    #expect(file.optionalFeatures == bag.options.optionalFeatures)
    for tensor in bag.tensors {
      let name = tensor.info.name
      #expect(try file.read(name) == tensor.bytes)
      let middle = tensor.info.rowCount / 2
      let rows = try file.read(name, rows: middle..<tensor.info.rowCount)
      #expect(rows == Array(tensor.bytes[(middle * tensor.info.rowByteCount)...]))
      if try file.storage(of: name).isRaw {
        #expect(try file.map(name).withBytes { [UInt8](copying: $0) } == tensor.bytes)
      }
    }
    #expect(try ModelStream(reading: File(opening: path)).readAll() == bag.tensors)
    let pipe = directory.pipe("pipe", holding: try directory.bytes("file"))
    #expect(try ModelStream(reading: File(opening: pipe)).readAll() == bag.tensors)
  }

  @Test(
    "gives the same digest for a bag, however it is written", arguments: 0..<10 as Range<UInt64>)
  func digests(_ seed: UInt64) throws {
    let bag = try Bag(seed: seed)
    let digests = try Compression.allCases.map { compression in
      var options = WriteOptions()
      options.chunkSize = 4096
      options.compression = compression
      return try ModelFile(
        parsing: ModelFileWriter.bytes(bag.tensors, members: bag.members, options: options)
      ).digest()
    }
    #expect(Set(digests).count == 1)
  }
}
