import ModelFormat
import NeuralNetwork

/// A model file's network as a file of ONNX.
///
/// The graph computes in single precision, unless every parameter is of double. Version 13 of the operators and version
/// 7 of the format are what every program since 2020 reads; only layer norm needs versions 17 and 8, of 2022. The
/// same model gives the same bytes.
struct ONNXExport {
  private let model: ExportedModel
  private let topology: Topology
  private let type: ElementType
  private var graph = ONNXGraphWriter()
  private var value = ONNXGraphWriter.input

  /// A model to export.
  ///
  /// - Throws: `FormatError` for a file without a network, or one with parameters that are missing.
  init(_ model: ExportedModel) throws(FormatError) {
    self.model = model
    topology = try model.topology()
    let types = try topology.parameterTensors.map { (name, _) throws(FormatError) in
      try model.tensor(name).info.type
    }
    type = !types.isEmpty && types.allSatisfy { $0 == .f64 } ? .f64 : .f32
  }

  /// The bytes of all parameters in the type in which they are written.
  var parameterBytes: Int {
    topology.parameterTensors.reduce(0) { $0 + $1.shape.reduce(type.size, *) }
  }

  /// What is written of the model.
  var kept: Set<ModelPart> {
    columns.allSatisfy { name, _ in !model.header.metadata.contains { $0.name == name } }
      ? [.scaling, .columns, .metadata] : [.scaling, .metadata]
  }

  /// The file.
  ///
  /// - Throws: `FormatError` for parameters that are no floats, or a scaling that is none.
  mutating func file() throws(FormatError) -> ProtobufWriter {
    try addScaling("inputs", width: topology.inputs, ["Sub", "mean", "Div", "deviation"])
    for (index, layer) in topology.layers.enumerated() { try add(layer, "layers.\(index)") }
    try addScaling("outputs", width: topology.outputs, ["Mul", "deviation", "Add", "mean"])
    let isLayerNormed = topology.layers.contains { if case .layerNorm = $0 { true } else { false } }
    var file = ProtobufWriter()
    file.integer(1, isLayerNormed ? 8 : 7)
    file.text(2, Producer.name)
    file.text(3, Producer.version)
    let message = graph.message(type, inputs: topology.inputs, outputs: topology.outputs)
    file.message(7) { $0.append(message) }
    file.message(8) { $0.integer(2, isLayerNormed ? 17 : 13) }
    let texts = model.header.metadata + (kept.contains(.columns) ? columns : [])
    for (name, text) in texts {
      file.message(14) { entry in
        entry.text(1, name)
        entry.text(2, text)
      }
    }
    return file
  }

  /// The columns of inputs and outputs as the header has them (spec/format.md §9), each as JSON text.
  private var columns: [(name: String, text: String)] {
    guard case .object(let member)? = model.header["model"] else { return [] }
    return ONNXColumns.names.compactMap { name in
      guard case .object(let part)? = member[name], let columns = part["columns"] else {
        return nil
      }
      return (name, String(decoding: columns.canonicalBytes(), as: UTF8.self))
    }
  }

  private mutating func add(_ layer: Layer, _ scope: String) throws(FormatError) {
    switch layer {
    case .dense(_, let activation, let bias):
      let parameters = bias ? ["weight", "bias"] : ["weight"]
      try addNode("Gemm", scope, parameters, .integer("transB", 1))
      try apply(activation, scope)
    case .activation(let activation): try apply(activation, scope)
    case .dropout: break
    case .layerNorm(let epsilon):
      try addNode(
        "LayerNormalization", scope, ["weight", "bias"], .integer("axis", -1),
        .float("epsilon", Float(epsilon)))
    case .batchNorm(let momentum, let epsilon):
      try addNode(
        "BatchNormalization", scope, ["weight", "bias", "mean", "variance"],
        .float("epsilon", Float(epsilon)), .float("momentum", Float(1 - momentum)))
    }
  }

  /// A node that takes the value and parameters of the layer.
  private mutating func addNode(
    _ op: String, _ scope: String, _ parameters: [String], _ settings: ONNXGraphWriter.Setting...
  ) throws(FormatError) {
    var inputs = [value]
    for parameter in parameters {
      let name = "\(scope).\(parameter)"
      let tensor = try model.tensor(name)
      // Also refuses what is no float.
      let isStored = tensor.info.type == type
      let bytes = isStored ? tensor.bytes : try type.bytes(rounding: model.parameter(name))
      graph.add(constant: name, type, tensor.info.shape, bytes)
      inputs.append(name)
    }
    value = graph.add(op, inputs, in: scope, settings)
  }

