import Glibc

/// Runs `body` with round-to-nearest-even, subnormal numbers kept, and every exception masked;
/// the caller's settings are put back afterwards.
///
/// Those settings belong to the thread and any library may have changed them, so each public
/// operation and each worker sets them for itself. Rule A1 of spec/arithmetic.md.
func withStandardFloatingPoint<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  var saved = fenv_t()
  unsafe fegetenv(&saved)
  defer { unsafe fesetenv(&saved) }
  var standard = saved
  #if arch(x86_64)
    standard.__mxcsr = 0x1F80
    standard.__control_word = 0x037F
  #elseif arch(arm64)
    standard.__fpcr = 0
  #else
    #error("the control register of this processor is not described here")
  #endif
  unsafe fesetenv(&standard)
  return try body()
}
