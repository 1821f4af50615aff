import ModelFormat
import TestSupport
import Testing

@testable import Interchange

/// Pickles put together by hand, each with one thing that is not as PyTorch writes it.
struct TorchPickleTests {
  private typealias Hand = HandmadePickle

  private static func refusal(_ pickle: [UInt8]) -> FormatError? {
    do throws(FormatError) {
      _ = try StateDict(try TorchPickle(pickle), name: "alone")
      return nil
    } catch {
      return error
    }
  }

  @Test("reads what is right")
  func right() throws {
    let pickle = try TorchPickle(
      Hand.pickle(
        Hand.dictionary([
          ("w", Hand.tensor()), ("same", Hand.tensor()), ("none", Hand.tensor([0, 7], [9, 1])),
          ("n", Hand.int(-3)),
          ("t", Hand.tuple(Hand.none, [0x88], [0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0])),
          ("l", [0x5D] + Hand.int(1) + [0x61]), ("b", [0x4D, 1, 2]),
          ("i", [0x4A, 255, 255, 255, 255]),
          ("z", [0x8A, 0]), ("h", [0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
          ("s", Hand.global("torch", "Size") + Hand.tuple(Hand.ints([4])) + [0x52]),
        ])))
    let state = try StateDict(pickle, name: "alone")
    #expect(state.tensors.map(\.name) == ["w", "same", "none"])
    #expect(pickle.storages.count == 1)
    #expect(
      state.metadata.map { "\($0.name) \($0.text)" } == [
        "b 513", "h 18446744073709551616", "i -1", "l [1]", "n -3", "s [4]", "t [None, True, 1.5]",
        "z 0",
      ])
  }

  @Test(
    "refuses every name that is not in its list",
    arguments: [
      ("os", "system"), ("builtins", "eval"), ("__builtin__", "getattr"), ("torch", "load"),
      ("torch.hub", "load"), ("torch._utils", "_rebuild_tensor"), ("torch", "QInt8Storage"),
      ("torch", "FloatStorage\u{0}"), ("collections", "OrderedDict "),
      ("torch.serialization", "load"),
      ("numpy.core.multiarray", "_reconstruct"), ("__main__", "Net"), ("", ""),
    ])
  func names(_ module: String, _ name: String) {
    for calls in [[], [0x29, 0x52]] as [[UInt8]] {
      let error = Self.refusal(Hand.pickle(Hand.global(module, name), calls))
      #expect(error?.code == "invalid-value" && error?.offset == 2)
      #expect("\(String(describing: error))".contains("\(module).\(name)"))
    }
  }

  @Test(
    "refuses every operation that it does not need",
    arguments: [
      0x30, 0x31, 0x32, 0x46, 0x49, 0x4C, 0x50, 0x53, 0x54, 0x55, 0x56, 0x64, 0x67, 0x69, 0x6C,
      0x6F, 0x70, 0x81, 0x82, 0x83, 0x84, 0x8B, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x96, 0x97, 0x98, 0,
      255,
    ] as [UInt8])
  func operations(_ operation: UInt8) {
    let error = Self.refusal(Hand.pickle([operation], Hand.none))
    #expect(error?.offset == 2)
    #expect("\(String(describing: error))".contains("operation \(operation)"))
  }

  private static let badOperations: [(String, [UInt8])] = [
    ("nothing", []), ("no end", [0x80, 2, 0x4E]), ("an empty stack", [0x80, 2, 0x2E]),
    ("protocol 1", [0x80, 1, 0x4E, 0x2E]), ("protocol 6", [0x80, 6, 0x4E, 0x2E]),
    ("protocol in the middle", [0x80, 2, 0x80, 2, 0x4E, 0x2E]),
    ("bytes behind its end", Hand.pickle(Hand.dictionary([])) + [0]),
    ("two values", Hand.pickle(Hand.none, Hand.none)),
    ("a mark that is left", Hand.pickle([0x28], Hand.dictionary([]))),
    ("a mark that is not there", Hand.pickle([0x74])),
    ("a number alone", Hand.pickle(Hand.int(1))), ("text alone", Hand.pickle(Hand.text("a"))),
    ("text that is cut", [0x80, 2, 0x58, 5, 0, 0, 0, 0x61]),
    ("text of 2^32 bytes", [0x80, 2, 0x58, 255, 255, 255, 255, 0x2E]),
    ("text of 2^64 bytes", [0x80, 2, 0x8D] + [UInt8](repeating: 255, count: 8) + [0x2E]),
    ("text that is not UTF-8", Hand.pickle([0x58, 1, 0, 0, 0, 0xFF])),
    ("a name without end", [0x80, 2, 0x63] + [UInt8](repeating: 0x61, count: 5000)),
    (
      "an integer of 17 bytes",
      Hand.pickle(Hand.dictionary([("a", [0x8A, 17] + [UInt8](repeating: 1, count: 17))]))
    ),
    ("a value that was not noted", Hand.pickle([0x68, 9])),
    ("a note of nothing", Hand.pickle([0x71, 0])),
    ("too few for a tuple", Hand.pickle(Hand.none, [0x86])),
    ("what a mark keeps apart", Hand.pickle(Hand.none, [0x28], [0x85, 0x74])),
    ("an item for no list", Hand.pickle(Hand.none, Hand.none, [0x61])),
    ("a pair for no dictionary", Hand.pickle([0x5D], Hand.none, Hand.none, [0x73])),
    ("half a pair", Hand.pickle([0x7D, 0x28], Hand.text("a"), [0x75])),
    ("a call of no name", Hand.pickle(Hand.text("os.system"), [0x29, 0x52])),
    ("a call without arguments", Hand.pickle(Hand.global("torch", "Size"), Hand.none, [0x52])),
    ("a call of a type", Hand.pickle(Hand.global("torch", "float32"), [0x29, 0x52])),
    ("a call of a storage", Hand.pickle(Hand.global("torch", "FloatStorage"), [0x29, 0x52])),
    (
      "a size of no tuple", Hand.pickle(Hand.global("torch", "Size"), Hand.tuple(Hand.none), [0x52])
    ),
    ("attributes of a list", Hand.pickle([0x5D, 0x7D, 0x62])),
    ("attributes that are no dictionary", Hand.pickle([0x7D, 0x5D, 0x62])),
  ]

  private static let badValues: [(String, [UInt8])] = [
    ("names that are not text", Hand.pickle(Hand.none, Hand.none, [0x93])),
    ("a name in a dictionary", Hand.pickle(Hand.dictionary([("a", Hand.global("torch", "Size"))]))),
    (
      "a storage in a dictionary",
      Hand.pickle(Hand.dictionary([("a", Hand.storage("FloatStorage", "0", 4))]))
    ),
    ("a tuple for a name", Hand.pickle([0x7D, 0x29], Hand.none, [0x73])),
    (
      "a name of 1025 bytes",
      Hand.pickle(Hand.dictionary([(String(repeating: "a", count: 1025), Hand.none)]))
    ),
    ("one name twice", Hand.pickle(Hand.dictionary([("a", Hand.none), ("a", Hand.none)]))),
    (
      "two paths that are one",
      Hand.pickle(
        Hand.dictionary([("a.b", Hand.none), ("a", Hand.dictionary([("b", Hand.none)]))]))
    ),
  ]

  private static let badTensors: [(String, [UInt8])] = [
    ("a storage that is no tuple", Hand.pickle(Hand.none, [0x51])),
    (
      "a storage of four parts",
      Hand.pickle(
        Hand.tuple(
          Hand.text("storage"), Hand.global("torch", "FloatStorage"), Hand.text("0"),
          Hand.text("cpu")), [0x51])
    ),
    (
      "a storage that is a module",
      Hand.pickle(
        Hand.tuple(
          Hand.text("module"), Hand.global("torch", "FloatStorage"), Hand.text("0"),
          Hand.text("cpu"), Hand.int(1)), [0x51])
    ),
    ("a storage of a negative size", Hand.pickle(Hand.storage("FloatStorage", "0", -1))),
    ("a storage of 2^63 bytes", Hand.pickle(Hand.storage("DoubleStorage", "0", 1 << 60))),
    (
      "a storage told twice",
      Hand.pickle(
        Hand.dictionary([
          ("a", Hand.tensor()), ("b", Hand.tensor(storage: Hand.storage("HalfStorage", "0", 8))),
        ]))
    ),
    ("a tensor of no storage", Hand.pickle(Hand.tensor(storage: Hand.none))),
    ("a tensor without strides", Hand.pickle(Hand.tensor([2, 2], [1]))),
    ("a negative dimension", Hand.pickle(Hand.tensor([-2, 2], [2, 1]))),
    ("a negative stride", Hand.pickle(Hand.tensor([2, 2], [-2, 1]))),
    ("a negative offset", Hand.pickle(Hand.tensor(offset: -1))),
    ("an element behind the storage", Hand.pickle(Hand.tensor(offset: 1))),
    ("a row behind the storage", Hand.pickle(Hand.tensor([2, 2], [3, 1]))),
    ("an element far behind the storage", Hand.pickle(Hand.tensor([2, 2], [.max, 1]))),
    (
      "elements that no number counts",
      Hand.pickle(Hand.tensor([.max, .max], [.max, .max], offset: .max))
    ),
    ("an offset that no number counts", Hand.pickle(Hand.tensor([1], [1], offset: .max))),
    (
      "a storage of bytes without a type",
      Hand.pickle(Hand.tensor(storage: Hand.storage("UntypedStorage", "0", 16)))
    ),
    (
      "a tensor to be negated",
      Hand.pickle(Hand.tensor(metadata: Hand.dictionary([("neg", [0x88])])))
    ),
    (
      "a parameter of no tensor",
      Hand.pickle(
        Hand.global("torch._utils", "_rebuild_parameter"),
        Hand.tuple(Hand.none, [0x89], Hand.hooks), [0x52])
    ),
  ]

  private static let bad = badOperations + badValues + badTensors

  @Test("refuses what is not as PyTorch writes it", arguments: bad.map(\.0))
  func malformed(_ what: String) throws {
    let pickle = try #require(Self.bad.first { $0.0 == what }?.1)
    #expect(Self.refusal(pickle) != nil)
  }

  @Test("refuses every pickle that is cut short")
  func truncated() {
    let pickle = Hand.pickle(
      Hand.dictionary([("w", Hand.tensor()), ("l", [0x5D, 0x28, 0x4E, 0x65])]))
    #expect(Self.refusal(pickle) == nil)
    for count in pickle.indices { #expect(Self.refusal(Array(pickle.prefix(count))) != nil) }
  }

  @Test("bounds operations, values at a time and nesting")
  func limits() {
    let many = [UInt8](repeating: 0x4E, count: 200_000)
    #expect(Self.refusal(Hand.pickle(many))?.code == "limit-exceeded")
    let steps = [[UInt8]](repeating: [0x4E, 0x61], count: 600_000).flatMap { $0 }
    #expect(Self.refusal(Hand.pickle([0x5D], steps))?.code == "limit-exceeded")
    // A tuple in a tuple, half a million deep: nothing recurs into it.
    let deep = [UInt8](repeating: 0x85, count: 500_000)
    #expect(Self.refusal(Hand.pickle([0x29], deep))?.code == "limit-exceeded")
    let ones = [Int](repeating: 1, count: 9)
    #expect(Self.refusal(Hand.pickle(Hand.tensor(ones, ones)))?.code == "limit-exceeded")
    let eight = Array(ones.dropLast())
    #expect(Self.refusal(Hand.pickle(Hand.tensor(eight, eight))) == nil)
    let nested = (0..<40).reduce(into: Hand.none) { inner, _ in
      inner = Hand.dictionary([("a", inner)])
    }
    #expect(Self.refusal(Hand.pickle(nested))?.code == "limit-exceeded")
  }

  @Test("bounds what holds itself, or the same thing many times")
  func sharing() {
    // A dictionary that is its own item; then lists of two of the list before, thirty times over.
    let loop = Hand.pickle([0x7D, 0x71, 0], Hand.text("a"), [0x68, 0, 0x73])
    #expect(Self.refusal(loop)?.code == "limit-exceeded")
    var doubled = Hand.dictionary([("a", Hand.none)]) + [0x71, 0]
    for index in 0..<30 as Range<UInt8> {
      doubled += [0x28, 0x68, index, 0x68, index, 0x74, 0x71, index + 1]
    }
    let tower = Hand.pickle([0x28], doubled, [0x74, 0x85])
    #expect(Self.refusal(tower)?.code == "limit-exceeded")
    // No more of it for two megabytes that are thrown away.
    let long = Hand.text(String(repeating: "a", count: 2 << 20))
    let padded = Hand.pickle(
      [0x28], doubled, [0x7D, 0x7D], Hand.text("x"), long, [0x73, 0x62, 0x74])
    #expect("\(String(describing: Self.refusal(padded)))".contains("at most 1000000 values"))
    // A megabyte of text, forty times.
    let text = Hand.text(String(repeating: "a", count: 1 << 20)) + [0x71, 0]
    let row = Hand.pickle(
      Hand.dictionary([
        ("a", [0x28] + text + [[UInt8]](repeating: [0x68, 0], count: 40).flatMap { $0 } + [0x74])
      ]))
    #expect(Self.refusal(row)?.code == "limit-exceeded")
  }
}
