import TestSupport
import Testing

@testable import ModelFormat

struct BitReaderTests {
  @Test(
    "reads the same bits as one who reads each for itself", arguments: 1...60 as ClosedRange<UInt64>
  )
  func bits(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    let bytes = generator.bytes(Int.random(in: 0...300, using: &generator))
    let expected = BitString(of: bytes)
    var position = 0
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe BitReader(bytes)
      while position < expected.bits.count + 40 {
        if position <= expected.bits.count, Int.random(in: 0..<10, using: &generator) == 0 {
          let rest = unsafe reader.align()
          position = (position + 7) / 8 * 8
          #expect(rest.count == (expected.bits.count - position) / 8)
          let skipped = Int.random(in: 0...min(3, rest.count), using: &generator)
          reader.skip(skipped)
          position += 8 * skipped
        }
        let count = Int.random(in: 0...32, using: &generator)
        let isQuick = Bool.random(using: &generator)
        if isQuick, reader.isFarFromEnd {
          unsafe reader.refillQuickly()
          #expect(reader.bits & 0xFF_FFFF_FFFF_FFFF == expected.value(at: position, count: 56))
          reader.drop(count)
        } else {
          #expect(UInt64(reader.read(count)) == expected.value(at: position, count: count))
        }
        position += count
        #expect(reader.isBeyondEnd == (position > expected.bits.count))
      }
    }
  }

  @Test("reads zeros where there is nothing")
  func nothing() {
    let bytes: [UInt8] = []
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe BitReader(bytes)
      #expect(!reader.isFarFromEnd)
      reader.refill()
      #expect(!reader.isBeyondEnd)
      #expect(unsafe reader.align().count == 0)
      #expect(reader.read(1) == 0)
      #expect(reader.isBeyondEnd)
    }
  }
}
