import TestSupport
import Testing

@testable import ModelFormat

/// Golden files, damaged: what is recovered is what the generator put into them, or is told to be lost.
struct RecoveryTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let golden = Fixtures.golden.filter {
    ["several-chunks", "many-tensors", "network-xor", "encoded-dtypes", "checkpoint-adam"]
      .contains(String($0.file.dropLast(".nnmodel".count)))
  }

  /// What a damaged file gives; nil where its header is lost. Checks that nothing else comes out than went in.
  private func recover(_ bytes: [UInt8], of golden: GoldenFixture) throws -> [String]? {
    let recovery: Recovery
    do {
      recovery = try Recovery(parsing: bytes)
    } catch {
      return nil
    }
    let names = recovery.wholeTensors
    let lost = recovery.losses.map(\.name)
    #expect(Set(names).isDisjoint(with: lost) && names.count + lost.count == golden.tensors.count)
    let path = directory.file("whole.nnmodel")
    try recovery.write(
      to: path, members: JSONObject(), options: Self.quick)
    let digests = try ModelFile(opening: path).readAll().map {
      hexadecimal(SHA256.digest($0.bytes))
    }
    #expect(digests == golden.tensors.filter { names.contains($0.name) }.map(\.sha256))
    return names
  }

  private static var quick: WriteOptions {
    var options = WriteOptions()
    options.durability = .none
    return options
  }

  @Test("puts any flipped bit right but those of raw chunks", arguments: golden)
  func bits(_ golden: GoldenFixture) throws {
    let whole = try golden.bytes()
    let file = try ModelFile(parsing: whole)
    let raw = file.contents.header.tensors.indices.flatMap { tensor in
      file.contents.chunks(of: tensor).filter { $0.entry.encoding == .raw }.map {
        Int($0.offset)..<Int($0.offset) + $0.entry.stored
      }
    }
    for place in stride(from: 0, to: whole.count, by: whole.count <= 512 ? 1 : 5) {
      var damaged = whole
      damaged[place] ^= 1 << UInt8(place % 8)
      let names = try recover(damaged, of: golden)
      if raw.contains(where: { $0.contains(place) }) {
        #expect(names?.count == golden.tensors.count - 1)
      } else {
        #expect(names == golden.tensors.map(\.name), "byte \(place)")
      }
    }
  }

  @Test("never takes other bytes for those that were", arguments: golden)
  func bursts(_ golden: GoldenFixture) throws {
    var random = Deterministic(seed: 9)
    let whole = try golden.bytes()
    var recovered = 0
    for start in stride(from: 0, to: whole.count, by: 7) {
      var damaged = whole
      for place in start..<min(start + 1 + Int(random.next() % 24), whole.count) {
        damaged[place] = UInt8(truncatingIfNeeded: random.next())
      }
      recovered += try recover(damaged, of: golden)?.count ?? 0
    }
    #expect(recovered > 0)
  }

  @Test("has all tensors before the end of a truncated file", arguments: golden)
  func ends(_ golden: GoldenFixture) throws {
    let whole = try golden.bytes()
    let file = try ModelFile(parsing: whole)
    let ends = file.contents.header.tensors.indices.map { tensor in
      Array(file.contents.chunks(of: tensor)).last.map { Int($0.offset) + $0.entry.stored } ?? 0
    }
    let tableEnd = Int(file.contents.prelude.tableEnd)
    for count in stride(from: tableEnd, through: whole.count, by: 3) {
      let names = try recover(Array(whole[..<count]), of: golden)
      let expected = zip(golden.tensors, ends).filter { $1 <= count }.map(\.0.name)
      #expect(names == expected, "\(count) bytes")
    }
  }

  @Test("makes a prelude again that is gone", arguments: golden)
  func prelude(_ golden: GoldenFixture) throws {
    var random = Deterministic(seed: 10)
    var damaged = try golden.bytes()
    for place in 0..<64 { damaged[place] = UInt8(truncatingIfNeeded: random.next()) }
    #expect(try recover(damaged, of: golden) == golden.tensors.map(\.name))
    #expect(try Recovery(parsing: damaged).repairs == [.prelude])
  }

  @Test("leaves out what follows a file")
  func trailing() throws {
    let whole = try Self.golden[0].bytes()
    let recovery = try Recovery(parsing: whole + [1, 2, 3])
    #expect(recovery.repairs == [.trailingBytes(after: UInt64(whole.count))])
    #expect(recovery.losses.isEmpty)
  }

  @Test("says what is wrong with a header that is lost, and that a newer reader is needed")
  func refusals() throws {
    var damaged = try Self.golden[0].bytes()
    for place in 70..<90 { damaged[place] ^= 0x5A }
    let error = #expect(throws: FormatError.self) { _ = try Recovery(parsing: damaged).losses }
    #expect(error?.field == "header" && error?.code == "checksum-mismatch")
    for name in ["version-major-2", "required-feature-0"] {
      let broken = try Fixtures.bytes("broken/\(name).nnmodel")
      let error = #expect(throws: FormatError.self) { _ = try Recovery(parsing: broken).losses }
      #expect(error?.code.hasPrefix("unsupported-") == true)
    }
    #expect(throws: FormatError.self) { _ = try Recovery(parsing: []).losses }
  }

  @Test(
    "makes a prelude again where there is no chunk",
    arguments: ["no-tensors", "only-empty-tensors"])
  func withoutChunks(_ name: String) throws {
    let golden = try #require(Fixtures.golden.first { $0.file == "\(name).nnmodel" })
    var bytes = try golden.bytes()
    for place in 0..<64 { bytes[place] = 0xA5 }
    let recovery = try Recovery(parsing: bytes)
    #expect(recovery.repairs == [.prelude] && recovery.losses.isEmpty)
    #expect(recovery.header.tensors.map(\.name) == golden.tensors.map(\.name))
  }

  @Test(
    "believes no header that is larger than its stored bytes justify",
    arguments: ["header-bomb", "header-too-many-values"])
  func bombs(_ name: String) throws {
    var bytes = try Fixtures.bytes("broken/\(name).nnmodel")
    // Of a prelude that is gone, no bound can be read.
    for place in 0..<64 { bytes[place] = 0xA5 }
    let error = #expect(throws: FormatError.self) { _ = try Recovery(parsing: bytes).losses }
    #expect(error?.code == "limit-exceeded", "\(String(describing: error))")
  }

  @Test("tells names that look the same from each other")
  func names() throws {
    let golden = try #require(Fixtures.golden.first { $0.file == "names-nearly-equal.nnmodel" })
    let whole = try golden.bytes()
    let contents = try ModelFile(parsing: whole).contents
    for (tensor, info) in contents.header.tensors.enumerated() {
      guard let chunk = contents.chunks(of: tensor).first(where: { _ in true }) else { continue }
      var damaged = whole
      damaged[Int(chunk.offset)] ^= 0xFF
      let recovery = try Recovery(parsing: damaged)
      #expect(recovery.losses.map(\.tensor) == [tensor])
      let left = golden.tensors.map(\.name).enumerated().filter { $0.offset != tensor }
      #expect(recovery.wholeTensors.map { Array($0.utf8) } == left.map { Array($0.element.utf8) })
      let path = directory.file("w")
      try recovery.write(to: path, members: JSONObject(), options: Self.quick)
      #expect(
        try ModelFile(opening: path).tensors.count == golden.tensors.count - 1, "\(info.name)")
    }
  }

  @Test("survives every broken file", arguments: Fixtures.broken)
  func broken(_ fixture: BrokenFixture) throws {
    do {
      let recovery = try Recovery(parsing: fixture.bytes())
      try recovery.write(to: directory.file("w"), members: JSONObject(), options: Self.quick)
      try ModelFile(opening: directory.file("w")).verify()
    } catch {
      // No header; or a header that no reader would take.
    }
  }
}
