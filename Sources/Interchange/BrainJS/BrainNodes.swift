import ModelFormat

/// The nodes of a layer of brain.js 1: an object with a member a node, or an array.
struct BrainNodes {
  /// The names, or the numbers from 0 on.
  let names: [String]

  /// What stands under each of them.
  let values: [JSON]

  /// Whether names mean something.
  let areNamed: Bool

  /// Reads an entry of `layers`.
  ///
  /// Names stand in the order of JSON's canonical form, numbers in theirs: the order of the text, which is not that of
  /// the nodes where names are numbers, means nothing to the library either.
  ///
  /// - Throws: `FormatError` for anything but an object or an array, no node, or numbers that are not 0, 1, 2, ….
  init(_ value: JSON, isNamed: Bool, _ path: String) throws(FormatError) {
    switch value {
    case .array(let values):
      self.values = values
      names = values.indices.map { "\($0)" }
      areNamed = false
    case .object(let object):
      areNamed = isNamed
      let numbers = object.members.map { TextScanner.wholeNumber(ArraySlice($0.name.utf8)) }
      let members: [JSONObject.Member]
      if numbers.contains(nil) {
        members = object.members
      } else {
        let order = numbers.indices.sorted { (numbers[$0] ?? 0) < (numbers[$1] ?? 0) }
        members = order.map { object.members[$0] }
      }
      names = members.map(\.name)
      values = members.map(\.value)
      if !isNamed, let index = names.indices.first(where: { names[$0] != "\($0)" }) {
        throw FormatError(
          .inconsistent(expected: "node \(index)", found: "\"\(names[index])\""), field: path)
      }
    default:
      throw FormatError(
        .wrongType(expected: "an object or an array", found: value.kind), field: path)
    }
    guard !values.isEmpty else {
      throw FormatError(.inconsistent(expected: "a node at least", found: "none"), field: path)
    }
  }

  /// The weights with which a node takes these ones.
  ///
  /// - Throws: `FormatError` where it takes others, or not all of them.
  func weights(of node: HeaderFields) throws(FormatError) -> [Double] {
    let weights: [Double]
    if case .array(let numbers) = try node.value("weights") {
      weights = try JSONNumbers.read(.array(numbers), node.path(of: "weights"))
    } else {
      let fields = try node.fields("weights")
      var numbers: [Double] = []
      for name in names { numbers.append(try fields.real(name)) }
      // With each of the names there, others make it more.
      weights = fields.object.members.count == names.count ? numbers : []
    }
    guard weights.count == names.count else {
      throw node.error(
        .inconsistent(
          expected: "weights of the \(names.count) nodes before", found: "others"), at: "weights")
    }
    return weights
  }
}
