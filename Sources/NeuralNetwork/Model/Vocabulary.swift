/// A closed set of words, as files and command lines spell them.
public protocol Vocabulary: RawRepresentable, CaseIterable, Sendable where RawValue == String {
  /// What the words name, for an error: "activation".
  static var noun: String { get }
}

extension Vocabulary {
  /// The meaning of `word`.
  ///
  /// - Throws: `unknownWord`, which lists the words that are known.
  public init(word: String) throws(NetworkError) {
    guard let meaning = Self(rawValue: word) else {
      throw NetworkError(
        .unknownWord(word, known: Self.allCases.map(\.rawValue)), field: Self.noun)
    }
    self = meaning
  }
}
