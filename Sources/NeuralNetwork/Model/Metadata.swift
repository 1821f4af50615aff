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

  /// Entries of names that all differ, as those of a file do.
  init(_ texts: [(name: String, text: String)]) {
    entries = texts.map { Entry(name: $0.name, text: $0.text) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Whether there is no entry.
  public var isEmpty: Bool { entries.isEmpty }

  /// The text of a name; setting nil removes it.
  public subscript(name: String) -> String? {
    get {
      let place = place(of: name)
      return holds(name, at: place) ? entries[place].text : nil
    }
    set {
      let place = place(of: name)
      if holds(name, at: place) { entries.remove(at: place) }
      guard let newValue else { return }
      entries.insert(Entry(name: name, text: newValue), at: place)
    }
  }

  /// Where a name is, or would be: a file may have many, which are looked up one by one.
  private func place(of name: String) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func holds(_ name: String, at place: Int) -> Bool {
    place < entries.count && Spelling(entries[place].name) == Spelling(name)
  }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  /// The entries that are written; of several of one name, the last.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, text) in elements { self[name] = text }
  }
}
