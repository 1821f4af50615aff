import ModelFormat

/// The order in which data pass the layers of a file.
///
/// Layers whose names are alike apart from their numbers stand in the order of all these numbers. Others stand in the
/// one order in which the inputs of each are the outputs of the one before, if there is one alone.
struct LayerOrder {
  let groups: [TensorGroup]
  /// Whether shapes alone told the order.
  let isByShapes: Bool

  /// Finds the order.
  ///
  /// - Throws: `FormatError` with `inconsistent` where the layers do not fit in that of their numbers, or their shapes
  ///   in none, or in several.
  init(of groups: [TensorGroup]) throws(FormatError) {
    guard let numbered = Self.numbered(groups) else {
      self.groups = try Self.chain(groups)
      isByShapes = true
      return
    }
    for (first, second) in zip(numbered, numbered.dropFirst())
    where first.outputs != second.inputs {
      throw TensorGroup.error(
        "\(second.name) to have \(first.outputs) inputs, the outputs of \(first.name),",
        "\(second.inputs)")
    }
    self.groups = numbered
    isByShapes = false
  }

  /// The layers by the numbers in their names, the first of which weighs most; nil where these differ in more, or two
  /// in nothing but leading zeros.
  private static func numbered(_ groups: [TensorGroup]) -> [TensorGroup]? {
    var places: [(numbers: [Int], group: TensorGroup)] = []
    var pattern: [UInt8]?
    for group in groups {
      let name = Array(group.name.utf8)
      let digits = name.split { !isDigit($0) }
      let numbers = digits.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      let found = Self.pattern(of: name)
      guard numbers.count == digits.count, found == pattern ?? found else { return nil }
      pattern = found
      places.append((numbers, group))
    }
    places.sort { $0.numbers.lexicographicallyPrecedes($1.numbers) }
    let areDifferent = zip(places, places.dropFirst()).allSatisfy { $0.numbers != $1.numbers }
    return areDifferent ? places.map(\.group) : nil
  }

  /// A name with a zero for each of its numbers.
  private static func pattern(of name: [UInt8]) -> [UInt8] {
    let zero = UInt8(ascii: "0")
    var pattern: [UInt8] = []
    for byte in name {
      if !isDigit(byte) {
        pattern.append(byte)
      } else if pattern.last != zero {
        pattern.append(zero)
      }
    }
    return pattern
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The one order in which the layers' shapes fit: a walk from width to width that takes each layer once.
  private static func chain(_ groups: [TensorGroup]) throws(FormatError) -> [TensorGroup] {
    var layers: [Int: [TensorGroup]] = [:]
    var surplus: [Int: Int] = [:]
    for group in groups {
      layers[group.inputs, default: []].append(group)
      surplus[group.inputs, default: 0] += 1
      surplus[group.outputs, default: 0] -= 1
    }
    // A walk that ends where it begins could begin anywhere.
    let starts = surplus.filter { $0.value > 0 }
    guard starts.count == 1, let start = starts.first, start.value == 1 else {
      throw ambiguous(groups)
    }
    // Hierholzer's way: walk on until there is no way on, and put the layers down going back, each dead end at its place.
    var path: [(width: Int, layer: TensorGroup?)] = [(start.key, nil)]
    var walk: [TensorGroup] = []
    while let (width, layer) = path.last {
      if let next = layers[width]?.popLast() {
        path.append((next.outputs, next))
      } else {
        path.removeLast()
        if let layer { walk.append(layer) }
      }
    }
    walk.reverse()
    guard walk.count == groups.count, isOnlyWalk([start.key] + walk.map(\.outputs)) else {
      throw ambiguous(groups)
    }
    return walk
  }

  /// Whether no other walk takes the same layers, of one that does not end where it begins.
  ///
  /// The ways from a width's first visit to its second and on to its third can change places, and so can the two ways
  /// from a width to another where both are visited in turn. Where neither occurs there is no other walk: the BEST
  /// theorem counts as many as there are spanning trees, and then there is one.
  private static func isOnlyWalk(_ widths: [Int]) -> Bool {
    let visits = widths.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    var open: [Int] = []
    var seen: Set<Int> = []
    for width in widths where visits[width] != 1 {
      if seen.insert(width).inserted {
        open.append(width)
      } else if open.popLast() != width {
        return false
      }
    }
    return true
  }

  private static func ambiguous(_ groups: [TensorGroup]) -> FormatError {
    TensorGroup.error(
      "layers whose names differ in numbers alone, or of shapes that fit in one order alone,",
      TensorGroup.list(groups, \.description))
  }
}
