import Testing

@testable import ModelFormat

struct DeflateAlphabetTests {
  /// The table of RFC 1951, 3.2.5.
  private let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195,
    227, 258,
  ]
  private let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private let distances = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073,
    4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]

  @Test("has the lengths and distances of the RFC")
  func tables() {
    #expect(DeflateAlphabet.lengths.map { Int($0.base) } == lengths)
    #expect(DeflateAlphabet.lengths.map { Int($0.extraBits) } == lengthBits)
    #expect(DeflateAlphabet.distanceSymbols.map { Int($0.base) } == distances)
    #expect(DeflateAlphabet.distanceSymbols.map { Int($0.extraBits) } == distanceBits)
  }

  @Test("gives every length the one symbol that stands for it")
  func symbols() {
    for length in 3...258 {
      let symbol = Int(DeflateAlphabet.symbolOfLength[length])
      let index = symbol - 257
      let end = lengths[index] + 1 << lengthBits[index]
      #expect(lengths[index] <= length && length < end, "\(length)")
      // 258 has a symbol of its own, which is shorter.
      #expect((symbol == 285) == (length == 258))
    }
  }
}
