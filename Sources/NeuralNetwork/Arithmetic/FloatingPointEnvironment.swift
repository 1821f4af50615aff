import CKernels

/// Runs `body` with round-to-nearest-even, subnormal numbers kept, and every exception masked;
/// the caller's settings are put back afterwards.
///
/// Those settings belong to the thread and any library may have changed them, so each public
/// operation and each worker sets them for itself. Rule A1 of spec/arithmetic.md.
func withStandardFloatingPoint<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let before = nn_enter_standard_environment()
  defer { nn_leave_standard_environment(before) }
  return try body()
}
