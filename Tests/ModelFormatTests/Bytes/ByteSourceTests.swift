import TestSupport
import Testing

@testable import ModelFormat

struct ByteSourceTests {
  private static let content: [UInt8] = Array(0..<200)

  enum Kind: CaseIterable, Sendable { case file, memory, pipe }

  private func source(_ kind: Kind, _ directory: TemporaryDirectory) throws -> ByteSource {
    switch kind {
    case .file: ByteSource(try File(opening: directory.write(Self.content, to: "file")))
    case .memory: .memory(Self.content)
    case .pipe:
      ByteSource(try File(opening: directory.pipe("pipe", holding: Self.content)))
    }
  }

  @Test("gives the same bytes from a file, from memory and from a pipe", arguments: Kind.allCases)
  func sameBytes(_ kind: Kind) throws {
    let directory = try TemporaryDirectory()
    let source = try source(kind, directory)
    #expect(source.size == (kind == .pipe ? nil : 200))
    #expect(try source.bytes(at: 0, count: 64) == Array(Self.content[..<64]))
    #expect(try source.bytes(at: 64, count: 0) == [])
    #expect(try source.hasBytes(after: 64))
    // The question took a byte of the pipe.
    let start = kind == .pipe ? 65 : 64
    #expect(
      try source.bytes(at: UInt64(start), count: 200 - start) == Array(Self.content[start...]))
    #expect(try !source.hasBytes(after: 200))
  }

  @Test("tells where the bytes end", arguments: Kind.allCases)
  func truncated(_ kind: Kind) throws {
    let directory = try TemporaryDirectory()
    let source = try source(kind, directory)
    _ = try source.bytes(at: 0, count: 150)
    let error = #expect(throws: FormatError.self) { try source.bytes(at: 150, count: 51) }
    #expect(error == FormatError(.truncated(needed: 201, found: 200), field: "file", offset: 200))
  }

  @Test("asks for memory as bytes come, not as they are announced")
  func announcedMemory() {
    let source = ByteSource.memory(Self.content)
    let error = #expect(throws: FormatError.self) { try source.bytes(at: 0, count: 1 << 50) }
    #expect(error?.code == "truncated")
  }
}
