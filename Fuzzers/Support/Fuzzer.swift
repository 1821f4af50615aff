import CLibFuzzer
import Synchronization

/// A promise that libFuzzer tries to see broken, under AddressSanitizer.
///
/// A conforming type is a program (`@main`) that takes libFuzzer's arguments.
public protocol Fuzzer: SendableMetatype {
  /// Puts some bytes to the test, and traps where the promise does not hold.
  static func check(_ input: [UInt8])
}

extension Fuzzer {
  /// Lets libFuzzer run the program: with bytes of its own, or with those of the files that are named.
  public static func main() {
    chosen.withLock { $0 = self }
    var count = CommandLine.argc
    var arguments = unsafe CommandLine.unsafeArgv
    _ = unsafe LLVMFuzzerRunDriver(&count, &arguments, testOneInput)
  }
}

/// The one fuzzer that this program is.
private let chosen = Mutex<(any Fuzzer.Type)?>(nil)

/// What libFuzzer calls; by this name, since its own `main`, which is never run, refers to it.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let fuzzer = chosen.withLock { $0 }
  fuzzer?.check(unsafe Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// Ends the run: a promise is broken. In words, which an optimised `precondition` leaves out.
public func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  if !isKept { fatalError("broken: \(promise())") }
}
