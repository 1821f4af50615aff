import ModelFormat

/// A tensor of a model that is to be saved.
///
/// Parameters are put into the order of files when their turn comes, and no sooner, so that no model is in memory
/// twice.
struct SavedTensor {
  private enum Elements {
    case singles([Float])
    case doubles([Double])
    case parameters(LayerTensor, FloatBuffer)
  }

  /// What the header says of it.
  let info: TensorInfo
  private let elements: Elements

  /// A tensor of these elements.
  ///
  /// - Throws: `FormatError` for a name or shape that no file may have.
  init(_ name: String, shape: [Int], _ elements: [Float]) throws(FormatError) {
    info = try TensorInfo(name, .f32, shape)
    self.elements = .singles(elements)
  }

  /// The same in double precision.
  ///
  /// - Throws: so, too.
  init(_ name: String, shape: [Int], _ elements: [Double]) throws(FormatError) {
    info = try TensorInfo(name, .f64, shape)
    self.elements = .doubles(elements)
  }

  /// A tensor of a layer.
  ///
  /// - Throws: so, too.
  init(_ name: String, _ kind: LayerTensor, _ buffer: FloatBuffer) throws(FormatError) {
    info = try TensorInfo(name, .f32, kind.shape)
    elements = .parameters(kind, buffer)
  }

  /// Gives the elements to a file.
  ///
  /// - Throws: `FormatError` with `system` where there is too little memory, or the disk refuses.
  func write(to writer: inout ModelFileWriter) throws(FormatError) {
    switch elements {
    case .singles(let elements): try writer.append(elements)
    case .doubles(let elements): try writer.append(elements)
    case .parameters(let kind, let buffer):
      try requireMemory(info.byteCount, for: "save \(info.name)")
      try writer.append(kind.elements(buffer))
    }
  }
}

extension ModelFileWriter {
  /// Writes a file of tensors, one after another.
  ///
  /// - Parameter members: the header's top-level members besides `tensors`.
  /// - Throws: `FormatError` for what no reader would take, or `system`.
  static func write(
    _ tensors: [SavedTensor], members: JSONObject, to path: String, options: WriteOptions
  ) throws(FormatError) {
    let header = try Header(tensors: tensors.map(\.info), members: members)
    var writer = try ModelFileWriter(replacing: path, header: header, options: options)
    for tensor in tensors { try tensor.write(to: &writer) }
    try writer.finish()
  }
}
