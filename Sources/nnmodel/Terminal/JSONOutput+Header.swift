import ModelFormat

extension JSONOutput {
  /// A value of the header.
  init(_ json: JSON) {
    switch json {
    case .object(let object):
      self = .object(object.members.map { .init(key: $0.name, value: JSONOutput($0.value)) })
    case .array(let elements): self = .array(elements.map { JSONOutput($0) })
    case .string(let string): self = .string(string)
    case .number(let number): self = .number(number)
    case .bool(let bool): self = .boolean(bool)
    }
  }
}
