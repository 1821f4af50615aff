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

  /// Every entry, in the order of the bytes of their names.
  public private(set) var entries: [Entry] = []

  /// No text at all.
  public init() {}

  /// Whether there is no entry.
  public var isEmpty: Bool { entries.isEmpty }

  /// The text of a name; setting nil removes it.
  public subscript(name: String) -> String? {
    get { index(of: name).map { entries[$0].text } }
    set {
      if let index = index(of: name) { entries.remove(at: index) }
      guard let newValue else { return }
      let place = entries.firstIndex { name.utf8.lexicographicallyPrecedes($0.name.utf8) }
      entries.insert(Entry(name: name, text: newValue), at: place ?? entries.count)
    }
  }

  private func index(of name: String) -> Int? {
    let name = Spelling(name)
    return entries.firstIndex { Spelling($0.name) == name }
  }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  /// The entries that are written; of several of one name, the last.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, text) in elements { self[name] = text }
  }
}
