import Glibc

/// Calls into the kernel until it is not interrupted, and turns a failure into an error.
///
/// The one place that knows EINTR. `operation` completes the sentence "cannot …".
@discardableResult
func systemCall<Result: SignedInteger>(
  _ operation: String, path: String, _ call: () -> Result
) throws(FormatError) -> Result {
  while true {
    let result = call()
    if result >= 0 { return result }
    let number = errno
    if number != EINTR {
      throw FormatError(.system(errno: number), field: operation, path: path)
    }
  }
}

/// What the system calls an error number, such as "No space left on device".
func systemErrorText(_ number: Int32) -> String {
  guard let text = unsafe strerror(number) else { return "error \(number)" }
  return unsafe String(cString: text)
}
