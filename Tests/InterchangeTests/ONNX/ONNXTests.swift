import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Files that PyTorch, scikit-learn's converter and ONNX's own helper wrote, with what ONNX Runtime makes of them.
struct ONNXTests {
  /// A file of `Fixtures/peers/onnx/forms/`.
  struct Form: Decodable, Sendable, CustomStringConvertible {
    let file: String
    let inputs: [Double]
    let expected: [Double]
    let tolerance: Double
    var description: String { file }
  }

  static let allForms: [Form] = {
    do {
      let bytes = try Fixtures.bytes("peers/onnx/forms/index.json")
      return try JSONDecoder().decode([Form].self, from: Data(bytes))
    } catch {
      fatalError("Fixtures/peers/onnx/forms/index.json: \(error)")
    }
  }()

  @Test(
    "predicts what ONNX Runtime predicts",
    arguments: [
      "digits_mlp_torchscript", "digits_mlp_dynamo", "sklearn_iris", "sklearn_diabetes",
      "matmul_add", "gemm_alpha_beta", "softmax_opset12", "softmax_opset13", "float_data",
    ])
  func predictions(_ name: String) throws {
    let model = try model("peers/onnx/\(name).onnx")
    let found = try model.outputs(for: numbers("peers/onnx/\(name).inputs.csv")).elements
    let expected = try numbers("peers/onnx/\(name).expected.csv")
    #expect(found.count == expected.count)
    for (value, peer) in zip(found, expected) {
      #expect(abs(Double(value) - peer) <= 1e-5 + 1e-5 * abs(peer))
    }
  }

  @Test("reads layers in every form in which programs write them", arguments: Self.allForms)
  func form(_ form: Form) throws {
    let model = try model("peers/onnx/forms/\(form.file)")
    let found = try model.predictions(for: form.inputs).flatMap { (prediction) -> [Double] in
      guard case .values(let values) = prediction else { return [] }
      return values
    }
    #expect(found.count == form.expected.count)
    for (value, peer) in zip(found, form.expected) {
      #expect(abs(value - peer) <= form.tolerance * (1 + abs(peer)))
    }
  }

  @Test("keeps the type of the elements", arguments: [("half", "f16"), ("double", "f64")])
  func elementTypes(_ name: String, _ type: String) throws {
    let form = try #require(Self.allForms.first { $0.file.hasPrefix("torch_\(name)") })
    let model = try ONNX.read(Fixtures.path("peers/onnx/forms/\(form.file)"), ImportOptions())
    #expect(model.tensors.map(\.info.type.rawValue) == [type, type, type, type])
  }

  @Test("names the op that is no layer, and where it stands")
  func unknownOp() throws {
    let path = Fixtures.path("peers/onnx/bad_op_einsum.onnx")
    let error = #expect(throws: FormatError.self) { _ = try ONNX.read(path, ImportOptions()) }
    #expect(error?.code == "unknown-word" && error?.path == path)
    #expect(error?.field == "graph.node[1], op Einsum is not supported")
  }

  @Test("tells what was taken for granted")
  func assumptions() throws {
    func read(_ file: String) throws -> [String] {
      try ONNX.read(Fixtures.path("peers/onnx/\(file).onnx"), ImportOptions()).assumptions
    }
    #expect(try read("digits_mlp_dynamo").isEmpty)
    #expect(
      try read("gemm_alpha_beta") == [
        "layers.0.weight: multiplied by the file's alpha, 0.5",
        "layers.0.bias: multiplied by the file's beta, 2.0",
      ])
    #expect(
      try read("sklearn_iris") == [
        "of the outputs, took \"probabilities\", the only one of floats"
      ])
  }

  @Test("refuses layers that a person describes, for the file knows its own")
  func described() throws {
    var options = ImportOptions()
    options.layers = [.dense(7, .relu), .dense(3, .linear)]
    let model = try ONNX.read(Fixtures.path("peers/onnx/matmul_add.onnx"), options)
    #expect(throws: FormatError.self) {
      _ = try NetworkAssembly(model.tensors.map(\.info), known: model.topology, options)
    }
  }

  @Test("refuses activations, for the file knows its own")
  func activations() {
    var options = ImportOptions()
    options.activations = [.tanh, .tanh]
    let path = Fixtures.path("peers/onnx/matmul_add.onnx")
    let error = #expect(throws: FormatError.self) {
      _ = try ForeignModel(path, as: .onnx, options)
    }
    #expect(error?.code == "inconsistent" && error?.field == "--activation")
  }

  @Test("is told from other files by its front")
  func recognises() throws {
    for form in Self.allForms {
      let bytes = try Fixtures.bytes("peers/onnx/forms/\(form.file)")
      #expect(ONNX.recognises(bytes.prefix(64)), "\(form.file)")
    }
    for file in [
      "v1/smallest.nnmodel", "peers/safetensors/one_bool.safetensors", "peers/numpy/f2.npy",
      "data/iris.csv", "peers/toynn/xor.json",
    ] {
      #expect(!ONNX.recognises(try Fixtures.bytes(file).prefix(64)), "\(file)")
    }
    for bytes: [UInt8] in [
      [], [8], [8, 7], [8, 0, 0x12, 0], [8, 100, 0x12, 0], [8, 7, 0x13, 0],
    ] {
      #expect(!ONNX.recognises(bytes[...]))
    }
  }

  @Test("takes free text along, and the program's name")
  func metadata() throws {
    let texts = [("title", "Ünï"), ("producer", "mine"), ("a", "b")]
    let entries = texts.flatMap {
      ONNXFile.field(14, ONNXFile.field(1, $0.0) + ONNXFile.field(2, $0.1))
    }
    let file = ONNXFile.model(ONNXFile.graph([ONNXFile.node("Relu", "x", "y")]))
    let plain = try ONNXFile.read(file + ONNXFile.field(6, "what it is"))
    #expect(plain.metadata.map(\.name) == ["producer", "description"])
    #expect(plain.metadata.map(\.text) == ["by hand", "what it is"])
    let own = try ONNXFile.read(file + entries)
    #expect(own.metadata.map(\.name) == texts.map(\.0))
    #expect(own.metadata.map(\.text) == texts.map(\.1))
  }

  private func model(_ file: String) throws -> Model {
    let directory = try TemporaryDirectory()
    let path = directory.file("network.nnmodel")
    let imported = try ONNX.read(Fixtures.path(file), ImportOptions())
    let assembly = try NetworkAssembly(
      imported.tensors.map(\.info), known: imported.topology, ImportOptions())
    try imported.write(to: path, assembly: assembly)
    return try Model(contentsOf: path)
  }

  private func numbers(_ file: String) throws -> [Double] {
    let text = String(decoding: try Fixtures.bytes(file), as: UTF8.self)
    return text.split { $0 == "\n" || $0 == "," }.compactMap { Double($0) }
  }
}
