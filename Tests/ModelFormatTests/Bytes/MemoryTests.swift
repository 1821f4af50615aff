import Glibc
import Testing

@testable import ModelFormat

struct MemoryTests {
  private let tooMuch = FormatError(.system(errno: ENOMEM), field: "hold it")

  @Test("is given, or refused in the words of who asks")
  func require() throws {
    try requireMemory(1 << 20, for: "hold it")
    for count in [1 << 56, Int.max] {
      let error = #expect(throws: FormatError.self) { try requireMemory(count, for: "hold it") }
      #expect(error == tooMuch)
    }
  }

  @Test("is asked for small pieces when they have come to some")
  func smallPieces() throws {
    var pieces = SmallPieces()
    for _ in 0..<1000 { try pieces.require(1000, for: "hold it") }
    #expect(refusal(&pieces, 1 << 56) == tooMuch)
    // What was refused is still wanted.
    #expect(refusal(&pieces, 1) == tooMuch)
    #expect(refusal(&pieces, .max) == tooMuch)
  }

  private func refusal(_ pieces: inout SmallPieces, _ byteCount: Int) -> FormatError? {
    do throws(FormatError) {
      try pieces.require(byteCount, for: "hold it")
      return nil
    } catch {
      return error
    }
  }
}
