import TestSupport
import Testing

@testable import ModelFormat

struct BitWriterTests {
  @Test(
    "writes the same bits as one who writes each for itself",
    arguments: 1...40 as ClosedRange<UInt64>)
  func bits(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    var expected = BitString()
    var output = [UInt8](repeating: 0xEE, count: 4096)
    let length = unsafe output.withUnsafeMutableBufferPointer { output in
      var writer = unsafe BitWriter(to: output)
      for _ in 0..<300 {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0:
          writer.align()
          expected.align()
          #expect(writer.pendingBits == 0)
        case 1:
          writer.align()
          expected.align()
          let bytes = generator.bytes(Int.random(in: 0...9, using: &generator))
          writer.copy(bytes.span)
          for byte in bytes { expected.append(UInt64(byte), count: 8) }
        default:
          let count = Int.random(in: 0...56, using: &generator)
          let value = generator.next() & ((1 << UInt64(count)) - 1)
          writer.write(value, count: count)
          expected.append(value, count: count)
        }
        #expect(writer.byteCount == expected.bits.count / 8)
        #expect(writer.pendingBits == expected.bits.count % 8)
      }
      writer.align()
      return writer.byteCount
    }
    #expect(Array(output[..<length]) == expected.bytes)
    #expect(output[(length + BitWriter.slack)...].allSatisfy { $0 == 0xEE })
  }

  @Test("writes up to where only its slack is left")
  func fits() {
    var output = [UInt8](repeating: 0, count: 20)
    let length = unsafe output.withUnsafeMutableBufferPointer { output in
      var writer = unsafe BitWriter(to: output)
      for value in 1...12 { writer.write(UInt64(value), count: 8) }
      return writer.byteCount
    }
    #expect(length == 12)
    #expect(Array(output[..<12]) == Array(1...12))
  }
}
