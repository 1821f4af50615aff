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
    try self.init(header, ModelTensors(header: header) { (index) in tensors[index].bytes })
  }

  /// Interprets an open file.
  ///
  /// - Throws: `FormatError` for whatever is damaged, or breaks N1 … N6.
  init(reading reader: TensorReader) throws(FormatError) {
    let header = reader.header
    let topology = try ModelSummary(header).topology
    // What is not the network's is not read at all, nor what will be refused for its shape.
    let parameters = topology.parameterTensors.compactMap { (name, shape) in
      header.index(of: name).flatMap { header.tensors[$0].shape == shape ? $0 : nil }
    }
    try reader.announce(parameters)
    try self.init(header, ModelTensors(header: header, read: reader.read))
  }

  private init(_ header: Header, _ tensors: ModelTensors) throws(FormatError) {
    let summary = try ModelSummary(header)
    var training = summary.training
    training?.history = try TrainingHistory(header, tensors)
    let topology = summary.topology
    let inputScaling = try Self.scaling("scaling.inputs", topology.inputs, tensors)
    let outputScaling = try Self.scaling("scaling.outputs", topology.outputs, tensors)
    if outputScaling != nil, summary.outputs?.first?.labels != nil {
      throw FormatError(
        .inconsistent(expected: "no scaling of classes", found: "one"),
        field: "tensors[\"scaling.outputs.mean\"]", offset: Header.offset)
    }
    let examples = try Self.examples(topology, tensors)
    let metadata = Metadata(header)
    do throws(NetworkError) {
      let network = try Network(topology, tensors)
      try self.init(
        network: network, inputs: summary.inputs, outputs: summary.outputs,
        inputScaling: inputScaling, outputScaling: outputScaling, metadata: metadata,
        training: training, examples: examples)
    } catch {
      if case .file(let error) = error.reason { throw error }
      throw FormatError(
        .inconsistent(expected: "parts that fit", found: "\(error)"), field: "header.model",
        offset: Header.offset)
    }
  }

  private static func scaling(
    _ name: String, _ width: Int, _ tensors: ModelTensors
  ) throws(FormatError) -> Scaling? {
    guard tensors.contains("\(name).mean") || tensors.contains("\(name).deviation") else {
      return nil
    }
    let mean = try tensors.doubles("\(name).mean", shape: [width])
    let deviation = try tensors.doubles("\(name).deviation", shape: [width])
    do throws(NetworkError) {
      return try Scaling(mean: mean, deviation: deviation)
    } catch {
      let fault = mean.allSatisfy(\.isFinite) ? "deviation" : "mean"
      throw FormatError(
        .inconsistent(expected: "finite means and deviations above 0", found: "others"),
        field: "tensors[\"\(name).\(fault)\"]", offset: Header.offset)
    }
  }

  private static func examples(
    _ topology: Topology, _ tensors: ModelTensors
  ) throws(FormatError) -> Examples? {
    guard tensors.contains("examples.inputs") || tensors.contains("examples.outputs") else {
      return nil
    }
    let rows = try tensors.rows(of: "examples.inputs")
    return Examples(
      inputs: try tensors.doubles("examples.inputs", shape: [rows, topology.inputs]),
      outputs: try tensors.floats("examples.outputs", shape: [rows, topology.outputs]))
  }
}

extension Network {
  /// Reads the parameters that the topology asks for.
  fileprivate init(_ topology: Topology, _ tensors: ModelTensors) throws(NetworkError) {
    var buffers: [[FloatBuffer]] = []
    var asked = SmallPieces()
    let widths = topology.widths
    for (index, layer) in topology.layers.enumerated() {
      buffers.append([])
      for tensor in layer.tensors(inputs: widths[index]) {
        let name = tensor.fullName(inLayer: index)
        let elements = try tensors.parameter(name, shape: tensor.shape)
        do throws(FormatError) {
          try asked.require(tensor.byteCount, for: "hold \(name) in memory")
        } catch {
          throw NetworkError(.file(error))
        }
        buffers[index].append(tensor.buffer(elements))
      }
    }
    self.init(topology: topology, tensors: buffers)
  }
}

extension ModelTensors {
  fileprivate func parameter(_ name: String, shape: [Int]) throws(NetworkError) -> [Float] {
    do throws(FormatError) {
      return try floats(name, shape: shape)
    } catch {
      throw NetworkError(.file(error))
    }
  }
}

extension Metadata {
  /// All that a header tells, also under names that only look the same.
  fileprivate init(_ header: Header) {
    self.init()
    for (name, text) in header.metadata { self[name] = text }
  }
}
