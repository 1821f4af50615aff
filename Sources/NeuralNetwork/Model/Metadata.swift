import ModelFormat

/// Free text about a model, name by name: a title, an author, a licence.
///
/// Names are compared as bytes, as in files: a dictionary of strings would take two spellings of an accent for
/// one name.
public struct Metadata: Equatable, Sendable {
  /// A name, and what it stands for.
  public struct Entry: Equatable, Sendable {
    /// The name, unique among the entries.
    public let name: String
    /// What the name stands for.
    public let text: String

    /// Equal in every byte.
    public static func == (left: Entry, right: Entry) -> Bool {
      Spelling(left.name) == Spelling(right.name) && Spelling(left.text) == Spelling(right.text)
    }
  }

  /// The texts as a header has them, which knows how to find a name among many.
  private(set) var object = JSONObject()

  /// No text at all.
  public init() {}

  /// Entries of names that all differ, as those of a file do.
  init(_ texts: [(name: String, text: String)]) {
    object = JSONObject(texts.map { JSONObject.Member(name: $0.name, value: .string($0.text)) })
  }

  /// Every entry, in the order of headers (spec/format.md H4).
  public var entries: [Entry] {
    object.members.compactMap { member in
      guard case .string(let text) = member.value else { return nil }
      return Entry(name: member.name, text: text)
    }
  }

  /// Whether there is no entry.
  public var isEmpty: Bool { object.isEmpty }

  /// The text of a name; setting nil removes it.
  public subscript(name: String) -> String? {
    get {
      guard case .string(let text)? = object[name] else { return nil }
      return text
    }
    set { object[name] = newValue.map { .string($0) } }
  }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  /// The entries that are written; of several of one name, the last.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, text) in elements { self[name] = text }
  }
}
