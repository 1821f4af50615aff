import Testing

@testable import ModelFormat

struct PreludeTests {
  /// The prelude of spec/format.md §14.
  private let smallest: [UInt8] = [
    0x89, 0x4E, 0x4E, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A, 0x01, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0x3E, 0, 0, 0, 0x33, 0, 0, 0, 0x01, 0, 0, 0,
    0xC3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0x89, 0x39, 0x4C, 0x68,
    0x87, 0x08, 0x9A, 0xFB, 0, 0, 0, 0, 0, 0, 0, 0, 0xDC, 0xA5, 0x57, 0xEA,
  ]

  /// The smallest file's prelude with some fields changed and the checksum made right.
  private func prelude(_ changes: (offset: Int, size: Int, value: UInt64)...) -> [UInt8] {
    var bytes = Array(smallest[..<60])
    for change in changes {
      for index in 0..<change.size {
        bytes[change.offset + index] = UInt8(truncatingIfNeeded: change.value >> (8 * index))
      }
    }
    bytes.append(littleEndian: Checksum.crc32(bytes.span))
    return bytes
  }

  private func error(_ bytes: [UInt8]) -> FormatError? {
    do throws(FormatError) {
      _ = try Prelude(parsing: bytes.span)
      return nil
    } catch {
      return error
    }
  }

  @Test("reads the example of the specification, and writes it again")
  func example() throws {
    let prelude = try Prelude(parsing: smallest.span)
    let expected = Prelude(
      headerStored: 62, headerRaw: 51, chunkCount: 1, length: 195, chunkSize: 1 << 20,
      headerChecksum: 0x684C_3989, tableChecksum: 0xFB9A_0887)
    #expect(prelude == expected)
    #expect(prelude.tableOffset == 126)
    #expect(prelude.tableEnd == 134)
    #expect(expected.bytes == smallest)
  }

  @Test("tells of a file that is shorter than the prelude", arguments: [0, 1, 7, 8, 9, 63])
  func truncated(_ count: Int) {
    let error = error(Array(smallest[..<count]))
    let expected = FormatError(
      .truncated(needed: 64, found: UInt64(count)), field: "file", offset: UInt64(count))
    #expect(error == expected)
  }

  @Test("says what became of the magic")
  func magic() {
    func hint(_ index: Int, _ byte: UInt8) -> String? {
      var bytes = smallest
      bytes[index] = byte
      let error = error(bytes)
      #expect(error?.field == "prelude.magic")
      #expect(error?.offset == 0)
      if case .notAModelFile(let hint)? = error?.reason { return hint } else { return nil }
    }
    #expect(hint(0, 0x50) == "")
    #expect(hint(0, 0x09) == ": the eighth bit of its bytes was cleared")
    #expect(hint(2, 0) == "")
    for index in 4..<8 {
      #expect(hint(index, 0) == ": it was transferred as text, which changed its line ends")
    }
    #expect(error([0x50])?.code == "not-a-model-file")
  }

  @Test("looks at the major version before the checksum, and reads any minor one")
  func version() throws {
    var other = smallest
    other[8] = 2
    #expect(error(other)?.reason == .unsupportedVersion(major: 2, minor: 0))
    #expect(error(prelude((8, 4, 0x0007_0000)))?.reason == .unsupportedVersion(major: 0, minor: 7))
    #expect(try Prelude(parsing: prelude((10, 2, 0xFFFF)).span).minor == 0xFFFF)
  }

  @Test("notices every bit that is not as it was written")
  func checksum() {
    for index in smallest.indices {
      for bit in 0..<8 {
        var bytes = smallest
        bytes[index] ^= 1 << bit
        #expect(error(bytes) != nil, "byte \(index), bit \(bit)")
      }
    }
    var bytes = smallest
    bytes[60] ^= 1
    let expected = FormatError(
      .checksumMismatch(expected: 0xEA57_A5DD, found: 0xEA57_A5DC), field: "prelude", offset: 0)
    #expect(error(bytes) == expected)
  }

  @Test("tells the lowest required feature, and ignores optional ones")
  func features() throws {
    #expect(error(prelude((12, 4, 0x8000_0004)))?.reason == .unsupportedFeature(bit: 2))
    #expect(error(prelude((12, 4, 0x8000_0000)))?.reason == .unsupportedFeature(bit: 31))
    let optional = prelude((16, 4, 0xFFFF_FFFF))
    #expect(try Prelude(parsing: optional.span).optionalFeatures == .max)
    #expect(try Prelude(parsing: optional.span).bytes == optional)
  }

  @Test("takes every number up to its bound and no further")
  func bounds() {
    // headerRaw against 64 · headerStored + 4096, and 64 MiB.
    let most: UInt64 = 64 * 62 + 4096
    check(prelude((24, 4, most)), nil)
    check(prelude((24, 4, most + 1)), "limit-exceeded", "prelude.headerRaw", 24)
    let (stored, length): (UInt64, UInt64) = (2 << 20, 3 << 20)
    check(prelude((20, 4, stored), (24, 4, 64 << 20), (32, 8, length)), nil)
    check(
      prelude((20, 4, stored), (24, 4, 64 << 20 + 1), (32, 8, length)), "limit-exceeded",
      "prelude.headerRaw", 24)
    // headerStored against raw + raw / 256 + 128.
    check(prelude((24, 4, 1024), (20, 4, 1156), (32, 8, 5000)), nil)
    check(
      prelude((24, 4, 1024), (20, 4, 1157), (32, 8, 5000)), "limit-exceeded",
      "prelude.headerStored", 20)
    // length against what is in front of the data, and 2^63.
    check(prelude((32, 8, 134)), nil)
    check(prelude((32, 8, 133)), "out-of-range", "prelude.length", 32)
    check(prelude((32, 8, 1 << 63 - 1)), nil)
    check(prelude((32, 8, 1 << 63)), "out-of-range", "prelude.length", 32)
    check(prelude((32, 8, .max)), "out-of-range", "prelude.length", 32)
    check(prelude((28, 4, 0xFFFF_FFFF)), "out-of-range", "prelude.length", 32)
    check(prelude((52, 8, 1)), "out-of-range", "prelude.reserved", 52)
    check(prelude((52, 8, 1 << 63)), "out-of-range", "prelude.reserved", 52)
  }

  @Test("takes powers of two from 4 KiB to 16 MiB as the size of chunks")
  func chunkSizes() {
    for exponent in 0..<32 {
      let isAllowed = (12...24).contains(exponent)
      check(
        prelude((40, 4, 1 << exponent)), isAllowed ? nil : "out-of-range", "prelude.chunkSize", 40)
      for other in [1 << exponent + 1, 1 << exponent - 1] as [UInt64]
      where other.nonzeroBitCount > 1 {
        check(prelude((40, 4, other)), "out-of-range", "prelude.chunkSize", 40)
      }
    }
    check(prelude((40, 4, 0)), "out-of-range", "prelude.chunkSize", 40)
  }

  private func check(
    _ bytes: [UInt8], _ code: String?, _ field: String = "", _ offset: UInt64 = 0
  ) {
    let error = error(bytes)
    #expect(error?.code == code)
    if code == nil { return }
    #expect(error?.field == field)
    #expect(error?.offset == offset)
  }
}
