import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Networks written as ONNX and read again. That ONNX's checker takes them, and ONNX Runtime predicts the same, is
/// tried by scripts/interop/onnx.py.
struct ONNXExportTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Layers at random, as one reads them again: an activation that can be in a dense layer is there.
  private static func layers(_ random: inout Deterministic) -> [Layer] {
    let activations: [Activation] = Activation.all.filter { $0 != .linear }
    var layers: [Layer] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: layers.append(.layerNorm(epsilon: 1e-6))
      case 1: layers.append(.batchNorm(momentum: 0.25, epsilon: 1e-3))
      case 2:
        layers.append(contentsOf: [
          .layerNorm(), .activation(activations.randomElement(using: &random) ?? .tanh),
        ])
      default:
        layers.append(
          .dense(
            Int.random(in: 1...9, using: &random),
            Activation.all.randomElement(using: &random) ?? .relu, bias: Bool.random(using: &random)
          ))
      }
    }
    return layers
  }

  private static func tensors(
    _ topology: Topology, _ type: ElementType, _ random: inout Deterministic
  ) throws -> [Tensor] {
    try topology.parameterTensors.map { name, shape in
      let info = try TensorInfo(name, type, shape)
      let values = (0..<info.elementCount).map { _ in Double.random(in: -2...2, using: &random) }
      return Tensor(info, bytes: try type.bytes(rounding: values))
    }
  }

  private func save(
    _ topology: Topology, _ tensors: [Tensor], metadata: [(String, String)] = [],
    model: JSON? = nil
  ) throws -> ExportedModel {
    let path = directory.file("network.nnmodel")
    var members: JSONObject = ["model": model ?? topology.modelMember]
    if !metadata.isEmpty {
      var object = JSONObject()
      for (name, text) in metadata { object[name] = .string(text) }
      members["metadata"] = .object(object)
    }
    try ModelFileWriter.write(tensors, members: members, to: path)
    return try ExportedModel(reading: ModelStream(reading: File(opening: path)))
  }

  private func export(_ model: ExportedModel) throws -> (left: [ModelPart], read: ImportedModel) {
    let path = directory.file("network.onnx")
    let left = try ONNX.write(model, to: path)
    return (left, try ONNX.read(path, ImportOptions()))
  }

  @Test("gives back layers and tensors to the bit", arguments: 0..<40)
  func roundTrip(_ seed: UInt64) throws {
    var random = Deterministic(seed: seed)
    let topology = try Topology(
      inputs: Int.random(in: 1...9, using: &random), layers: Self.layers(&random))
    let type = seed % 4 == 0 ? ElementType.f64 : .f32
    let tensors = try Self.tensors(topology, type, &random)
    let (left, read) = try export(try save(topology, tensors))
    #expect(left == [] && read.assumptions == [])
    #expect(read.topology == topology)
    #expect(read.tensors == (tensors.isEmpty ? [] : tensors), "\(topology.layers)")
  }

  @Test("widens halves exactly", arguments: [ElementType.f16, .bf16])
  func halves(_ type: ElementType) throws {
    var random = Deterministic(seed: 5)
    let topology = try Topology(inputs: 3, layers: [.dense(4, .tanh), .dense(2, .linear)])
    let tensors = try Self.tensors(topology, type, &random)
    let read = try export(try save(topology, tensors)).read
    #expect(read.tensors.map(\.info.type) == [.f32, .f32, .f32, .f32])
    #expect(try read.tensors.map { try $0.floats } == tensors.map { try $0.floats })
  }

  @Test("computes in single precision unless every parameter is of double")
  func mixed() throws {
    let topology = try Topology(inputs: 1, layers: [.dense(1, .relu)])
    let tensors = [
      try Tensor("layers.0.weight", shape: [1, 1], [0.1]),
      try Tensor("layers.0.bias", shape: [1], [Float(0.25)]),
    ]
    let read = try export(try save(topology, tensors)).read
    #expect(try read.tensors.map { try $0.floats } == [[Double(Float(0.1))], [0.25]])
    #expect(read.tensors.map(\.info.type) == [.f32, .f32])
  }

  @Test("keeps scaling, columns and texts, and tells what it leaves out")
  func parts() throws {
    let topology = try Topology(inputs: 2, layers: [.dense(1, .linear)])
    let scaling = try ["inputs": 2, "outputs": 1].sorted { $0.key < $1.key }.flatMap {
      [
        try Tensor(
          "scaling.\($0.key).mean", shape: [$0.value], [0.1, -7e10].prefix($0.value).map { $0 }),
        try Tensor(
          "scaling.\($0.key).deviation", shape: [$0.value],
          [1.0 / 3, 2].prefix($0.value).map { $0 }),
      ]
    }
    var random = Deterministic(seed: 1)
    let tensors = scaling + (try Self.tensors(topology, .f32, &random))
    let column: JSON = [["kind": "number", "name": "a"], ["kind": "number", "name": "b"]]
    guard case .object(var member) = topology.modelMember else { return }
    member["inputs"] = ["shape": [2], "columns": column]
    let model = try save(
      topology, tensors + [try Tensor("notes", shape: [1], [UInt8(1)])],
      metadata: [("title", "Ünï"), ("licence", "none")], model: .object(member))
    let (left, read) = try export(model)
    #expect(left == [.otherTensors])
    #expect(read.tensors == tensors && read.assumptions == [])
    #expect(read.metadata.map(\.name) == ["licence", "title", "producer"])
    #expect(read.metadata[1].text == "Ünï")
    #expect(read.members["model"] == .object(member))
    #expect(try read.assembly(ImportOptions()).model == .object(member))
    // A person's own text of that name is not overwritten.
    let own = try save(
      topology, tensors, metadata: [("inputs", "mine")], model: .object(member))
    let (gone, again) = try export(own)
    #expect(gone == [.columns])
    #expect(again.metadata.first?.text == "mine" && again.members["model"] == nil)
  }

  @Test("writes a network in which nothing computes")
  func dropout() throws {
    let topology = try Topology(inputs: 2, layers: [.dropout(rate: 0.5)])
    #expect(try export(try save(topology, [])).read.topology?.layers == [.activation(.linear)])
    let between = try Topology(inputs: 2, layers: [.dropout(rate: 0.5), .activation(.tanh)])
    #expect(try export(try save(between, [])).read.topology?.layers == [.activation(.tanh)])
  }

  @Test("asks for the oldest versions that do")
  func versions() throws {
    for (layer, ir, opset) in [(Layer.activation(.gelu), 7, 13), (.layerNorm(), 8, 17)] {
      let topology = try Topology(inputs: 2, layers: [layer])
      var random = Deterministic(seed: 2)
      _ = try export(try save(topology, try Self.tensors(topology, .f32, &random)))
      let bytes = try directory.bytes("network.onnx")
      var (found, versions): (Int64?, [Int64]) = (nil, [])
      var fields = ProtobufReader(bytes[...])
      while let field = try fields.next() {
        if field.number == 1 { found = try field.integer() }
        if field.number == 8 {
          var parts = ProtobufReader(try field.bytes())
          while let part = try parts.next() { versions.append(try part.integer()) }
        }
      }
      #expect(found == Int64(ir) && versions == [Int64(opset)])
    }
  }

  @Test("gives the same bytes every time")
  func sameBytes() throws {
    var random = Deterministic(seed: 3)
    let topology = try Topology(
      inputs: 3, layers: [.dense(4, .gelu), .layerNorm(), .dense(2, .softmax)])
    let model = try save(topology, try Self.tensors(topology, .f32, &random))
    _ = try ONNX.write(model, to: directory.file("a.onnx"))
    _ = try ONNX.write(model, to: directory.file("b.onnx"))
    #expect(try directory.bytes("a.onnx") == directory.bytes("b.onnx"))
  }

  @Test("refuses a network that is too large, before and after it is put together")
  func limit() throws {
    let topology = try Topology(inputs: 10, layers: [.dense(10, .relu)])
    var random = Deterministic(seed: 4)
    let model = try save(topology, try Self.tensors(topology, .f16, &random))
    let path = directory.file("large.onnx")
    for limit in [440, 500] {
      let error = #expect(throws: FormatError.self) {
        _ = try ONNX.write(model, to: path, limit: limit)
      }
      #expect(error?.code == "limit-exceeded")
    }
    #expect(try directory.contents() == ["network.nnmodel"])
    _ = try ONNX.write(model, to: path, limit: 1000)
  }

  @Test("refuses what is no network, or none that is whole")
  func refusals() throws {
    let topology = try Topology(inputs: 1, layers: [.dense(1, .relu, bias: false)])
    let weight = try Tensor("layers.0.weight", shape: [1, 1], [Float(1)])
    let figures: [[Tensor]] = [
      [], [try Tensor("layers.0.weight", shape: [1, 1], [Int32(1)])],
      [weight, try Tensor("scaling.inputs.mean", shape: [1], [0.0])],
      [
        weight, try Tensor("scaling.inputs.mean", shape: [1], [0.0]),
        try Tensor("scaling.inputs.deviation", shape: [1], [0.0]),
      ],
      [
        weight, try Tensor("scaling.outputs.mean", shape: [1], [Float(0)]),
        try Tensor("scaling.outputs.deviation", shape: [1], [Float(1)]),
      ],
    ]
    for tensors in figures {
      let model = try save(topology, tensors)
      #expect(throws: FormatError.self) {
        _ = try ONNX.write(model, to: directory.file("bad.onnx"))
      }
    }
    #expect(try directory.contents() == ["network.nnmodel"])
  }
}
