import TestSupport
import Testing

@testable import ModelFormat

/// Every small damage to every small golden file is noticed, without a trap.
struct CorruptionTests {
  /// A few hundred bytes of a file: what one test case damages, so that cases share the processors.
  struct Stretch: Sendable, CustomStringConvertible {
    let fixture: GoldenFixture
    let range: Range<Int>

    var description: String { "\(fixture), bytes \(range)" }
  }

  /// Every byte of every golden file of at most 8 KiB.
  private static let stretches = Fixtures.golden.flatMap { fixture -> [Stretch] in
    let count = (try? fixture.bytes().count) ?? .max
    if count > 8192 { return [] }
    return stride(from: 0, to: count, by: 256).map {
      Stretch(fixture: fixture, range: $0..<min($0 + 256, count))
    }
  }

  /// Every bit of the small files, and one of each byte of the others; scripts/corruption-campaign has every bit.
  @Test("notices every flipped bit", arguments: stretches)
  func bitFlips(_ stretch: Stretch) throws {
    var bytes = try stretch.fixture.bytes()
    #expect(isAccepted(bytes))
    for index in stretch.range {
      for bit in bytes.count <= 512 ? 0..<8 : index % 8..<index % 8 + 1 {
        bytes[index] ^= 1 << bit
        if isAccepted(bytes) { Issue.record("byte \(index), bit \(bit)") }
        bytes[index] ^= 1 << bit
      }
    }
  }

  @Test("notices every truncation", arguments: stretches)
  func truncations(_ stretch: Stretch) throws {
    let bytes = try stretch.fixture.bytes()
    for count in stretch.range where isAccepted(Array(bytes[..<count])) {
      Issue.record("\(count) bytes left")
    }
  }

  @Test("notices every byte inserted or removed", arguments: stretches)
  func insertionsAndRemovals(_ stretch: Stretch) throws {
    let bytes = try stretch.fixture.bytes()
    for index in stretch.range {
      for value in [0, 0xFF, bytes[index]] {
        var longer = bytes
        longer.insert(value, at: index)
        if isAccepted(longer) { Issue.record("\(value) inserted at \(index)") }
      }
      var shorter = bytes
      shorter.remove(at: index)
      if isAccepted(shorter) { Issue.record("byte \(index) removed") }
    }
  }

  @Test("notices whatever is appended", arguments: Fixtures.golden)
  func appended(_ fixture: GoldenFixture) throws {
    let bytes = try fixture.bytes()
    for more in [[0], [0xFF], [1], [UInt8](repeating: 0, count: 1024), bytes] {
      #expect(!isAccepted(bytes + more))
    }
  }

  private func isAccepted(_ bytes: [UInt8]) -> Bool {
    do {
      let file = try ModelFile(parsing: bytes)
      try file.verify()
      return true
    } catch {
      return false
    }
  }
}
