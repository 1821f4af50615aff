import TestSupport
import Testing

@testable import ModelFormat

struct InflatedBytesTests {
  @Test("appends and repeats as one does byte by byte", arguments: 0..<40 as Range<UInt64>)
  func appends(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    let room = 3000
    var output = [UInt8](repeating: 0xEE, count: room + 32)
    var expected: [UInt8] = []
    var (runs, matches) = (0, 0)
    let position = try unsafe output.withUnsafeMutableBufferPointer { output in
      var target = unsafe InflatedBytes(UnsafeMutableBufferPointer(rebasing: output[..<room]))
      while target.room > 300 {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          let word = generator.next()
          let count = Int.random(in: 0...6, using: &generator)
          unsafe target.append(word, count: count)
          expected += (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        case 1:
          try target.append(UInt8(seed))
          expected.append(UInt8(seed))
        case 2:
          let bytes = generator.bytes(Int.random(in: 0...20, using: &generator))
          try unsafe bytes.withUnsafeBufferPointer { unsafe try target.append($0) }
          expected += bytes
        default:
          guard !expected.isEmpty else { continue }
          let distance = Int.random(
            in: 1...(Bool.random(using: &generator) ? min(4, expected.count) : expected.count),
            using: &generator)
          let count = Int.random(in: 3...258, using: &generator)
          try target.copy(count, from: distance)
          for _ in 0..<count { expected.append(expected[expected.count - distance]) }
          if distance == 1 { runs += count } else { matches += count }
        }
        #expect(target.position == expected.count)
        #expect(target.runBytes == runs && target.matchBytes == matches)
      }
      return target.position
    }
    #expect(Array(output[..<position]) == expected)
    #expect(output[room...].allSatisfy { $0 == 0xEE })
  }

  @Test("refuses what does not fit, and what lies before the beginning")
  func refusals() throws {
    var output = [UInt8](repeating: 0, count: 5)
    func text(_ body: () throws(Inflater.Fault) -> Void) -> String? {
      do throws(Inflater.Fault) {
        try body()
        return nil
      } catch {
        return error.text
      }
    }
    unsafe output.withUnsafeMutableBufferPointer { output in
      var target = unsafe InflatedBytes(output)
      let tooFar = "invalid distance too far back"
      #expect(text { () throws(Inflater.Fault) in try target.copy(3, from: 1) } == tooFar)
      #expect(text { () throws(Inflater.Fault) in try target.append(7) } == nil)
      #expect(text { () throws(Inflater.Fault) in try target.copy(3, from: 2) } == tooFar)
      let tooMany = "it inflates to more than 5 bytes"
      #expect(text { () throws(Inflater.Fault) in try target.copy(5, from: 1) } == tooMany)
      #expect(text { () throws(Inflater.Fault) in try target.copy(4, from: 1) } == nil)
      #expect(text { () throws(Inflater.Fault) in try target.append(7) } == tooMany)
      #expect(target.unfinished.text == "it does not end after 5 of 5 bytes")
    }
    #expect(output == [7, 7, 7, 7, 7])
  }
}
