import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

/// Tensors whose bytes lie in another file, which a hostile one must not choose.
struct ONNXExternalDataTests {
  private let directory: TemporaryDirectory
  private let model: String

  init() throws {
    directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.file("models"), withIntermediateDirectories: true)
    model = directory.file("models/model.onnx")
    try directory.write(ONNXFile.floats([1, 2, 3, 4]), to: "models/weights.bin")
    try directory.write(ONNXFile.floats([9, 9, 9, 9]), to: "secret.bin")
  }

  private func read(
    _ entries: [(String, String)], dims: [Int] = [2, 2], _ options: ImportOptions = ImportOptions()
  ) throws -> [Double] {
    let data = entries.flatMap {
      ONNXFile.field(13, ONNXFile.field(1, $0.0) + ONNXFile.field(2, $0.1))
    }
    let weight = ONNXFile.tensor("w", dims, data: data + ONNXFile.field(14, 1))
    let file = ONNXFile.model(
      ONNXFile.graph(
        [ONNXFile.node("MatMul", "x w", "y")], [weight],
        inputs: [ONNXFile.value("x", [nil, dims[0]])]))
    try Data(file).write(to: URL(fileURLWithPath: model))
    return try #require(try ONNX.read(model, options).tensors[0].floats)
  }

  @Test("reads a part of a file beside the model's")
  func parts() throws {
    #expect(try read([("location", "weights.bin")]) == [1, 3, 2, 4])
    #expect(try read([("location", "weights.bin"), ("length", "16")]) == [1, 3, 2, 4])
    let part = [("location", "weights.bin"), ("offset", "4"), ("length", "8"), ("checksum", "x")]
    #expect(try read(part, dims: [2, 1]) == [2, 3])
    #expect(try read([("location", "weights.bin"), ("offset", "12")], dims: [1, 1]) == [4])
  }

  @Test("keeps to the limit of memory before it looks for the file")
  func limits() throws {
    var options = ImportOptions()
    options.limits.memory = 16
    #expect(try read([("location", "weights.bin")], options) == [1, 3, 2, 4])
    options.limits.memory = 15
    for location in ["weights.bin", "none.bin"] {
      let error = #expect(throws: FormatError.self) {
        _ = try read([("location", location)], options)
      }
      #expect(error?.code == "limit-exceeded" && error?.field == "parameters")
    }
  }

  @Test("counts all parameters together")
  func sum() throws {
    let place = ONNXFile.field(
      13, ONNXFile.field(1, "location") + ONNXFile.field(2, "weights.bin"))
    let tensors = ["v", "w"].map {
      ONNXFile.tensor($0, [2, 2], data: place + ONNXFile.field(14, 1))
    }
    let nodes = [ONNXFile.node("MatMul", "x v", "h"), ONNXFile.node("MatMul", "h w", "y")]
    try Data(ONNXFile.model(ONNXFile.graph(nodes, tensors))).write(
      to: URL(fileURLWithPath: model))
    var options = ImportOptions()
    options.limits.memory = 32
    #expect(try ONNX.read(model, options).tensors.count == 2)
    options.limits.memory = 31
    #expect(throws: FormatError.self) { _ = try ONNX.read(model, options) }
  }

  /// What is said of a place, as `key=value`, and the error.
  private static let refused: [(entries: [String], code: String)] = [
    ([], "invalid-value"),
    (["location="], "invalid-value"), (["location=."], "invalid-value"),
    (["location=.."], "invalid-value"),
    (["location=../secret.bin"], "invalid-value"),
    (["location=./weights.bin"], "invalid-value"),
    (["location=/etc/passwd"], "invalid-value"),
    (["location=sub/../weights.bin"], "invalid-value"),
    (["location=weights.bin\0.txt"], "invalid-value"),
    (["location=none.bin"], "system"),
    (["location=link.bin"], "invalid-value"),
    (["location=directory"], "invalid-value"),
    (["location=pipe"], "invalid-value"),
    (["location=short.bin"], "truncated"),
    (["location=long.bin"], "trailing-bytes"),
    (["location=weights.bin", "offset=1", "length=16"], "truncated"),
    (["location=weights.bin", "offset=17"], "truncated"),
    (["location=weights.bin", "offset=18446744073709551615"], "truncated"),
    (["location=weights.bin", "offset=-4"], "invalid-value"),
    (["location=weights.bin", "offset=18446744073709551616"], "invalid-value"),
    (["location=weights.bin", "length=15"], "inconsistent"),
    (["location=weights.bin", "length=18446744073709551615"], "inconsistent"),
    (["location=weights.bin", "length=0x10"], "invalid-value"),
  ]

  @Test("refuses places that are none", arguments: refused)
  func refusals(_ entries: [String], _ code: String) throws {
    let place = entries.map { entry in
      let parts = entry.split(separator: "=", omittingEmptySubsequences: false)
      return (String(parts[0]), String(parts[1]))
    }
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: directory.file("models/link.bin"), withDestinationPath: "../secret.bin")
    try files.createDirectory(
      atPath: directory.file("models/directory"), withIntermediateDirectories: true)
    try directory.write(ONNXFile.floats([1, 2, 3]), to: "models/short.bin")
    try directory.write(ONNXFile.floats([1, 2, 3, 4, 5]), to: "models/long.bin")
    try #require(unsafe mkfifo(directory.file("models/pipe"), 0o600) == 0)
    let error = #expect(throws: FormatError.self) { _ = try read(place) }
    #expect(error?.code == code, "\(String(describing: error))")
  }

  @Test("refuses data both outside and inside")
  func both() throws {
    let entry = ONNXFile.field(
      13, ONNXFile.field(1, "location") + ONNXFile.field(2, "weights.bin"))
    let tensor = try ONNXTensor(
      parsing: ONNXFile.tensor(
        "w", [1], raw: [0, 0, 0, 0], data: entry + ONNXFile.field(14, 1))[...])
    #expect(throws: FormatError.self) { _ = try tensor.bytes(beside: model) }
  }
}
