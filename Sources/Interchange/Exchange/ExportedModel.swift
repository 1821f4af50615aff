public import ModelFormat
public import NeuralNetwork

/// A model file in memory, for who writes it in another format.
public struct ExportedModel: Sendable {
  /// The header of the file.
  public let header: Header

  /// Every tensor, in the order of the header.
  public let tensors: [Tensor]

  /// Network and training as the header tells them; nil for a bag of tensors.
  public let summary: ModelSummary?

  /// Reads a model file whole.
  ///
  /// - Throws: `FormatError` for whatever is damaged.
  public init(reading stream: consuming ModelStream) throws(FormatError) {
    let header = stream.header
    self.header = header
    summary = header["model"] == nil ? nil : try ModelSummary(header)
    tensors = try stream.readAll()
  }

  /// The network.
  ///
  /// - Throws: `FormatError` with `missing-member` for a bag of tensors, or with `inconsistent` where a parameter
  ///   is missing.
  func topology() throws(FormatError) -> Topology {
    guard let summary else {
      throw FormatError(.missingMember, field: "header.model", offset: Header.offset)
    }
    for (name, shape) in summary.topology.parameterTensors {
      let found = header.index(of: name).map { header.tensors[$0].shape }
      if found != shape {
        throw FormatError(
          .inconsistent(
            expected: "shape \(shape)", found: found.map { "\($0)" } ?? "no such tensor"),
          field: "tensors[\"\(name)\"]", offset: Header.offset)
      }
    }
    return summary.topology
  }

  /// A tensor by its name.
  ///
  /// - Throws: `FormatError` with `not-found`.
  public func tensor(_ name: String) throws(FormatError) -> Tensor {
    guard let index = header.index(of: name) else {
      throw FormatError(.notFound("tensor"), field: "tensors[\"\(name)\"]")
    }
    return tensors[index]
  }

  /// The elements of a parameter, each exact in double precision.
  ///
  /// - Throws: `FormatError` with `not-found`, or with `wrong-type` for a tensor of no floats.
  func parameter(_ name: String) throws(FormatError) -> [Double] {
    let tensor = try tensor(name)
    guard let values = try tensor.floats else {
      throw FormatError(
        .wrongType(expected: "one of f64, f32, f16, bf16", found: tensor.info.type.rawValue),
        field: "tensors[\"\(name)\"]")
    }
    return values
  }
}

/// What a model file may hold beside its layers, and another format may have no place for.
public enum ModelPart: String, CaseIterable, Sendable {
  case scaling = "the scaling of inputs and outputs"
  case columns = "names of columns and classes"
  case training = "the record of training"
  case trainingState = "the state of training"
  case examples = "the examples"
  case metadata
  case otherTensors = "tensors that are not the network's"
  case layers = "the layers and their activations"
  case elementTypes = "the types bf16 and f8, whose values became f32"
  case activations = "the activations"
}

extension ExportedModel {
  /// What this file holds and a format that keeps only some parts leaves out.
  func parts(but kept: Set<ModelPart>) -> [ModelPart] {
    ModelPart.allCases.filter { !kept.contains($0) && has($0) }
  }

  private func has(_ part: ModelPart) -> Bool {
    switch part {
    case .scaling: header.tensors.contains { $0.name.hasPrefix("scaling.") }
    case .columns: summary?.inputs != nil || summary?.outputs != nil
    case .training: header["training"] != nil
    case .trainingState: header["run"] != nil
    case .examples: header.tensors.contains { $0.name.hasPrefix("examples.") }
    case .metadata: !header.metadata.isEmpty
    case .otherTensors:
      !header.tensors.allSatisfy { tensor in
        ["layers.", "scaling.", "examples.", "optimizer.", "best.", "last."]
          .contains { tensor.name.hasPrefix($0) } || tensor.name == "history"
      }
    // Most formats keep them; a writer that does not says so itself.
    case .layers, .activations, .elementTypes: false
    }
  }
}
