import Glibc

/// Standard output did not take what was written.
struct OutputError: ToolError, Equatable {
  /// The errno of the write.
  var code: Int32

  /// Whoever read the pipe has seen enough (`| head`): no failure of ours, and nothing to say.
  var isClosedPipe: Bool { code == EPIPE }

  var exitCode: ExitCode { isClosedPipe ? .signal(SIGPIPE) : .inputOutput }

  var description: String {
    "standard output: cannot write: \(SystemCalls.description(ofError: code))"
  }
}
