import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct ZipArchiveTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let hello = Array("hello".utf8)
  private static let noise: [UInt8] = {
    var random = Deterministic(seed: 7)
    return random.bytes(200_000)
  }()

  private static let members: [HandmadeZip.Member] = [
    .init(name: "a", data: hello),
    .init(name: "folder/b", data: hello, packed: HandmadeZip.stored(hello)),
    .init(name: "ü", data: [], sizes: .zip64),
  ]

  private func archive(_ bytes: [UInt8]) throws -> ZipArchive {
    try ZipArchive(try directory.write(bytes, to: "a.zip"))
  }

  /// Every member's bytes.
  private func contents(_ bytes: [UInt8]) throws -> [[UInt8]?] {
    let archive = try archive(bytes)
    return try archive.names.map { try archive.read($0) }
  }

  @Test(
    "reads members however they tell their sizes",
    arguments: [HandmadeZip.Sizes.plain, .descriptor, .zip64], [false, true])
  func members(_ sizes: HandmadeZip.Sizes, _ hasZIP64End: Bool) throws {
    let zip = HandmadeZip(
      [
        .init(name: "a", data: Self.hello, sizes: sizes),
        .init(
          name: "b/c", data: Self.hello, packed: HandmadeZip.stored(Self.hello), sizes: sizes,
          extra: [0x46, 0x42, 3, 0, 90, 90, 90]),
        .init(name: "empty", data: [], sizes: sizes),
        .init(name: "long", data: Self.noise, sizes: sizes),
        .init(
          name: "zeros", data: [UInt8](repeating: 0, count: 258_001),
          packed: HandmadeZip.zeros(runs: 1000), sizes: sizes),
      ], hasZIP64End: hasZIP64End, comment: Array("PK\u{5}\u{6} no end".utf8),
      before: Array("before".utf8))
    let archive = try archive(zip.bytes)
    #expect(archive.names == ["a", "b/c", "empty", "long", "zeros"])
    #expect(try archive.read("a") == Self.hello)
    #expect(try archive.read("b/c") == Self.hello)
    #expect(try archive.read("empty") == [])
    #expect(try archive.read("long") == Self.noise)
    #expect(try archive.read("zeros") == [UInt8](repeating: 0, count: 258_001))
    #expect(try archive.read("d") == nil)
    #expect(archive.size(of: "long") == 200_000)
    #expect(throws: FormatError.self) { try archive.read("long", upTo: 199_999) }
  }

  @Test func nothingInIt() throws {
    #expect(try archive(HandmadeZip([]).bytes).names == [])
    #expect(try archive(HandmadeZip([], hasZIP64End: true).bytes).names == [])
  }

  @Test("hands a member over in pieces, and checks it at its end")
  func pieces() throws {
    let zip = HandmadeZip([.init(name: "a", data: Self.noise)])
    let archive = try archive(zip.bytes)
    let parts = try archive.withMember("a") { (stream) throws(FormatError) in
      [try stream.read(1), try stream.read(99), try stream.read(199_900)]
    }
    #expect(parts?.flatMap { $0 } == Self.noise)
    let error = #expect(throws: FormatError.self) {
      try archive.withMember("a") { (stream) throws(FormatError) in try stream.read(5) }
    }
    #expect(error?.code == "trailing-bytes")
  }

  /// What is changed: a number of bytes somewhere in one of the structures.
  struct Change: CustomStringConvertible, Sendable {
    enum Place: Sendable {
      case header(Int)
      case entry(Int)
      case end
      case data(Int)
    }
    let place: Place
    let offset: Int
    let bytes: [UInt8]
    let code: String

    init(_ place: Place, _ offset: Int, _ bytes: [UInt8], _ code: String) {
      (self.place, self.offset, self.bytes, self.code) = (place, offset, bytes, code)
    }

    var description: String { "\(place) + \(offset): \(bytes), \(code)" }
  }

  @Test(
    "refuses an archive with one wrong number",
    arguments: [
      // The record at the end.
      Change(.end, 0, [0], "invalid-value"), Change(.end, 4, [1], "invalid-value"),
      Change(.end, 6, [1], "invalid-value"), Change(.end, 8, [2], "invalid-value"),
      Change(.end, 8, [2, 0, 2], "invalid-value"), Change(.end, 8, [4, 0, 4], "invalid-value"),
      Change(.end, 8, [0xFE, 0xFF, 0xFE, 0xFF], "invalid-value"),
      Change(.end, 12, [255], "invalid-value"), Change(.end, 12, [1], "invalid-value"),
      Change(.end, 14, [255, 255], "limit-exceeded"), Change(.end, 16, [1], "invalid-value"),
      Change(.end, 18, [1], "invalid-value"), Change(.end, 20, [1], "invalid-value"),
      // The directory.
      Change(.entry(0), 0, [0], "invalid-value"), Change(.entry(1), 3, [3], "invalid-value"),
      Change(.entry(0), 8, [1], "invalid-value"), Change(.entry(0), 8, [0x40], "invalid-value"),
      Change(.entry(0), 9, [0x28], "invalid-value"), Change(.entry(0), 10, [9], "invalid-value"),
      Change(.entry(0), 10, [99], "invalid-value"), Change(.entry(0), 20, [6], "invalid-value"),
      Change(.entry(0), 24, [4], "invalid-value"), Change(.entry(0), 27, [0xFF], "invalid-value"),
      Change(.entry(1), 24, [0xFF, 0xFF, 0xFF, 0x7F], "invalid-value"),
      Change(.entry(0), 28, [2], "invalid-value"),
      Change(.entry(0), 28, [0xFF, 0xFF], "invalid-value"),
      Change(.entry(0), 30, [9], "invalid-value"), Change(.entry(0), 32, [9], "invalid-value"),
      Change(.entry(0), 34, [1], "invalid-value"), Change(.entry(0), 42, [1], "inconsistent"),
      Change(.entry(1), 42, [0], "inconsistent"), Change(.entry(0), 44, [1], "invalid-value"),
      Change(.entry(0), 42, [0xFF, 0xFF, 0xFF, 0xFF], "invalid-value"),
      Change(.entry(0), 46, [0], "invalid-name"), Change(.entry(0), 46, [0x2F], "invalid-name"),
      Change(.entry(0), 46, [0x5C], "invalid-name"), Change(.entry(0), 46, [0xFF], "invalid-value"),
      Change(.entry(1), 46, Array("../aaaaa".utf8), "invalid-name"),
      Change(.entry(1), 46, Array("aaaaa/..".utf8), "invalid-name"),
      Change(.entry(1), 46, Array("aa/../aa".utf8), "invalid-name"),
      Change(.entry(2), 20, [0], "invalid-value"), Change(.entry(2), 48, [2], "invalid-value"),
      Change(.entry(2), 50, [8], "invalid-value"), Change(.entry(2), 50, [17], "invalid-value"),
      Change(.entry(2), 52, [1], "invalid-value"),
      Change(.entry(2), 59, [0xFF], "invalid-value"),
    ])
  func directory(_ change: Change) throws {
    let error = try refusal(of: change) { _ in }
    #expect(error?.code == change.code, "\(String(describing: error))")
  }

  @Test(
    "refuses a member with one wrong number",
    arguments: [
      Change(.header(0), 0, [0], "inconsistent"), Change(.header(0), 6, [1], "inconsistent"),
      Change(.header(0), 6, [8], "inconsistent"), Change(.header(0), 6, [0x40], "inconsistent"),
      Change(.header(0), 8, [8], "inconsistent"), Change(.header(1), 8, [0], "inconsistent"),
      Change(.header(0), 14, [1], "inconsistent"), Change(.header(0), 18, [4], "inconsistent"),
      Change(.header(0), 22, [4], "inconsistent"), Change(.header(0), 26, [2], "inconsistent"),
      Change(.header(0), 26, [0], "inconsistent"), Change(.header(0), 28, [1], "inconsistent"),
      Change(.header(0), 28, [0xFF, 0xFF], "inconsistent"),
      Change(.header(0), 30, [0x62], "inconsistent"), Change(.header(2), 32, [2], "inconsistent"),
      Change(.header(2), 34, [15], "inconsistent"), Change(.header(2), 36, [1], "inconsistent"),
      Change(.data(0), 0, [0], "checksum-mismatch"), Change(.data(1), 0, [7], "invalid-stream"),
      Change(.data(1), 0, [0], "invalid-stream"), Change(.data(1), 1, [4], "invalid-stream"),
      Change(.data(1), 1, [4, 0, 0xFB, 0xFF], "invalid-stream"),
      Change(.data(1), 5, [0], "checksum-mismatch"), Change(.entry(0), 16, [1], "inconsistent"),
      Change(.entry(0), 46, [0x62], "inconsistent"), Change(.entry(1), 10, [0], "invalid-value"),
      Change(.entry(1), 24, [4], "inconsistent"), Change(.entry(1), 20, [9], "inconsistent"),
    ])
  func member(_ change: Change) throws {
    let error = try refusal(of: change) { archive in
      for name in archive.names { _ = try archive.read(name) }
    }
    #expect(error?.code == change.code, "\(String(describing: error))")
  }

  /// The error for an archive with one change, of which all other bytes are right.
  private func refusal(
    of change: Change, reading body: (ZipArchive) throws -> Void
  ) throws -> FormatError? {
    let zip = HandmadeZip(Self.members)
    #expect(throws: Never.self) { try contents(zip.bytes) }
    let place =
      switch change.place {
      case .header(let index): zip.headers[index]
      case .entry(let index): zip.entries[index]
      case .end: zip.end
      case .data(let index): zip.headers[index] + 30 + Self.members[index].name.utf8.count
      }
    var bytes = zip.bytes
    bytes.replaceSubrange(
      (place + change.offset)..<(place + change.offset + change.bytes.count), with: change.bytes)
    #expect(bytes != zip.bytes)
    do {
      try body(try archive(bytes))
      return nil
    } catch let error as FormatError {
      return error
    }
  }

  @Test(
    "refuses a stream of another size than it is said to have", arguments: [258_000, 258_002, 0])
  func inflatedSize(_ size: Int) throws {
    let zip = HandmadeZip([
      .init(
        name: "z", data: [UInt8](repeating: 0, count: size), packed: HandmadeZip.zeros(runs: 1000))
    ])
    let error = #expect(throws: FormatError.self) { try contents(zip.bytes) }
    #expect(["limit-exceeded", "truncated"].contains(error?.code), "\(String(describing: error))")
  }

  @Test("refuses a size that no such stream has")
  func ratio() throws {
    var bytes = HandmadeZip([.init(name: "z", data: [0], packed: HandmadeZip.stored([0]))])
    let entry = bytes.entries[0]
    var changed = bytes.bytes
    // Six bytes make 6192 and some at most.
    changed.replaceSubrange((entry + 24)..<(entry + 28), with: HandmadeZip.number(8000, 4))
    let error = #expect(throws: FormatError.self) { try archive(changed) }
    #expect(error?.code == "invalid-value")
    bytes = HandmadeZip([.init(name: "z", data: [], packed: [], sizes: .zip64)])
    changed = bytes.bytes
    let field = bytes.entries[0] + 46 + 1 + 4
    changed.replaceSubrange(field..<(field + 8), with: [UInt8](repeating: 255, count: 8))
    #expect(throws: FormatError.self) { try archive(changed) }
  }

  @Test("refuses members that share bytes, and two of one name")
  func overlaps() throws {
    let zip = HandmadeZip([.init(name: "a", data: Self.hello), .init(name: "b", data: Self.hello)])
    var bytes = zip.bytes
    // The second is the first once more, under its own name.
    bytes.replaceSubrange((zip.entries[1] + 42)..<(zip.entries[1] + 46), with: [0, 0, 0, 0])
    #expect(throws: FormatError.self) { try archive(bytes) }
    bytes = zip.bytes
    bytes[zip.entries[1] + 46] = UInt8(ascii: "a")
    let error = #expect(throws: FormatError.self) { try archive(bytes) }
    #expect(error?.code == "duplicate-name")
    // Names are compared as bytes: é in one character and in two are different names.
    let names = ["\u{E9}", "e\u{301}"]
    let both = HandmadeZip(names.map { .init(name: $0, data: Array($0.utf8)) })
    #expect(try contents(both.bytes) == names.map { Array($0.utf8) })
  }

  /// A byte changed or cut off at a time: an error, or nothing that matters has changed.
  @Test(arguments: [HandmadeZip.Sizes.plain, .descriptor, .zip64])
  func everyByteCounts(_ sizes: HandmadeZip.Sizes) throws {
    let zip = HandmadeZip([
      .init(name: "abc", data: Self.hello, sizes: sizes),
      .init(name: "d", data: Self.hello, packed: HandmadeZip.stored(Self.hello), sizes: sizes),
    ])
    let whole = try contents(zip.bytes)
    for position in zip.bytes.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var bytes = zip.bytes
        bytes[position] ^= change
        if let found = try? contents(bytes) { #expect(found == whole, "\(position)") }
      }
      #expect(throws: FormatError.self) { try contents(Array(zip.bytes.prefix(position))) }
    }
  }
}
