import Glibc
import Testing

@testable import NeuralNetwork

@Suite struct FloatingPointEnvironmentTests {
  /// Rounds the sum of two numbers that the compiler cannot know.
  @inline(never) private func sum(_ a: Float, _ b: Float) -> Float { a + b }

  @Test func settingsAreTheStandardInsideAndTheCallersAfterwards() {
    let before = fegetround()
    defer { fesetround(before) }
    fesetround(FE_UPWARD)
    #expect(sum(1, 0x1p-30) > 1)
    withStandardFloatingPoint {
      #expect(sum(1, 0x1p-30) == 1)
    }
    #expect(fegetround() == FE_UPWARD)
    #expect(sum(1, 0x1p-30) > 1)
  }

  #if arch(x86_64)
    @Test func subnormalNumbersAreKept() {
      var saved = fenv_t()
      unsafe fegetenv(&saved)
      defer { unsafe fesetenv(&saved) }
      var flushing = saved
      flushing.__mxcsr |= 0x8040  // flush to zero, denormals are zero
      unsafe fesetenv(&flushing)
      let flushed = sum(.leastNonzeroMagnitude, .leastNonzeroMagnitude)
      let kept = withStandardFloatingPoint {
        sum(.leastNonzeroMagnitude, .leastNonzeroMagnitude)
      }
      let flushedAgain = sum(.leastNonzeroMagnitude, .leastNonzeroMagnitude)
      unsafe fesetenv(&saved)
      #expect(flushed.bitPattern == 0)
      #expect(kept.bitPattern == 2)
      #expect(flushedAgain.bitPattern == 0)
    }
  #endif

  /// The public operations give one result whatever the caller's rounding mode.
  @Test func trainingDoesNotDependOnTheCallersSettings() throws {
    let plain = try TrainerTests.trainedDigest(threads: 2)
    let before = fegetround()
    fesetround(FE_DOWNWARD)
    let result = Result { try TrainerTests.trainedDigest(threads: 2) }
    fesetround(before)
    #expect(try result.get() == plain)
  }
}
