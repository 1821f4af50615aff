import ModelFormat
import NeuralNetwork

/// Turns of phrase that several commands have in common.
enum Wording {
  /// `1 tensor`, `1,069 elements`
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `4 → 128,relu,3,softmax, 1,027 parameters`
  static func network(_ topology: Topology) -> String {
    "\(topology.inputs) → \(LayerList.text(topology.layers)), "
      + counted(topology.parameterCount, "parameter")
  }

  /// All of a few names; of many the first ones, the last, and how many there are.
  static func list(_ names: [String]) -> String {
    guard names.count > 8, let last = names.last?.excerpt() else {
      return names.map { $0.excerpt() }.joined(separator: ", ")
    }
    return names.prefix(4).map { $0.excerpt() }.joined(separator: ", ")
      + ", … \(last) (\(names.count))"
  }

  /// A value of a header, short enough for a cell; `none` where there is none.
  static func value(_ value: JSON?) -> String {
    switch value {
    case nil: "none"
    case .string(let text): text
    case .number(let number): NumberFormat.shortest(number)
    case .bool(let bool): bool ? "true" : "false"
    case .array(let elements): list(elements.map { Wording.value($0) })
    case .object(let object):
      object.members.map { "\($0.name) \(Wording.value($0.value))" }.joined(separator: ", ")
    }
  }

  /// `64 × 32`, or `scalar`
  static func shape(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " × ")
  }

  /// What errors and results call an input that is written as `path`.
  static func input(_ path: String) -> String { path == "-" ? "standard input" : path }

  /// The last part of a path, as a title; `-` is standard input.
  static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map { input(String($0)) } ?? path
  }

  /// A word as it must be typed into a shell to come out the same.
  static func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "_./-+=:,@%".utf8.contains($0)
    }
    if isPlain && !word.isEmpty { return word }
    let quoted = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + quoted.joined(separator: "'\\''") + "'"
  }
}
