/// Which tensor has which name, for names compared as bytes (spec/format.md S7).
///
/// Makes looking up a name cost the same for three tensors and for a hundred thousand.
struct NameIndex: Equatable, Sendable {
  private var indices: [Name: Int]

  init(minimumCapacity: Int) { indices = Dictionary(minimumCapacity: minimumCapacity) }

  /// Takes a name.
  ///
  /// - Returns: whether it was not there before.
  mutating func insert(_ name: String, at index: Int) -> Bool {
    let previous = indices.updateValue(index, forKey: Name(text: name))
    return previous == nil
  }

  /// The index of a name.
  subscript(name: String) -> Int? { indices[Name(text: name)] }

  /// A string that is equal to another one where the bytes are.
  ///
  /// Swift's strings are equal where they mean the same.
  private struct Name: Hashable {
    let text: String

    static func == (first: Name, second: Name) -> Bool { first.text.hasSameBytes(as: second.text) }

    func hash(into hasher: inout Hasher) {
      let bytes = text.utf8.span
      // Eight bytes at a time: the hasher costs by the call.
      var word: UInt64 = 0
      for index in bytes.indices {
        word = word << 8 | UInt64(bytes[index])
        if index & 7 == 7 { hasher.combine(word) }
      }
      hasher.combine(word)
      hasher.combine(bytes.count)
    }
  }
}
