import ModelFormat

/// What a file of this format says as a whole (onnx.proto, `ModelProto`).
struct ONNXModel {
  /// The version of ONNX's own ops.
  let opset: Int
  let graph: ONNXGraph
  /// Free text, name by name: that of the file, the program that wrote it, what its author says of it.
  let metadata: [(name: String, text: String)]
  /// Whether this library wrote it.
  let isOurs: Bool

  /// The most texts that are taken; each costs a search among the others.
  private static let maximumTexts = 4096

  /// Whether a domain is that of ONNX's own ops.
  static func isDefault(domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: its name, beside which external data lie.
  ///   - limits: `memory` bounds what is made of the graph.
  /// - Throws: `FormatError` for what is no model, or none that is whole, or is beyond the limits; `system`.
  init(
    parsing file: [UInt8], path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    var (producer, version, description) = ("", "", "")
    var texts: [(name: String, text: String)] = []
    var opset = 1
    var graph: ONNXGraph?
    var fields = ProtobufReader(file[...], isFile: true)
    while let field = try fields.next() {
      switch field.number {
      case 2: producer = try field.text()
      case 3: version = try field.text()
      case 6: description = try field.text()
      case 7:
        guard graph == nil else { throw Self.error(.duplicateName("graph"), "model", field) }
        graph = try ONNXGraph(parsing: try field.bytes(), path: path, limits: limits)
      case 8: opset = try Self.opset(try field.bytes()) ?? opset
      case 14:
        let (key, value) = try ProtobufField.entry(try field.bytes())
        texts.append((key, value))
        guard texts.count <= Self.maximumTexts else {
          throw Self.error(
            .limitExceeded(expected: "at most \(Self.maximumTexts) texts", found: "more"),
            "metadata_props", field)
        }
      default: break
      }
    }
    guard let graph else { throw FormatError(.missingMember, field: "graph") }
    let program = [producer, version].filter { !$0.isEmpty }.joined(separator: " ")
    for (name, text) in [("producer", program), ("description", description)]
    where !text.isEmpty && !texts.contains(where: { $0.name.hasSameBytes(as: name) }) {
      texts.append((name, text))
    }
    (self.opset, self.graph, metadata) = (opset, graph, texts)
    isOurs = producer == Producer.name
  }

  /// The version of ONNX's own ops, if a message is about them.
  private static func opset(_ message: ArraySlice<UInt8>) throws(FormatError) -> Int? {
    var (domain, version) = ("", Int64(0))
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      if field.number == 1 { domain = try field.text() }
      if field.number == 2 { version = try field.integer() }
    }
    return isDefault(domain: domain) ? Int(version) : nil
  }

  private static func error(
    _ reason: FormatError.Reason, _ field: String, _ place: ProtobufField
  ) -> FormatError {
    FormatError(reason, field: field, offset: UInt64(place.offset))
  }
}
