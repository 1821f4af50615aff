import CKernels
import TestSupport
import Testing

/// `nn_count_bytes` beside one who counts byte by byte.
struct ByteCountVectorsTests {
  /// Counts behind those that are there, and how many bytes that was.
  private func counted(_ bytes: [UInt8], after before: [UInt32]) -> (counts: [UInt32], bytes: Int) {
    let input = GuardedBytes(count: bytes.count)
    _ = unsafe input.bytes.update(fromContentsOf: bytes)
    var counts = before
    let done = unsafe nn_count_bytes(input.bytes.baseAddress, bytes.count, &counts)
    return (counts, done)
  }

  private func check(_ bytes: [UInt8], _ comment: Comment) throws -> Int {
    let before = (0..<256).map { UInt32($0) }
    let found = counted(bytes, after: before)
    var expected = before
    for byte in bytes[..<found.bytes] { expected[Int(byte)] += 1 }
    try #require(found.counts == expected, comment)
    return found.bytes
  }

  @Test(
    "counts what one counts byte by byte, whatever the bytes are", arguments: PlaneSample.allCases)
  func shapes(_ shape: PlaneSample) throws {
    var generator = Deterministic(seed: 114)
    for round in 0..<40 {
      let count = Int.random(in: 0...(round == 0 ? 300_000 : 20_000), using: &generator)
      let done = try check(shape.bytes(count, using: &generator), "round \(round)")
      #expect(done == 0 || count - done < 1024)
    }
  }

  @Test("counts few bytes, wherever they lie, and others between them", arguments: 1...24)
  func frequent(_ values: Int) throws {
    var generator = Deterministic(seed: UInt64(values))
    for (first, step) in [(0, 1), (60, 1), (100, 3), (130, 4), (255, -10)] {
      for count in [0, 4095, 4096, 4097, 5119, 5120, 5121, 32_768, 33_000] {
        let bytes = (0..<count).map { _ in
          let word = generator.next()
          if word >> 32 % 50 == 0 { return UInt8(truncatingIfNeeded: word) }
          return UInt8(truncatingIfNeeded: first + step * Int(word % UInt64(values)))
        }
        let done = try check(bytes, "\(count) bytes from \(first) on")
        // Among more than 16 the sample decides.
        let isDone = ProcessorFlags.hasVBMI && values <= 16 && count >= 4096
        if values <= 16 { #expect(done == (isDone ? count / 1024 * 1024 : 0)) }
      }
    }
  }

  @Test("is right also where a sample is not")
  func misled() throws {
    var generator = Deterministic(seed: 115)
    for step in 1...40 {
      // Whoever looks at every step-th byte sees the same.
      for start in 0..<3 {
        var bytes = generator.bytes(255 * (step + 1) + 4096)
        for index in stride(from: start, to: bytes.count, by: step) { bytes[index] = 9 }
        _ = try check(bytes, "step \(step) from \(start) on")
      }
    }
  }
}
