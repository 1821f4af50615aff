public import ModelFormat

extension Model {
  /// Reads a model from a file.
  ///
  /// A file that also holds other tensors (a checkpoint, say) is read as the model that it contains.
  ///
  /// - Parameter limits: what is taken at most.
  /// - Throws: ``NetworkError`` with `file` where the file is damaged or beyond the limits, or holds no network that
  ///   this version knows.
  public init(
    contentsOf path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    do throws(FormatError) {
      try self.init(reading: TensorReader(try ModelFile(opening: path, limits: limits)))
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }

  /// Reads a model from a file in one pass, as from a pipe.
  ///
  /// - Throws: as ``init(contentsOf:limits:)``.
  public init(reading stream: consuming ModelStream) throws(NetworkError) {
    let header = stream.header
    do throws(FormatError) {
      try self.init(header, try stream.readAll())
    } catch {
      throw NetworkError(.file(error))
    }
  }

  /// Interprets what a file holds, or is about to.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N6.
  package init(_ header: Header, _ tensors: [Tensor]) throws(FormatError) {
    try self.init(
      try ModelSummary(header), ModelTensors(header: header) { (index) in tensors[index].bytes })
  }

  /// Interprets an open file.
  ///
  /// - Throws: `FormatError` for whatever is damaged, or breaks N1 … N6.
  init(reading reader: TensorReader) throws(FormatError) {
    let header = reader.header
    let summary = try ModelSummary(header)
    // What is not the network's is not read at all, nor what will be refused for its shape.
    let parameters = summary.topology.parameterTensors.compactMap { (name, shape) in
      header.index(of: name).flatMap { header.tensors[$0].shape == shape ? $0 : nil }
    }
    try reader.announce(parameters, beside: ModelTensors.ofParts(in: header))
    try self.init(summary, ModelTensors(header: header, read: reader.read))
  }

  private init(_ summary: ModelSummary, _ tensors: ModelTensors) throws(FormatError) {
    let parts = try ModelParts(summary, tensors)
    let network = try Network(summary.topology, tensors)
    do throws(NetworkError) {
      try self.init(
        network: network, inputs: summary.inputs, outputs: summary.outputs,
        inputScaling: parts.inputScaling, outputScaling: parts.outputScaling,
        metadata: Metadata(tensors.header.metadata), training: parts.training,
        examples: parts.examples)
    } catch {
      throw FormatError(
        .inconsistent(expected: "parts that fit", found: "\(error)"), field: "header.model",
        offset: Header.offset)
    }
  }
}

extension Network {
  /// Reads the parameters that the topology asks for.
  fileprivate init(_ topology: Topology, _ tensors: ModelTensors) throws(FormatError) {
    var buffers: [[FloatBuffer]] = []
    var asked = SmallPieces()
    let widths = topology.widths
    for (index, layer) in topology.layers.enumerated() {
      buffers.append([])
      for tensor in layer.tensors(inputs: widths[index]) {
        let name = tensor.fullName(inLayer: index)
        let elements = try tensors.floats(name, shape: tensor.shape)
        try asked.require(tensor.byteCount, for: "hold \(name) in memory")
        buffers[index].append(tensor.buffer(elements))
      }
    }
    self.init(topology: topology, tensors: buffers)
  }
}
