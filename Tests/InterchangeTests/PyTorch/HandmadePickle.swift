/// Pieces of a pickle put together by hand from CPython's Lib/pickletools.py, protocol 2.
enum HandmadePickle {
  typealias Bytes = [UInt8]

  /// A whole pickle.
  static func pickle(_ parts: Bytes...) -> Bytes { [0x80, 2] + parts.flatMap { $0 } + [0x2E] }

  static func global(_ module: String, _ name: String) -> Bytes {
    [0x63] + Bytes("\(module)\n\(name)\n".utf8)
  }

  static func text(_ text: String) -> Bytes {
    [0x58] + HandmadeZip.number(UInt64(text.utf8.count), 4) + text.utf8
  }

  static func int(_ value: Int) -> Bytes {
    [0x8A, 8] + HandmadeZip.number(UInt64(bitPattern: Int64(value)), 8)
  }

  static func tuple(_ parts: Bytes...) -> Bytes { [0x28] + parts.flatMap { $0 } + [0x74] }

  static func ints(_ values: [Int]) -> Bytes { [0x28] + values.flatMap(int) + [0x74] }

  /// A dictionary of text and what parts build.
  static func dictionary(_ items: [(String, Bytes)]) -> Bytes {
    let parts = items.flatMap { (item: (String, Bytes)) -> Bytes in text(item.0) + item.1 }
    return [0x7D, 0x28] + parts + [0x75]
  }

  static let none: Bytes = [0x4E]
  static let hooks = global("collections", "OrderedDict") + [0x29, 0x52]

  static func storage(_ type: String = "FloatStorage", _ key: String = "0", _ count: Int) -> Bytes {
    tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count)) + [0x51]
  }

  /// A tensor of four floats, unless something else is said.
  static func tensor(
    _ shape: [Int] = [2, 2], _ strides: [Int] = [2, 1], offset: Int = 0, storage: Bytes? = nil,
    metadata: Bytes = []
  ) -> Bytes {
    global("torch._utils", "_rebuild_tensor_v2")
      + tuple(
        storage ?? self.storage("FloatStorage", "0", 4), int(offset), ints(shape), ints(strides),
        [0x89], hooks, metadata) + [0x52]
  }

  /// An archive of a pickle and storages.
  static func archive(
    _ pickle: Bytes, _ storages: [(String, Bytes)] = [("0", Bytes(0..<16))],
    others: [(String, String)] = []
  ) -> Bytes {
    let members =
      [HandmadeZip.Member(name: "m/data.pkl", data: pickle, sizes: .descriptor)]
      + storages.map { .init(name: "m/data/\($0.0)", data: $0.1, sizes: .descriptor) }
      + others.map { .init(name: "m/\($0.0)", data: Bytes($0.1.utf8)) }
    return HandmadeZip(members).bytes
  }
}
