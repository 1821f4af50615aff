public import ModelFormat
public import NeuralNetwork

/// What the tensors of a foreign file become: their new names, and the network that they are of.
public struct NetworkAssembly: Sendable {
  /// Every tensor as it is to be written.
  public let tensors: [TensorInfo]

  /// The header's `model`; nil for a bag of tensors.
  public let model: JSON?

  /// The network, where there is one.
  public let topology: Topology?

  /// What was taken for granted to find the network among the tensors, one sentence each, for a person to read.
  public let assumptions: [String]

  /// Puts together what the file tells and what a person adds.
  ///
  /// - Parameters:
  ///   - known: the network that the file tells itself, its tensors named as spec/format.md §9 wants it.
  ///   - carried: the header's `model`, where the file has one; where the network is known, of that network.
  /// - Throws: `FormatError` where the layers are not to be found among the tensors, or told twice.
  public init(
    _ tensors: [TensorInfo], known: Topology? = nil, carried: JSON? = nil, _ options: ImportOptions
  ) throws(FormatError) {
    var names = tensors.map(\.name)
    for rename in options.renames { names = try rename.apply(to: names) }
    var infos = try Self.renamed(tensors, names)
    var assumptions: [String] = []
    if let known {
      guard options.layers.isEmpty, options.model == nil else {
        throw FormatError(
          .inconsistent(expected: "nothing about layers, which the file knows,", found: "some"),
          field: "layers")
      }
      (model, topology) = (carried ?? known.modelMember, known)
    } else if !options.activations.isEmpty || !options.layers.isEmpty {
      let inference = try TopologyInference(infos, options)
      for (index, name) in inference.names { names[index] = name }
      infos = try Self.renamed(tensors, names)
      (model, topology) = (inference.topology.modelMember, inference.topology)
      assumptions = inference.assumptions
    } else {
      model = options.model ?? carried
      topology =
        if let model {
          try ModelSummary(Header(tensors: infos, members: ["model": model])).topology
        } else { nil }
    }
    self.tensors = infos
    self.assumptions = assumptions
    try checkParameters()
  }

  private static let parameterTypes: [ElementType] = [.f64, .f32, .f16, .bf16]

  /// No two names are the same (S6), and every parameter of the network is there, in its shape and of a type for
  /// parameters (N5).
  private func checkParameters() throws(FormatError) {
    let header = try Header(tensors: tensors)
    guard let topology else { return }
    for (name, shape) in topology.parameterTensors {
      let found = header.index(of: name).map { tensors[$0] }
      if found?.shape != shape {
        throw FormatError(
          .inconsistent(
            expected: "shape \(shape)", found: found.map { "\($0.shape)" } ?? "no such tensor"),
          field: "tensors[\"\(name)\"]")
      }
      if let type = found?.type, !Self.parameterTypes.contains(type) {
        throw FormatError(
          .inconsistent(
            expected: "one of \(Self.parameterTypes.map(\.rawValue).joined(separator: ", "))",
            found: type.rawValue),
          field: "tensors[\"\(name)\"]")
      }
    }
  }

  private static func renamed(
    _ tensors: [TensorInfo], _ names: [String]
  ) throws(FormatError) -> [TensorInfo] {
    var result: [TensorInfo] = []
    for (tensor, name) in zip(tensors, names) {
      let isSame = name.hasSameBytes(as: tensor.name)
      result.append(isSame ? tensor : try TensorInfo(name, tensor.type, tensor.shape))
    }
    return result
  }
}
