import Glibc
import ModelFormat
import NeuralNetwork
import Testing

@testable import nnmodel

struct ExitCodeTests {
  /// The values of EX_USAGE and its like in sysexits.h, and the shell's for signals.
  @Test func numbers() {
    #expect(ExitCode.success.status == 0)
    #expect(ExitCode.different.status == 1)
    #expect(ExitCode.usage.status == EX_USAGE)
    #expect(ExitCode.data.status == EX_DATAERR)
    #expect(ExitCode.noInput.status == EX_NOINPUT)
    #expect(ExitCode.software.status == EX_SOFTWARE)
    #expect(ExitCode.cannotCreate.status == EX_CANTCREAT)
    #expect(ExitCode.inputOutput.status == EX_IOERR)
    #expect(ExitCode.signal(SIGINT).status == 130)
  }

  @Test func everyCodeIsInTheTable() {
    let codes: [ExitCode] = [
      .success, .different, .usage, .data, .noInput, .software, .cannotCreate, .inputOutput,
    ]
    #expect(ExitCode.table.dropLast().map(\.status) == codes.map { "\($0.status)" })
  }

  @Test func errorsHaveCodes() {
    struct Other: Error {}
    #expect(ExitCode.of(UsageError("")) == .usage)
    #expect(ExitCode.of(Failure(.noInput, "")) == .noInput)
    #expect(ExitCode.of(ExitCode.different) == .different)
    #expect(ExitCode.of(OutputError(code: ENOSPC)) == .inputOutput)
    #expect(ExitCode.of(OutputError(code: EPIPE)).status == 141)
    #expect(ExitCode.of(Other()) == .software)
  }

  @Test func errorsOfCheckpointsHaveCodes() {
    let locked = FormatError(.locked(by: 1), field: "lock", path: "runs/a")
    #expect(ExitCode.of(NetworkError(.file(locked))) == .cannotCreate)
    let missing = FormatError(.system(errno: ENOENT), field: "open", path: "runs/a")
    #expect(ExitCode.of(NetworkError(.file(missing))) == .noInput)
    let damaged = FormatError(.checksumMismatch(expected: 1, found: 2), field: "header")
    for (error, code) in [(damaged, ExitCode.data), (missing, .noInput)] {
      let newest = NetworkError(.file(error))
      #expect(ExitCode.of(NetworkError(.noValidCheckpoint(count: 2, newest: newest))) == code)
    }
  }

  @Test func systemErrors() {
    #expect(ExitCode.reading(errno: ENOENT) == .noInput)
    #expect(ExitCode.reading(errno: EACCES) == .noInput)
    #expect(ExitCode.reading(errno: EIO) == .inputOutput)
    #expect(ExitCode.creating(errno: EROFS) == .cannotCreate)
    #expect(ExitCode.creating(errno: ENOENT) == .cannotCreate)
    #expect(ExitCode.creating(errno: ENOSPC) == .inputOutput)
  }
}