  /// The scaling of inputs or outputs, in double precision and rounded once, as models here do it.
  private mutating func addScaling(
    _ name: String, width: Int, _ steps: [String]
  ) throws(FormatError) {
    let scope = "scaling.\(name)"
    guard model.header.tensors.contains(where: { $0.name.hasPrefix(scope + ".") }) else { return }
    _ = try scaling(scope, width)
    cast(from: type, to: .f64, scope)
    for (op, part) in [(steps[0], steps[1]), (steps[2], steps[3])] {
      let figures = "\(scope).\(part)"
      graph.add(constant: figures, .f64, [width], try model.tensor(figures).bytes)
      value = graph.add(op, [value, figures], in: scope)
    }
    cast(from: .f64, to: type, scope)
  }

  /// The figures of a scaling, checked.
  private func scaling(_ scope: String, _ width: Int) throws(FormatError) -> Scaling {
    var figures: [[Double]] = []
    for part in ["mean", "deviation"] {
      let tensor = try model.tensor("\(scope).\(part)")
      guard tensor.info.shape == [width], let values = tensor.values(as: Double.self) else {
        throw FormatError(
          .inconsistent(
            expected: "f64 [\(width)]", found: "\(tensor.info.type.rawValue) \(tensor.info.shape)"),
          field: "tensors[\"\(scope).\(part)\"]")
      }
      figures.append(values)
    }
    do throws(NetworkError) {
      return try Scaling(mean: figures[0], deviation: figures[1])
    } catch {
      throw FormatError(
        .inconsistent(expected: "finite means and deviations above 0", found: "\(error)"),
        field: "tensors[\"\(scope).mean\"]")
    }
  }

  private mutating func cast(from old: ElementType, to new: ElementType, _ scope: String) {
    guard old != new else { return }
    value = graph.add(
      "Cast", [value], in: scope, [.integer("to", ONNXGraphWriter.dataType(new))])
  }
}

extension ONNXExport {
  /// Applies an activation; those without an op of version 13 by several nodes.
  ///
  /// In a graph of double precision, those that ONNX Runtime computes in single precision alone are cast there and
  /// back.
  private mutating func apply(
    _ activation: Activation, _ scope: String
  ) throws(FormatError) {
    switch activation {
    case .linear: break
    case .sigmoid: value = graph.add("Sigmoid", [value], in: scope)
    case .tanh: value = graph.add("Tanh", [value], in: scope)
    case .relu: value = graph.add("Relu", [value], in: scope)
    case .softmax: value = graph.add("Softmax", [value], in: scope, [.integer("axis", 1)])
    case .silu:
      let gate = graph.add("Sigmoid", [value], in: scope)
      value = graph.add("Mul", [value, gate], in: scope)
    case .leakyRelu, .elu, .softplus, .gelu, .geluTanh:
      cast(from: type, to: .f32, scope)
      value = try applySingle(activation, scope)
      cast(from: .f32, to: type, scope)
    }
  }

  private mutating func applySingle(
    _ activation: Activation, _ scope: String
  ) throws(FormatError) -> String {
    switch activation {
    case .leakyRelu(let slope):
      return graph.add("LeakyRelu", [value], in: scope, [.float("alpha", Float(slope))])
    case .elu: return graph.add("Elu", [value], in: scope, [.float("alpha", 1)])
    case .softplus: return graph.add("Softplus", [value], in: scope)
    case .gelu:
      let scaled = graph.add(
        "Div", [value, try constant("root_of_2", 2.0.squareRoot())], in: scope)
      return try halved(graph.add("Erf", [scaled], in: scope), scope)
    default:
      let square = graph.add("Mul", [value, value], in: scope)
      let cube = graph.add("Mul", [square, value], in: scope)
      let term = graph.add("Mul", [cube, try constant("gelu_cubic", 0.044715)], in: scope)
      let sum = graph.add("Add", [value, term], in: scope)
      let root = try constant("root_of_2_over_pi", (2 / Double.pi).squareRoot())
      let scaled = graph.add("Mul", [sum, root], in: scope)
      return try halved(graph.add("Tanh", [scaled], in: scope), scope)
    }
  }

  /// ½ · x · (1 + a value).
  private mutating func halved(
    _ gate: String, _ scope: String
  ) throws(FormatError) -> String {
    let sum = graph.add("Add", [gate, try constant("one", 1)], in: scope)
    let product = graph.add("Mul", [value, sum], in: scope)
    return graph.add("Mul", [product, try constant("half", 0.5)], in: scope)
  }

  private mutating func constant(
    _ name: String, _ number: Double
  ) throws(FormatError) -> String {
    graph.add(constant: name, .f32, [], try ElementType.f32.bytes(rounding: [number]))
    return name
  }
}
