import ModelFormat

/// The lines `name=value` of a .net file of version 2.0 or 2.1.
struct FANNParameters {
  private var values: [String: ArraySlice<UInt8>] = [:]

  /// How the network was trained and would be: text that says nothing of what it computes, in the order of the file.
  private(set) var metadata: [(name: String, text: String)] = []

  private static let neurons = "neurons (num_inputs, activation_function, activation_steepness)"
  private static let connections = "connections (connected_to_neuron, weight)"
  private static let scales = ["in", "out"].flatMap { side in
    ["mean", "deviation", "new_min", "factor"].map { "scale_\($0)_\(side)" }
  }
  private static let ofNetwork =
    ["num_layers", "connection_rate", "network_type", "layer_sizes", "scale_included"] + scales
    + [neurons, connections]
  private static let ofTraining = [
    "learning_rate", "learning_momentum", "training_algorithm", "train_error_function",
    "train_stop_function", "cascade_output_change_fraction", "quickprop_decay", "quickprop_mu",
    "rprop_increase_factor", "rprop_decrease_factor", "rprop_delta_min", "rprop_delta_max",
    "rprop_delta_zero", "cascade_output_stagnation_epochs", "cascade_candidate_change_fraction",
    "cascade_candidate_stagnation_epochs", "cascade_max_out_epochs", "cascade_min_out_epochs",
    "cascade_max_cand_epochs", "cascade_min_cand_epochs", "cascade_num_candidate_groups",
    "bit_fail_limit", "cascade_candidate_limit", "cascade_weight_multiplier",
    "cascade_activation_functions_count", "cascade_activation_functions",
    "cascade_activation_steepnesses_count", "cascade_activation_steepnesses",
  ]

  /// Takes the lines behind the first apart.
  ///
  /// - Throws: `FormatError` with `invalid-value` for a line without `=`, `unknown-word` for a name that FANN does
  ///   not have, or `duplicate-name`.
  init(_ text: ArraySlice<UInt8>) throws(FormatError) {
    var rest = text
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      if line.allSatisfy(TextScanner.isBlank) { continue }
      let place = UInt64(line.startIndex)
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
        throw FormatError(
          .invalidValue(expected: "name=value", found: "a line without ="), field: "line",
          offset: place)
      }
      let name = String(decoding: line[..<equals].prefix(80), as: UTF8.self)
      let value = line[(equals + 1)...]
      if Self.ofTraining.contains(name) {
        metadata.append((name, try Self.text(value, name)))
      } else if !Self.ofNetwork.contains(name) {
        throw FormatError(
          .unknownWord(name, known: Self.ofNetwork + Self.ofTraining), field: "name", offset: place)
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw FormatError(.duplicateName(name), field: "name", offset: place)
      }
    }
  }

  /// A value as text, without the blanks around it.
  private static func text(
    _ value: ArraySlice<UInt8>, _ name: String
  ) throws(FormatError) -> String {
    let isText = value.allSatisfy { TextScanner.isBlank($0) || (0x21...0x7E).contains($0) }
    guard isText, let first = value.firstIndex(where: { !TextScanner.isBlank($0) }),
      let last = value.lastIndex(where: { !TextScanner.isBlank($0) })
    else {
      throw FormatError(
        .invalidValue(expected: "a value of ASCII", found: value.isEmpty ? "nothing" : "other"),
        field: name, offset: UInt64(value.startIndex))
    }
    return String(decoding: value[first...last], as: UTF8.self)
  }

  /// A reader of the value of a name.
  ///
  /// - Throws: `FormatError` with `missing-member`.
  func scanner(_ name: String) throws(FormatError) -> TextScanner {
    guard let value = values[name] else { throw FormatError(.missingMember, field: name) }
    return TextScanner(value)
  }

  /// The one whole number of a name.
  ///
  /// - Throws: `FormatError` with `missing-member` or `invalid-value`.
  func wholeNumber(_ name: String) throws(FormatError) -> Int {
    var scanner = try scanner(name)
    let number = try scanner.wholeNumber(name)
    try Self.expectEnd(&scanner, name)
    return number
  }

  /// The one number of a name.
  ///
  /// - Throws: as ``wholeNumber(_:)``.
  func number(_ name: String) throws(FormatError) -> Double {
    var scanner = try scanner(name)
    let number = try scanner.number(name)
    try Self.expectEnd(&scanner, name)
    return number
  }

  private static func expectEnd(
    _ scanner: inout TextScanner, _ name: String
  ) throws(FormatError) {
    guard scanner.isAtEnd() else {
      throw FormatError(
        .inconsistent(expected: "one number", found: "more"), field: name,
        offset: UInt64(scanner.position))
    }
  }

  /// The numbers of a name, as many as given.
  ///
  /// - Throws: as ``wholeNumber(_:)``; `inconsistent` for more or fewer.
  func numbers(_ name: String, count: Int) throws(FormatError) -> [Double] {
    var scanner = try scanner(name)
    var numbers: [Double] = []
    while !scanner.isAtEnd() {
      try numbers.requireRoom(for: 1)
      numbers.append(try scanner.number(name))
    }
    guard numbers.count == count else {
      throw FormatError(
        .inconsistent(expected: "\(count) numbers", found: "\(numbers.count)"), field: name)
    }
    return numbers
  }

  /// Readers of the lists of neurons and of connections.
  ///
  /// - Throws: `FormatError` with `missing-member`.
  func lists() throws(FormatError) -> (neurons: TextScanner, connections: TextScanner) {
    (try scanner(Self.neurons), try scanner(Self.connections))
  }

  /// Whether the file has figures of scaling (version 2.1).
  ///
  /// - Throws: `FormatError` with `invalid-value`.
  func includesScaling() throws(FormatError) -> Bool {
    values["scale_included"] != nil ? try wholeNumber("scale_included") == 1 : false
  }
}
