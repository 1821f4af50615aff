import ModelFormat
import TestSupport
import Testing

@testable import Interchange

/// Archives put together by hand: storages that are not what the pickle says.
struct TorchStoragesTests {
  private typealias Hand = HandmadePickle
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func read(_ bytes: [UInt8]) throws -> [Tensor] {
    try PyTorch.read(try directory.write(bytes, to: "m.pt"), ImportOptions()).tensors
  }

  private static let one = Hand.pickle(Hand.dictionary([("w", Hand.tensor())]))

  @Test("reads what is right, in either order of bytes")
  func right() throws {
    #expect(try read(Hand.archive(Self.one))[0].bytes == Array(0..<16))
    let little = Hand.archive(Self.one, others: [("byteorder", "little"), ("version", "3\n")])
    #expect(try read(little)[0].bytes == Array(0..<16))
    let big = try read(Hand.archive(Self.one, others: [("byteorder", "big")]))
    #expect(big[0].bytes == [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12])
    let turned = Hand.pickle(Hand.dictionary([("w", Hand.tensor([2, 2], [1, 2]))]))
    #expect(
      try read(Hand.archive(turned))[0].bytes == [
        0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15,
      ])
  }

  @Test("does not miss a storage of nothing")
  func nothing() throws {
    let none = Hand.tensor([0], [1], storage: Hand.storage("FloatStorage", "0", 0))
    let pickle = Hand.pickle(Hand.dictionary([("w", none)]))
    #expect(try read(Hand.archive(pickle, []))[0].bytes == [])
    #expect(try read(Hand.archive(pickle, [("0", [])]))[0].bytes == [])
  }

  @Test(
    "refuses a storage that is not what the pickle says",
    arguments: [
      ([], []), ([("1", 16)], []), ([("0", 15)], []), ([("0", 17)], []), ([("0", 0)], []),
      ([("0", 16)], [("byteorder", "middle")]), ([("0", 16)], [("byteorder", "")]),
      ([("0", 16)], [("byteorder", "little, little, little")]),
      ([("0", 16)], [("code/a.py", "")]), ([("0", 16)], [("b/data.pkl", "")]),
    ] as [([(String, Int)], [(String, String)])])
  func malformed(_ storages: [(String, Int)], _ others: [(String, String)]) throws {
    let bytes = Hand.archive(
      Self.one, storages.map { ($0.0, [UInt8](repeating: 0, count: $0.1)) }, others: others)
    #expect(throws: FormatError.self) { try read(bytes) }
  }

  @Test func boolsAreZeroOrOne() throws {
    let storage = Hand.storage("BoolStorage", "0", 4)
    let pickle = Hand.pickle(Hand.dictionary([("w", Hand.tensor(storage: storage))]))
    #expect(try read(Hand.archive(pickle, [("0", [0, 1, 1, 0])]))[0].info.type == .bool)
    let error = #expect(throws: FormatError.self) {
      try read(Hand.archive(pickle, [("0", [0, 1, 2, 0])]))
    }
    #expect(error?.code == "invalid-value" && error?.field.contains("w") == true)
  }

  @Test("does not fill the memory with what repeats itself")
  func bombs() throws {
    func refusal(_ tensors: [(String, [UInt8])]) throws -> FormatError? {
      let bytes = Hand.archive(Hand.pickle(Hand.dictionary(tensors)))
      return #expect(throws: FormatError.self) { try read(bytes) }
    }
    // Four floats, seen a billion times; then so often that no number counts the bytes.
    let wide = try refusal([("w", Hand.tensor([1 << 30, 2], [0, 1]))])
    #expect(wide?.code == "limit-exceeded")
    #expect(
      try refusal([("w", Hand.tensor([1 << 40, 1 << 40], [0, 0]))])?.code == "limit-exceeded")
    // One megabyte a name.
    let many = (0..<20).map { ("w\($0)", Hand.tensor([1 << 18], [0])) }
    #expect(try refusal(many)?.code == "limit-exceeded")
    #expect(try read(Hand.archive(Hand.pickle(Hand.dictionary(Array(many.prefix(7)))))).count == 7)
  }

  @Test("keeps to the limit of memory, however few bytes the tensors are views of")
  func limits() throws {
    // Two tensors of 64 KiB, one of which has two names.
    let wide = Hand.tensor([1 << 14], [0])
    let pickle = Hand.pickle(
      Hand.dictionary([("a", wide + [0x71, 1]), ("b", wide), ("c", [0x68, 1])]))
    let path = try directory.write(Hand.archive(pickle), to: "m.pt")
    var options = ImportOptions()
    options.limits.memory = 2 << 16
    #expect(try PyTorch.read(path, options).tensors.count == 3)
    options.limits.memory -= 1
    let error = #expect(throws: FormatError.self) { try PyTorch.read(path, options) }
    #expect(error?.code == "limit-exceeded" && error?.field == "tensors")
  }

  @Test("refuses names and shapes that no model file has")
  func infos() {
    for tensor in [("a\nb", Hand.tensor()), ("", Hand.tensor())] {
      let bytes = Hand.archive(Hand.pickle(Hand.dictionary([tensor])))
      #expect(throws: FormatError.self) { try read(bytes) }
    }
    let shape = [Int](repeating: 1, count: 9)
    let bytes = Hand.archive(Hand.pickle(Hand.dictionary([("w", Hand.tensor(shape, shape))])))
    #expect(throws: FormatError.self) { try read(bytes) }
  }
}
