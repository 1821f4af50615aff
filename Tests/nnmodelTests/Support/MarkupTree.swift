/// A page or a picture as its elements, read strictly: every tag closed in its order, every attribute in quotes, every
/// `&` an entity.
///
/// Not of the tool's making, so that it can say whether what the tool writes is sound.
struct MarkupTree {
  struct Element: Equatable {
    var name: String
    var attributes: [String: String] = [:]
    /// The text directly in it, entities resolved.
    var text = ""
    /// The names of the elements around it, the outermost first.
    var path: [String] = []
  }

  struct Fault: Error, CustomStringConvertible { var description: String }

  /// All elements, in the order of their beginnings.
  private(set) var elements: [Element] = []

  private static let void: Set<String> = ["meta", "br", "wbr", "link", "img", "hr", "input"]
  private static let entities: [String: Character] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'",
  ]

  init(_ text: String) throws {
    var rest = Substring(text)
    var open: [Int] = []
    if rest.hasPrefix("<!DOCTYPE html>") { rest = rest.dropFirst(15) }
    while let first = rest.first {
      guard first == "<" else {
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        // Style sheets are text as it stands.
        let isRaw = open.last.map { elements[$0].name == "style" } ?? false
        let plain = isRaw ? String(rest[..<end]) : try Self.resolved(rest[..<end])
        if let last = open.last {
          elements[last].text += plain
        } else if plain.contains(where: { !$0.isWhitespace }) {
          throw Fault(description: "text outside of all elements: \(plain.prefix(40))")
        }
        rest = rest[end...]
        continue
      }
      guard let end = Self.endOfTag(rest) else {
        throw Fault(description: "no end of \(rest.prefix(40))")
      }
      var tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        let name = String(tag.dropFirst())
        guard let last = open.popLast(), elements[last].name == name else {
          throw Fault(description: "</\(name)> closes nothing")
        }
        continue
      }
      let closesItself = tag.last == "/"
      if closesItself { tag = tag.dropLast() }
      var element = try Self.element(tag)
      element.path = open.map { elements[$0].name }
      elements.append(element)
      if !closesItself, !Self.void.contains(element.name) { open.append(elements.count - 1) }
    }
    if let last = open.last { throw Fault(description: "<\(elements[last].name)> is not closed") }
  }

  subscript(name: String) -> [Element] { elements.filter { $0.name == name } }

  func ofClass(_ name: String) -> [Element] {
    elements.filter {
      $0.attributes["class"]?.split(separator: " ").contains(Substring(name)) == true
    }
  }

  /// The text of an element's own and of all that follow within it is not needed: that of every element alone.
  var texts: [String] { elements.map(\.text) }

  private static func endOfTag(_ text: Substring) -> Substring.Index? {
    var isQuoted = false
    return text.indices.first {
      if text[$0] == "\"" { isQuoted.toggle() }
      return !isQuoted && text[$0] == ">"
    }
  }

  private static func element(_ tag: Substring) throws -> Element {
    var rest = tag
    func word(_ isPart: (Character) -> Bool) -> String {
      let word = rest.prefix(while: isPart)
      rest = rest.dropFirst(word.count)
      return String(word)
    }
    var element = Element(name: word { $0.isLetter || $0.isNumber })
    guard !element.name.isEmpty else { throw Fault(description: "<\(tag.prefix(40))>") }
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.isEmpty { return element }
      let name = word { $0.isLetter || $0 == "-" || $0.isNumber }
      guard !name.isEmpty, rest.hasPrefix("=\"") else {
        throw Fault(description: "an attribute of <\(tag.prefix(80))>")
      }
      rest = rest.dropFirst(2)
      let value = word { $0 != "\"" }
      rest = rest.dropFirst()
      guard element.attributes[name] == nil, !value.contains("<") else {
        throw Fault(description: "attribute \(name) of <\(tag.prefix(80))>")
      }
      element.attributes[name] = try resolved(value[...])
    }
  }

  private static func resolved(_ text: Substring) throws -> String {
    var plain = ""
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      plain += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ";"),
        let sign = entities[String(rest[rest.index(after: start)..<end])]
      else { throw Fault(description: "an & that is no entity: \(rest[start...].prefix(20))") }
      plain.append(sign)
      rest = rest[rest.index(after: end)...]
    }
    return plain + rest
  }
}
