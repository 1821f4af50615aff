import Interchange
import ModelFormat

/// What `nnmodel diff` prints.
extension DiffCommand {
  func show(_ difference: ModelDifference, isEqual: Bool, on terminal: Terminal) throws {
    try terminal.print(StyledText("A  \(Wording.input(first))", .bold))
    try terminal.print(StyledText("B  \(Wording.input(second))", .bold))
    if !difference.header.isEmpty {
      try terminal.print()
      var table = Table("setting", "A", "", "B")
      for place in difference.header {
        table.add(place.path, Wording.value(place.left), "→", Wording.value(place.right))
      }
      try terminal.print(table)
    }
    let shown = shown(difference)
    if !shown.isEmpty {
      try terminal.print()
      var table = Table("tensor", "dtype", "shape", "differing", "largest", "mean", "cosine")
      for relation in shown { table.add(cells(relation)) }
      try terminal.print(table)
    }
    try terminal.print()
    try terminal.print(summary(difference, isEqual: isEqual))
  }

  /// The last line.
  private func summary(_ difference: ModelDifference, isEqual: Bool) -> StyledText {
    let count = difference.tensors.count
    let differing = difference.tensors.count { $0.differs(by: tolerance) }
    let what = coversModelAlone ? "the same network" : "the same content"
    if isEqual {
      let bound = tolerance.map { ", nothing further off than \(NumberFormat.shortest($0))" } ?? ""
      return StyledText(what, .green) + StyledText(": \(Wording.counted(count, "tensor"))\(bound)")
    }
    let parts = [
      difference.header.isEmpty ? nil : Wording.counted(difference.header.count, "setting"),
      differing == 0
        ? nil : "\(NumberFormat.grouped(differing)) of \(Wording.counted(count, "tensor"))",
      difference.haveSameOrder ? nil : "the order of the tensors",
    ]
    return StyledText("different", .yellow)
      + StyledText(": " + parts.compactMap { $0 }.joined(separator: ", "))
  }

  private func cells(_ relation: ModelDifference.Relation) -> [String] {
    func numbers(_ text: String) -> [String] { [text, "", "", ""] }
    switch relation {
    case .onlyLeft(let info):
      return [info.name, info.type.rawValue, Wording.shape(info.shape)] + numbers("only in A")
    case .onlyRight(let info):
      return [info.name, info.type.rawValue, Wording.shape(info.shape)] + numbers("only in B")
    case .incomparable(let left, let right):
      let what = left.shape == right.shape ? "other type" : "other shape"
      return [left.name] + Self.cells(left, right) + numbers(what)
    case .compared(let difference):
      let (left, right) = (difference.left, difference.right)
      let start = [left.name] + Self.cells(left, right)
      if difference.hasSameElements {
        return start + numbers(left.type == right.type ? "equal" : "equal values")
      }
      var count =
        "\(NumberFormat.grouped(difference.differingCount)) of "
        + NumberFormat.grouped(left.elementCount)
      if difference.nonFiniteCount > 0 {
        count += " (\(NumberFormat.grouped(difference.nonFiniteCount)) not finite)"
      }
      return start + [
        count, NumberFormat.significant(difference.maximumDistance),
        difference.meanDistance.map { NumberFormat.significant($0) } ?? ".",
        difference.cosineSimilarity.map { NumberFormat.fixed($0, digits: 6) } ?? ".",
      ]
    }
  }

  /// Type and shape, of both where they differ.
  private static func cells(_ left: TensorInfo, _ right: TensorInfo) -> [String] {
    func text(_ left: String, _ right: String) -> String {
      left == right ? left : "\(left) → \(right)"
    }
    return [
      text(left.type.rawValue, right.type.rawValue),
      text(Wording.shape(left.shape), Wording.shape(right.shape)),
    ]
  }
}

extension DiffCommand {
  func json(_ difference: ModelDifference, isEqual: Bool) -> JSONOutput {
    func value(_ json: JSON?) -> JSONOutput { json.map { JSONOutput($0) } ?? .null }
    let equal = difference.tensors.count { !$0.differs(by: tolerance) }
    return [
      "a": .string(first), "b": .string(second), "equal": .boolean(isEqual),
      "settings": .array(
        difference.header.map {
          ["path": .string($0.path), "a": value($0.left), "b": value($0.right)]
        }),
      "sameOrder": .boolean(difference.haveSameOrder), "equalTensors": .integer(equal),
      "tensors": .array(shown(difference).map(json)),
    ]
  }

  private func json(_ relation: ModelDifference.Relation) -> JSONOutput {
    switch relation {
    case .onlyLeft(let info): return json(info.name, "only-a", info, nil)
    case .onlyRight(let info): return json(info.name, "only-b", nil, info)
    case .incomparable(let left, let right): return json(left.name, "incomparable", left, right)
    case .compared(let difference):
      let status = relation.differs(by: tolerance) ? "differs" : "equal"
      var object = json(relation.name, status, difference.left, difference.right)
      func number(_ value: Double?) -> JSONOutput { value.map { .number($0) } ?? .null }
      object.append("elements", .integer(difference.left.elementCount))
      object.append("differing", .integer(difference.differingCount))
      object.append("nonFinite", .integer(difference.nonFiniteCount))
      object.append("maximumDistance", .number(difference.maximumDistance))
      object.append("meanDistance", number(difference.meanDistance))
      object.append("cosine", number(difference.cosineSimilarity))
      return object
    }
  }

  private func json(
    _ name: String, _ status: String, _ left: TensorInfo?, _ right: TensorInfo?
  ) -> JSONOutput {
    func type(_ info: TensorInfo?) -> JSONOutput { info.map { .string($0.type.rawValue) } ?? .null }
    func shape(_ info: TensorInfo?) -> JSONOutput {
      info.map { .array($0.shape.map { .integer($0) }) } ?? .null
    }
    return [
      "name": .string(name), "status": .string(status),
      "dtype": ["a": type(left), "b": type(right)], "shape": ["a": shape(left), "b": shape(right)],
    ]
  }
}
