public import ModelFormat
public import NeuralNetwork

/// Writes a file again with its floats in another type.
///
/// Of a network, that is the parameters of its layers, as they are and as the best and the last ones of its training.
/// The format asks for scaling, history and examples in types of their own (spec/format.md §9), so they stay; and so
/// does what an optimizer remembers: squares of gradients are often so small that a narrow type has only a zero for
/// them, by which the next step would divide. The outputs of the examples are those of the network as it has become.
/// Of a bag of tensors, every tensor of floats is cast.
public struct ModelCast: Sendable {
  /// The type that the floats get.
  public var type: ElementType
  /// Whether a number that is too large for the type becomes the largest, instead of being refused.
  public var saturates = false
  /// Whether what only a training needs is left out: the state of the optimizer, other networks than the model's
  /// own, and the history.
  public var dropsTraining = false

  /// - Precondition: `type` is one of ``TensorCast/types``.
  public init(to type: ElementType) {
    precondition(TensorCast.types.contains(type), "a type to cast to")
    self.type = type
  }

  /// Writes the file.
  ///
  /// - Throws: `NetworkError` with `file` for whatever is damaged, for a number that is too large, for a network that
  ///   this version does not know, or where the system refuses.
  public func write(
    _ stream: consuming ModelStream, to path: String, options: WriteOptions = WriteOptions()
  ) throws(NetworkError) -> CastResult {
    var options = options
    // The content changes, so hints about it go (P7).
    options.optionalFeatures = stream.optionalFeatures & 0xFFFF
    do throws(FormatError) {
      guard stream.header["model"] != nil else {
        return try writeBag(stream, to: path, options)
      }
      // The header is judged first: a network that is not known is not cast.
      _ = try ModelSummary(stream.header)
    } catch {
      throw NetworkError(.file(error))
    }
    return try writeNetwork(stream, to: path, options)
  }

  /// Tensor by tensor and chunk by chunk.
  private func writeBag(
    _ stream: consuming ModelStream, to path: String, _ options: WriteOptions
  ) throws(FormatError) -> CastResult {
    let header = stream.header
    var casts: [TensorCast?] = []
    for info in header.tensors {
      casts.append(
        TensorCast.canCast(info.type)
          ? try TensorCast(info, to: type, saturates: saturates) : nil)
    }
    var members = header.members
    members["producer"] = Producer.json
    let infos = zip(header.tensors, casts).map { $1?.result ?? $0 }
    var writer = try ModelFileWriter(
      replacing: path, header: try Header(tensors: infos, members: members), options: options)
    try stream.forEachChunk { (tensor, raw) throws(FormatError) in
      guard var cast = casts[tensor] else { return try writer.append(raw) }
      casts[tensor] = nil
      let bytes = try cast.cast(raw)
      casts[tensor] = cast
      try writer.append(bytes.span)
    }
    try writer.finish()
    var result = CastResult()
    result.entries = casts.compactMap { $0.map(CastResult.Entry.init) }
    result.kept = header.tensors.filter { !TensorCast.canCast($0.type) }
    return result
  }

  /// In memory, as the network must be to tell its examples' outputs.
  private func writeNetwork(
    _ stream: consuming ModelStream, to path: String, _ options: WriteOptions
  ) throws(NetworkError) -> CastResult {
    let header = stream.header
    var result = CastResult()
    do throws(FormatError) {
      var tensors: [Tensor] = []
      for tensor in try stream.readAll() {
        if dropsTraining, Self.isOfTraining(tensor.info) {
          result.dropped.append(tensor.info)
        } else if Self.isParameter(tensor.info) {
          var cast = try TensorCast(tensor.info, to: type, saturates: saturates)
          let bytes = try cast.cast(tensor.bytes.span)
          result.entries.append(CastResult.Entry(cast))
          tensors.append(Tensor(cast.result, bytes: bytes))
        } else {
          result.kept.append(tensor.info)
          tensors.append(tensor)
        }
      }
      let members = members(of: header)
      let model = try Model(Header(tensors: tensors.map(\.info), members: members), tensors)
      if let examples = model.examples {
        let width = model.network.topology.inputs
        result.exampleCount = examples.inputs.count / width
        try Self.replaceOutputs(of: model, examples, in: &tensors)
        result.kept.removeAll { $0.name.hasSameBytes(as: Self.outputsName) }
      }
      try ModelFileWriter.write(tensors, members: members, to: path, options: options)
    } catch {
      throw NetworkError(.file(error))
    }
    return result
  }

  /// The tensor of what the network told for its examples.
  private static let outputsName = "examples.outputs"

  /// Puts what the network tells for its examples now in place of what it told before.
  private static func replaceOutputs(
    of model: Model, _ examples: Examples, in tensors: inout [Tensor]
  ) throws(FormatError) {
    let name = outputsName
    guard let index = tensors.firstIndex(where: { $0.info.name.hasSameBytes(as: name) }) else {
      return
    }
    let outputs: Matrix
    do throws(NetworkError) {
      outputs = try model.outputs(for: examples.inputs, threads: availableProcessors)
    } catch {
      throw FormatError(
        .inconsistent(expected: "rows that the network takes", found: "\(error)"),
        field: "tensors[\"examples.inputs\"]")
    }
    let info = tensors[index].info
    tensors[index] = Tensor(
      try TensorInfo(name, .f32, info.shape, otherMembers: info.otherMembers),
      bytes: try Tensor(name, shape: info.shape, outputs.elements).bytes)
  }

  /// The header's members beside the tensors.
  private func members(of header: Header) -> JSONObject {
    var members = header.members
    members["producer"] = Producer.json
    if dropsTraining {
      members["run"] = nil
      if case .object(var training)? = members["training"] {
        training["state"] = nil
        training["history"] = nil
        members["training"] = .object(training)
      }
    }
    return members
  }

  /// Whether a tensor of a network is a parameter, of the network itself or of another moment of its training.
  private static func isParameter(_ info: TensorInfo) -> Bool {
    TensorCast.canCast(info.type)
      && ["layers.", "best.layers.", "last.layers."].contains { info.hasName(beginning: $0) }
  }

  /// Whether a tensor is there for who goes on with the training, or looks back on it.
  private static func isOfTraining(_ info: TensorInfo) -> Bool {
    info.name.hasSameBytes(as: "history")
      || ["optimizer.", "best.", "last."].contains { info.hasName(beginning: $0) }
  }
}

extension TensorInfo {
  /// As bytes: a letter's mark that follows the point makes it another character for `hasPrefix`.
  fileprivate func hasName(beginning prefix: String) -> Bool {
    name.utf8.starts(with: prefix.utf8)
  }
}
