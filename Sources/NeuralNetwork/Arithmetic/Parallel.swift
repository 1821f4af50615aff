import Dispatch
import Glibc

/// The number of processors now online, at least 1.
public var availableProcessors: Int {
  max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// The work, in fused multiply-adds, below which a second thread costs more than it saves.
let minimumParallelWork = 1 << 15

/// Computes the rows of `output`, cut into one contiguous block a thread.
///
/// `body` gets the rows it must fill and the part of `output` that holds exactly those rows, so
/// threads share no output and no sum is ever split between them: the bits do not depend on
/// `threads`. Rule A3 of spec/arithmetic.md.
///
/// - Parameters:
///   - output: at least `rows` × `width` elements, row-major.
///   - work: the multiply-adds of the whole; small work runs on the calling thread alone.
func forEachRowBlock(
  of output: inout [Float], rows: Int, width: Int, threads: Int, work: Int,
  _ body: @Sendable (Range<Int>, inout MutableSpan<Float>) -> Void
) {
  precondition(rows * width <= output.count, "the output is too small for its rows")
  let blocks = min(threads, rows)
  if blocks < 2 || work < minimumParallelWork {
    var span = output.mutableSpan
    body(0..<rows, &span)
    return
  }
  unsafe output.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let base = unsafe buffer
    DispatchQueue.concurrentPerform(iterations: blocks) { @Sendable block in
      let range = (rows * block / blocks)..<(rows * (block + 1) / blocks)
      let part = unsafe UnsafeMutableBufferPointer(
        rebasing: base[(range.lowerBound * width)..<(range.upperBound * width)])
      withStandardFloatingPoint {
        var span = unsafe part.mutableSpan
        body(range, &span)
      }
    }
  }
}
