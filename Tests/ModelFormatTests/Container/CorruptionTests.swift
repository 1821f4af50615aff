import TestSupport
import Testing

@testable import ModelFormat

/// Every small damage to every small golden file is noticed, without a trap.
struct CorruptionTests {
  private static let small = Fixtures.golden.filter {
    ((try? $0.bytes().count) ?? .max) <= 8192
  }

  @Test("notices every flipped bit", arguments: small)
  func bitFlips(_ fixture: GoldenFixture) throws {
    var bytes = try fixture.bytes()
    for index in bytes.indices {
      for bit in 0..<8 {
        bytes[index] ^= 1 << bit
        if isAccepted(bytes) { Issue.record("byte \(index), bit \(bit)") }
        bytes[index] ^= 1 << bit
      }
    }
  }

  @Test("notices every truncation", arguments: small)
  func truncations(_ fixture: GoldenFixture) throws {
    let bytes = try fixture.bytes()
    for count in bytes.indices where isAccepted(Array(bytes[..<count])) {
      Issue.record("\(count) bytes left")
    }
  }

  @Test("notices every byte inserted, removed or appended", arguments: small)
  func insertionsAndRemovals(_ fixture: GoldenFixture) throws {
    let bytes = try fixture.bytes()
    for index in 0...bytes.count {
      for value in [0, 0xFF, index < bytes.count ? bytes[index] : 1] {
        var longer = bytes
        longer.insert(value, at: index)
        if isAccepted(longer) { Issue.record("\(value) inserted at \(index)") }
      }
    }
    for index in bytes.indices {
      var shorter = bytes
      shorter.remove(at: index)
      if isAccepted(shorter) { Issue.record("byte \(index) removed") }
    }
    #expect(!isAccepted(bytes + [UInt8](repeating: 0, count: 1024)))
    #expect(isAccepted(bytes))
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
