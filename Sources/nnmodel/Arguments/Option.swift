/// One line of a command's option table: what the option is called, and the property it sets.
///
/// The property's initial value is the default. A property of an optional type has none.
struct Option<Root>: Sendable {
  typealias Path<Value> = any WritableKeyPath<Root, Value> & Sendable

  var synopsis: OptionSynopsis
  /// Puts a text into the property; `isFirst` tells a repeated option to drop its default.
  let assign:
    @Sendable (_ root: inout Root, _ text: String, _ isFirst: Bool) throws(InvalidValue) -> Void
  /// The default as a person would write it, read from a command that nobody has touched.
  let defaultText: @Sendable (Root) -> String?
}

extension Option {
  /// `--epochs N`: a value with a default, or with `required`, one that must be given.
  static func value<Value: ArgumentValue>(
    _ name: String, short: String? = nil, _ path: Path<Value>, _ placeholder: String,
    _ help: String, in bounds: Bounds<Value>? = nil, required: Bool = false,
    default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .value, name: name, short: short, placeholder: placeholder, help: help,
        words: Value.knownWords, bounds: bounds?.text, isRequired: required,
        statedDefault: statedDefault),
      assign: { root, text, _ throws(InvalidValue) in
        root[keyPath: path] = try Value(text, in: bounds)
      },
      defaultText: { required ? nil : $0[keyPath: path].argumentText })
  }

  /// `--validation FRACTION`: a value that is nil unless it is given.
  static func value<Value: ArgumentValue>(
    _ name: String, short: String? = nil, _ path: Path<Value?>, _ placeholder: String,
    _ help: String, in bounds: Bounds<Value>? = nil, required: Bool = false,
    default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .value, name: name, short: short, placeholder: placeholder, help: help,
        words: Value.knownWords, bounds: bounds?.text, isRequired: required,
        statedDefault: statedDefault),
      assign: { root, text, _ throws(InvalidValue) in
        root[keyPath: path] = try Value(text, in: bounds)
      },
      defaultText: { $0[keyPath: path]?.argumentText })
  }

  /// `--set KEY=VALUE --set KEY=VALUE`: one element each time; the first replaces the default.
  static func repeated<Value: ArgumentValue>(
    _ name: String, short: String? = nil, _ path: Path<[Value]>, _ placeholder: String,
    _ help: String, in bounds: Bounds<Value>? = nil, required: Bool = false,
    default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .value, name: name, short: short, placeholder: placeholder, help: help,
        words: Value.knownWords, bounds: bounds?.text, isRequired: required, isRepeated: true,
        statedDefault: statedDefault),
      assign: { root, text, isFirst throws(InvalidValue) in
        let value = try Value(text, in: bounds)
        if isFirst { root[keyPath: path] = [] }
        root[keyPath: path].append(value)
      },
      defaultText: { required ? nil : listText($0[keyPath: path]) })
  }

  /// `--activation relu,softmax`: all elements at once, with commas between them.
  static func list<Value: ArgumentValue>(
    _ name: String, short: String? = nil, _ path: Path<[Value]>, _ placeholder: String,
    _ help: String, in bounds: Bounds<Value>? = nil, required: Bool = false,
    default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .value, name: name, short: short, placeholder: placeholder, help: help,
        words: Value.knownWords, bounds: bounds?.text, isRequired: required,
        statedDefault: statedDefault),
      assign: { root, text, _ throws(InvalidValue) in
        var values: [Value] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          let part = part.trimmingSpaces
          guard !part.isEmpty else {
            throw InvalidValue("element \(values.count + 1) of the list is empty")
          }
          do throws(InvalidValue) {
            values.append(try Value(part, in: bounds))
          } catch {
            throw InvalidValue("element \(values.count + 1), \(part.quoted): \(error.reason)")
          }
        }
        root[keyPath: path] = values
      },
      defaultText: { required ? nil : listText($0[keyPath: path]) })
  }

  /// `--quiet`; with `sets: false` one like `--no-header`, that turns a property off.
  static func flag(
    _ name: String, short: String? = nil, _ path: Path<Bool>, sets value: Bool = true,
    _ help: String
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(kind: .flag, name: name, short: short, help: help),
      assign: { root, _, _ in root[keyPath: path] = value },
      defaultText: { _ in nil })
  }

  /// `DATA`: must be given, in the order of the table; with `required: false` it has a default.
  static func positional<Value: ArgumentValue>(
    _ name: String, _ path: Path<Value>, _ help: String, in bounds: Bounds<Value>? = nil,
    required: Bool = true, default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .positional, name: name, placeholder: name, help: help, words: Value.knownWords,
        bounds: bounds?.text, isRequired: required, statedDefault: statedDefault),
      assign: { root, text, _ throws(InvalidValue) in
        root[keyPath: path] = try Value(text, in: bounds)
      },
      defaultText: { required ? nil : $0[keyPath: path].argumentText })
  }

  /// `[DATA]`: nil unless it is given.
  static func positional<Value: ArgumentValue>(
    _ name: String, _ path: Path<Value?>, _ help: String, in bounds: Bounds<Value>? = nil,
    default statedDefault: String? = nil
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .positional, name: name, placeholder: name, help: help, words: Value.knownWords,
        bounds: bounds?.text, statedDefault: statedDefault),
      assign: { root, text, _ throws(InvalidValue) in
        root[keyPath: path] = try Value(text, in: bounds)
      },
      defaultText: { $0[keyPath: path]?.argumentText })
  }

  /// `FILE...`: all that are left, so the last of the table; at least one where `required`.
  static func positionals<Value: ArgumentValue>(
    _ name: String, _ path: Path<[Value]>, _ help: String, required: Bool = true
  ) -> Option {
    Option(
      synopsis: OptionSynopsis(
        kind: .positional, name: name, placeholder: name, help: help, words: Value.knownWords,
        isRequired: required, isRepeated: true),
      assign: { root, text, isFirst throws(InvalidValue) in
        let value = try Value(argument: text)
        if isFirst { root[keyPath: path] = [] }
        root[keyPath: path].append(value)
      },
      defaultText: { required ? nil : listText($0[keyPath: path]) })
  }

  /// A title in the help above the options that follow.
  static func heading(_ words: String) -> Option {
    Option(
      synopsis: OptionSynopsis(kind: .heading, name: words), assign: { _, _, _ in },
      defaultText: { _ in nil })
  }

  private static func listText<Value: ArgumentValue>(_ values: [Value]) -> String? {
    values.isEmpty ? nil : values.compactMap(\.argumentText).joined(separator: ",")
  }
}

extension ArgumentValue {
  /// The value that `text` stands for, if it is within `bounds`.
  fileprivate init(_ text: String, in bounds: Bounds<Self>?) throws(InvalidValue) {
    let value = try Self(argument: text)
    if let bounds, !bounds.contains(value) {
      throw InvalidValue("out of range: expected \(bounds.text)")
    }
    self = value
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var part = drop { $0 == " " }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}
