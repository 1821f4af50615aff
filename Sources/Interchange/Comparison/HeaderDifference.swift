public import ModelFormat

/// A place in the header where two files do not say the same.
public struct HeaderDifference: Equatable, Sendable {
  /// The member, such as `training.optimizer.beta1` or `model.layers[1]`.
  public let path: String
  /// What stands there in the left file; nil where nothing does.
  public let left: JSON?
  /// What stands there in the right file; nil where nothing does.
  public let right: JSON?

  /// All places where two values differ, each as deep as it can be named.
  ///
  /// A list of plain values that has grown or shrunk is one place: which of its elements is new cannot be told.
  ///
  /// - Parameter path: where the values stand; empty for the header itself.
  public static func between(
    _ left: JSON?, _ right: JSON?, at path: String = ""
  ) -> [HeaderDifference] {
    switch (left, right) {
    case (nil, nil): return []
    case (.object(let left), .object(let right)): return between(left, right, at: path)
    case (.array(let left), .array(let right)) where canPair(left, right):
      return (0..<max(left.count, right.count)).flatMap { index in
        between(
          left.indices.contains(index) ? left[index] : nil,
          right.indices.contains(index) ? right[index] : nil, at: "\(path)[\(index)]")
      }
    case (let left?, let right?) where areEqual(left, right): return []
    default: return [HeaderDifference(path: path, left: left, right: right)]
    }
  }

  private static func between(
    _ left: JSONObject, _ right: JSONObject, at path: String
  ) -> [HeaderDifference] {
    let either = JSONObject(left.members + right.members)
    return either.members.flatMap { member in
      let (left, right) = (left[member.name], right[member.name])
      guard path.isEmpty else { return between(left, right, at: "\(path).\(member.name)") }
      // Entries of the metadata are told one by one, also where the other file has none at all.
      let nothing: JSON? = member.name.hasSameBytes(as: "metadata") ? .object(JSONObject()) : nil
      let places = between(left ?? nothing, right ?? nothing, at: member.name)
      return places.isEmpty ? between(left, right, at: member.name) : places
    }
  }

  private static func canPair(_ left: [JSON], _ right: [JSON]) -> Bool {
    left.count == right.count
      || (left + right).allSatisfy { if case .object = $0 { true } else { false } }
  }

  /// Strings are compared as bytes, as the digest takes them.
  private static func areEqual(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
    default: left == right
    }
  }
}
