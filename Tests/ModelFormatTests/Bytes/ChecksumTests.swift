import CKernels
import CZlib
import TestSupport
import Testing

@testable import ModelFormat

struct ChecksumTests {
  /// The check value of the CRC catalogue, and others that Python's `zlib.crc32` gives.
  @Test(
    "is the CRC-32 of zlib and PNG",
    arguments: [
      ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)])
  func crcValues(_ text: String, _ checksum: UInt32) {
    #expect(Checksum.crc32(Array(text.utf8).span) == checksum)
  }

  /// The worked example of the encyclopaedia, and others that Python's `zlib.adler32` gives.
  @Test(
    "is the Adler-32 of zlib",
    arguments: [
      ("", 1), ("Wikipedia", 0x11E6_0398), ("a", 0x0062_0062), ("123456789", 0x091E_01DE),
    ] as [(String, UInt32)])
  func adlerValues(_ text: String, _ checksum: UInt32) {
    #expect(Checksum.adler32(Array(text.utf8).span) == checksum)
  }

  @Test("goes on from the bytes before")
  func continues() {
    let text = Array("Wikipedia".utf8)
    let start = Checksum.adler32(text.span.extracting(..<4))
    #expect(Checksum.adler32(text.span.extracting(4...), continuing: start) == 0x11E6_0398)
    let digits = Array("123456789".utf8)
    let first = Checksum.crc32(digits.span.extracting(..<5))
    #expect(digits.span.extracting(5...).crc32(continuing: first) == 0xCBF4_3926)
  }

  /// What the processor has, the widest vectors first and none last.
  static let names = Array(Tier.all.map(\.name))

  @Test("ends with one for any processor")
  func hasPlain() {
    #expect(Self.names.last == "plain")
    #expect(Set(Self.names).count == Self.names.count)
  }

  @Test("every tier gives zlib's at every length", arguments: names)
  func lengths(of name: String) throws {
    let tier = try #require(Tier(named: name))
    var random = Deterministic(seed: 1)
    let noise = random.bytes(2000 + 63)
    for length in 0...2000 {
      let offset = Int(random.next() % 64)
      try tier.expectZlibs(of: noise, offset..<offset + length, after: UInt32(length) % 65521)
    }
  }

  /// Adler-32's sums grow fastest where every byte is 255; more bytes than are summed before they are reduced.
  @Test("every tier gives zlib's of long inputs", arguments: names)
  func longInputs(of name: String) throws {
    let tier = try #require(Tier(named: name))
    let ones = [UInt8](repeating: 0xFF, count: 8 << 20)
    try tier.expectZlibs(of: ones, 0..<ones.count, after: 0xFFF0_FFF0)
    var random = Deterministic(seed: 2)
    let pattern = random.bytes(4099)
    let long = (0..<300).flatMap { _ in pattern }
    for _ in 0..<20 {
      let start = Int(random.next() % 5000)
      let end = start + Int(random.next() % UInt64(long.count - start))
      try tier.expectZlibs(of: long, start..<end, after: UInt32(start))
    }
  }

  @Test("every tier goes on from any cut", arguments: names)
  func cuts(of name: String) throws {
    let tier = try #require(Tier(named: name))
    var random = Deterministic(seed: 3)
    let noise = random.bytes(10_000)
    let whole = tier.checksums(of: noise, 0..<noise.count, after: (crc: 0, adler: 1))
    for _ in 0..<200 {
      let cut = Int(random.next() % 10_001)
      let start = tier.checksums(of: noise, 0..<cut, after: (crc: 0, adler: 1))
      #expect(tier.checksums(of: noise, cut..<noise.count, after: start) == whole, "cut at \(cut)")
    }
  }
}

/// One implementation of the checksums, straight from C.
@safe private struct Tier {
  let name: String
  private let table: nn_checksums

  /// Those that this processor has, the best first.
  static var all: [Tier] {
    var tiers: [Tier] = []
    while let table = unsafe nn_checksums(tiers.count) {
      unsafe tiers.append(
        Tier(name: String(cString: table.pointee.name), table: table.pointee))
    }
    return tiers
  }

  init?(named name: String) {
    guard let tier = Self.all.first(where: { $0.name == name }) else { return nil }
    self = tier
  }

  private init(name: String, table: nn_checksums) {
    self.name = name
    unsafe self.table = unsafe table
  }

  typealias Both = (crc: UInt32, adler: UInt32)

  /// Both checksums of some of these bytes.
  func checksums(of bytes: [UInt8], _ range: Range<Int>, after before: Both) -> Both {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let start = unsafe buffer.baseAddress.map { unsafe $0 + range.lowerBound }
      return unsafe (
        table.crc32(before.crc, start, range.count), table.adler32(before.adler, start, range.count)
      )
    }
  }

  /// Expects both to be those of zlib, which goes on from the same sum.
  func expectZlibs(of bytes: [UInt8], _ range: Range<Int>, after sum: UInt32) throws {
    let found = checksums(of: bytes, range, after: (sum, sum))
    let expected: Both = unsafe bytes.withUnsafeBufferPointer { buffer in
      let start = unsafe buffer.baseAddress.map { unsafe $0 + range.lowerBound }
      return unsafe (
        UInt32(crc32_z(uLong(sum), start, range.count)),
        UInt32(adler32_z(uLong(sum), start, range.count))
      )
    }
    try #require(found == expected, "\(name), bytes \(range)")
  }
}
