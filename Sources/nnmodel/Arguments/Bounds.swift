/// The values that an option accepts, with the words that say so.
struct Bounds<Value: Sendable>: Sendable {
  /// As the help and an error put it: "1 or more", "above 0 and below 1".
  let text: String
  let contains: @Sendable (Value) -> Bool
}

extension Bounds where Value: Comparable & ArgumentValue {
  static func atLeast(_ lowest: Value) -> Bounds {
    Bounds(text: "\(words(lowest)) or more") { $0 >= lowest }
  }

  static func from(_ lowest: Value, through highest: Value) -> Bounds {
    Bounds(text: "\(words(lowest)) to \(words(highest))") { $0 >= lowest && $0 <= highest }
  }

  static func above(_ lower: Value, below upper: Value) -> Bounds {
    Bounds(text: "above \(words(lower)) and below \(words(upper))") { $0 > lower && $0 < upper }
  }

  private static func words(_ value: Value) -> String { value.argumentText ?? "''" }
}
