@testable import Interchange

/// Bytes of ONNX put together by hand, right or wrong.
enum ONNXFile {
  static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }

  /// A field that is a number.
  static func field(_ number: UInt64, _ value: Int) -> [UInt8] {
    varint(number << 3) + varint(UInt64(bitPattern: Int64(value)))
  }

  /// A field that is bytes.
  static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  /// A field that is text.
  static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  /// Single-precision numbers as they lie in a file.
  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  /// Whole numbers as they lie in a file.
  static func wholes(_ values: [Int]) -> [UInt8] {
    values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }

  /// A `TensorProto` of some type with its data in `raw_data`, or in what `data` is.
  static func tensor(
    _ name: String, _ dims: [Int], type: Int = 1, raw: [UInt8]? = nil, data: [UInt8] = []
  ) -> [UInt8] {
    dims.flatMap { field(1, $0) } + field(2, type) + field(8, name) + data
      + (raw.map { field(9, $0) } ?? [])
  }

  /// A tensor of numbers that count from 1.
  static func counting(_ name: String, _ dims: [Int]) -> [UInt8] {
    let count = dims.reduce(1, *)
    return tensor(name, dims, raw: floats((0..<count).map { Float($0 + 1) }))
  }

  /// A tensor of whole numbers.
  static func shape(_ name: String, _ values: [Int]) -> [UInt8] {
    tensor(name, [values.count], type: 7, raw: wholes(values))
  }

  /// An attribute that is a number.
  static func integer(_ name: String, _ value: Int) -> [UInt8] {
    field(5, field(1, name) + field(3, value) + field(20, 2))
  }

  /// An attribute that is a float.
  static func float(_ name: String, _ value: Float) -> [UInt8] {
    field(5, field(1, name) + varint(2 << 3 | 5) + floats([value]) + field(20, 1))
  }

  /// An attribute that is text.
  static func text(_ name: String, _ value: String) -> [UInt8] {
    field(5, field(1, name) + field(4, value) + field(20, 3))
  }

  /// An attribute of several floats.
  static func floats(_ name: String, _ values: [Float]) -> [UInt8] {
    field(5, field(1, name) + field(7, floats(values)) + field(20, 6))
  }

  /// An attribute of several numbers.
  static func integers(_ name: String, _ values: [Int]) -> [UInt8] {
    field(5, field(1, name) + values.flatMap { field(8, $0) } + field(20, 7))
  }

  /// An attribute that is a tensor.
  static func setting(_ name: String, tensor: [UInt8]) -> [UInt8] {
    field(5, field(1, name) + field(5, tensor) + field(20, 4))
  }

  /// A `NodeProto`; inputs and outputs are told by one word each, with spaces between.
  static func node(
    _ op: String, _ inputs: String, _ outputs: String, domain: String? = nil,
    _ settings: [UInt8]...
  ) -> [UInt8] {
    inputs.split(separator: " ").flatMap { field(1, String($0)) }
      + outputs.split(separator: " ").flatMap { field(2, String($0)) }
      + field(3, "node of \(op)") + field(4, op) + settings.flatMap { $0 }
      + (domain.map { field(7, $0) } ?? [])
  }

  /// A `ValueInfoProto` of a tensor, nil for the size of a dimension that has a name.
  static func value(_ name: String, _ dims: [Int?], type: Int = 1) -> [UInt8] {
    let sizes = dims.flatMap { size in field(1, size.map { field(1, $0) } ?? field(2, "N")) }
    return field(1, name) + field(2, field(1, field(1, type) + field(2, sizes)))
  }

  /// A `GraphProto`.
  static func graph(
    _ nodes: [[UInt8]], _ tensors: [[UInt8]] = [],
    inputs: [[UInt8]] = [value("x", [nil, 2])], outputs: [[UInt8]] = [value("y", [nil, 2])]
  ) -> [UInt8] {
    nodes.flatMap { field(1, $0) } + field(2, "g") + tensors.flatMap { field(5, $0) }
      + inputs.flatMap { field(11, $0) } + outputs.flatMap { field(12, $0) }
  }

  /// A `ModelProto`.
  static func model(_ graph: [UInt8], opset: Int = 17) -> [UInt8] {
    field(1, 8) + field(2, "by hand") + field(7, graph) + field(8, field(2, opset))
      + field(8, field(1, "ai.onnx.ml") + field(2, 1))
  }

  /// What the importer makes of a file.
  static func read(_ model: [UInt8], path: String = "none") throws -> ImportedModel {
    try ONNXNetwork.read(
      try ONNXModel(parsing: model, path: path), fileSize: model.count)
  }
}
