import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct ZipWriterTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let parts: [(String, [UInt8], [UInt8])] = [
    ("a", [1, 2, 3], [UInt8](repeating: 9, count: 1000)), ("b/ü", [], [4]), ("c", [], []),
  ]

  private func archive(from bound: UInt64?) throws -> String {
    let path = directory.file("out.zip")
    var writer =
      if let bound {
        try ZipWriter(replacing: path, zip64From: bound)
      } else {
        try ZipWriter(replacing: path)
      }
    for (name, front, data) in Self.parts { try writer.add(name, front, data) }
    try writer.finish()
    return path
  }

  @Test("is read again, with ZIP64 and without", arguments: [nil, 0, 1, 4, 1003, 1100, 5000])
  func readAgain(_ bound: UInt64?) throws {
    let archive = try ZipArchive(try archive(from: bound))
    #expect(archive.names == Self.parts.map(\.0))
    for (name, front, data) in Self.parts { #expect(try archive.read(name) == front + data) }
  }

  @Test("begins data at multiples of 64, and dates them 1 January 1980")
  func layout() throws {
    _ = try archive(from: nil)
    let bytes = try directory.bytes("out.zip")
    var place = 0
    for (name, front, data) in Self.parts {
      #expect(bytes[place..<(place + 4)] == [0x50, 0x4B, 3, 4])
      #expect(bytes[place + 4] == 20, "no ZIP64 where none is needed")
      #expect(bytes[(place + 6)..<(place + 8)] == [0, name == "b/ü" ? 8 : 0])
      #expect(bytes[(place + 10)..<(place + 14)] == [0, 0, 0x21, 0])
      let length = Int(bytes.number(place + 26, 2) + bytes.number(place + 28, 2))
      place += 30 + length
      #expect(place % 64 == 0)
      #expect(bytes[place..<(place + front.count + data.count)].elementsEqual(front + data))
      place += front.count + data.count
    }
    #expect(bytes[place..<(place + 4)] == [0x50, 0x4B, 1, 2])
  }

  @Test("writes the same bytes again")
  func deterministic() throws {
    _ = try archive(from: nil)
    let first = try directory.bytes("out.zip")
    _ = try archive(from: nil)
    #expect(try directory.bytes("out.zip") == first)
  }

  @Test("counts more members than two bytes can")
  func manyMembers() throws {
    let path = directory.file("many.zip")
    var writer = try ZipWriter(replacing: path)
    for index in 0..<66_000 { try writer.add("\(index)", [], []) }
    try writer.finish()
    #expect(try ZipArchive(path).names.count == 66_000)
  }
}
