import ModelFormat

/// What a PyTorch file holds, laid flat: every tensor, number and text under its path, such as
/// `optimizer.param_groups.0.lr`.
struct StateDict {
  /// The name of each tensor and its index in the pickle.
  private(set) var tensors: [(name: String, index: Int)] = []
  /// Numbers and texts, and rows of them, as Python would print them.
  private(set) var metadata: [(name: String, text: String)] = []

  /// The deepest nesting, as in the header of a model file.
  static let maximumDepth = 32
  /// Bytes of all names and texts; the header of a model file, to which they go, has 64 MiB.
  static let maximumText = 16 << 20
  /// Bytes of a name, as of a tensor's in a model file.
  static let maximumName = 1024

  private let pickle: TorchPickle
  private var visited = 0
  private var textCount = 0

  /// Lays a pickle flat.
  ///
  /// - Parameter name: that of a tensor which is alone in the file.
  /// - Throws: `FormatError` with `limit-exceeded`, with `invalid-value` for names that are neither text nor whole
  ///   numbers, or with `duplicate-name`.
  init(_ pickle: TorchPickle, name: String) throws(FormatError) {
    self.pickle = pickle
    if case .tensor(let index) = pickle.root {
      tensors = [(name, index)]
      return
    }
    switch pickle.root {
    case .dictionary, .list, .tuple: try add(pickle.root, "", depth: 1)
    default:
      throw Self.error(
        .invalidValue(expected: "a dictionary of tensors", found: pickle.root.noun), "")
    }
    metadata.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (first, second) in zip(metadata, metadata.dropFirst())
    where first.name.hasSameBytes(as: second.name) {
      throw Self.error(.duplicateName(first.name), first.name)
    }
  }

  private mutating func add(
    _ value: PickleValue, _ path: String, depth: Int
  ) throws(FormatError) {
    visited += 1
    // A dictionary may be in several others; but each value takes an operation at least once.
    let most = min(pickle.size, TorchPickle.maximumOperations)
    guard visited <= most, depth <= Self.maximumDepth else {
      throw Self.error(
        .limitExceeded(
          expected: "at most \(most) values, \(Self.maximumDepth) deep",
          found: "more"), path)
    }
    switch value {
    case .tensor(let index):
      try count(path.utf8.count, path)
      tensors.append((path, index))
    case .dictionary(let index):
      let items = pickle.containers[index]
      for place in stride(from: 0, to: items.count, by: 2) {
        let name = try Self.name(items[place], in: path)
        try add(items[place + 1], try Self.join(path, name), depth: depth + 1)
      }
    case .list(let index), .tuple(let index):
      let items = pickle.containers[index]
      if path != "", items.allSatisfy(\.isPlain) {
        visited += items.count
        try add(text: try row(items, path), path)
      } else {
        for (place, item) in items.enumerated() {
          try add(item, try Self.join(path, "\(place)"), depth: depth + 1)
        }
      }
    case .text(let text): try add(text: text, path)
    default:
      guard value.isPlain else {
        throw Self.error(
          .invalidValue(expected: "a tensor, a number or text", found: value.noun), path)
      }
      try add(text: value.word, path)
    }
  }

  private mutating func add(text: String, _ path: String) throws(FormatError) {
    try count(path.utf8.count + text.utf8.count, path)
    metadata.append((path, text))
  }

  /// Plain values as a list of Python's.
  private func row(_ items: [PickleValue], _ path: String) throws(FormatError) -> String {
    var text = "["
    for item in items {
      if text.utf8.count > 1 { text += ", " }
      if case .text(let word) = item { try check(text.utf8.count + word.utf8.count, path) }
      text += item.word
      try check(text.utf8.count, path)
    }
    return text + "]"
  }

  private mutating func count(_ more: Int, _ path: String) throws(FormatError) {
    try check(more, path)
    textCount += more
  }

  private func check(_ more: Int, _ path: String) throws(FormatError) {
    guard textCount + more <= Self.maximumText else {
      throw Self.error(
        .limitExceeded(
          expected: "at most \(Self.maximumText) bytes of names, numbers and text",
          found: "more"), path)
    }
  }

  private static func name(
    _ value: PickleValue, in path: String
  ) throws(FormatError) -> String {
    switch value {
    case .text(let text): text
    case .integer(let number): "\(number)"
    default:
      throw error(
        .invalidValue(expected: "names that are text or whole numbers", found: value.noun), path)
    }
  }

  private static func join(_ path: String, _ name: String) throws(FormatError) -> String {
    guard path.utf8.count + 1 + name.utf8.count <= maximumName else {
      throw error(
        .limitExceeded(
          expected: "names of at most \(maximumName) bytes",
          found: "\(path.utf8.count + 1 + name.utf8.count)"), path)
    }
    return path.isEmpty ? name : "\(path).\(name)"
  }

  private static func error(_ reason: FormatError.Reason, _ path: String) -> FormatError {
    FormatError(reason, field: path.isEmpty ? "pickle" : path)
  }
}

extension PickleValue {
  /// Whether it holds no other values and is no tensor.
  fileprivate var isPlain: Bool {
    switch self {
    case .none, .bool, .integer, .float, .text, .global(.elementType): true
    default: false
    }
  }

  /// As Python would print it.
  fileprivate var word: String {
    switch self {
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .text(let text): "'\(text)'"
    default: noun
    }
  }
}
