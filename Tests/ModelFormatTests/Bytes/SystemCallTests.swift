import Glibc
import Testing

@testable import ModelFormat

struct SystemCallTests {
  @Test("goes on after an interruption")
  func interruption() throws {
    var calls = 0
    let result = try systemCall("read", path: "file") {
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(result == 7)
    #expect(calls == 3)
  }

  @Test("tells what was tried, on what, and what the system says")
  func failure() {
    let error = #expect(throws: FormatError.self) {
      try systemCall("write", path: "a.nnmodel") {
        errno = ENOSPC
        return -1
      }
    }
    #expect(error == FormatError(.system(errno: ENOSPC), field: "write", path: "a.nnmodel"))
    #expect(error?.description == "a.nnmodel: cannot write: No space left on device")
  }
}
