public import ModelFormat

/// NumPy's npy files: one array each, as `numpy.save` writes it.
///
/// Versions 1 to 3, both orders of bytes and of dimensions; what is read stands row by row and little-endian.
public enum NPY {
  /// Whether a file begins like one of this format.
  public static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    NumPyHeader.recognises(front)
  }

  /// Reads a file as a tensor that bears the file's name without folder and extension.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it, for elements that are no numbers, for
  ///   what is beyond the limits, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    do throws(FormatError) {
      let stream = try ByteStream(path)
      return ImportedModel(tensors: [try tensor(FileName.stem(of: path), stream, options.limits)])
    } catch {
      throw error.inFile(path)
    }
  }

  /// Writes a tensor: version 1, in C order.
  ///
  /// NumPy has no `bf16` and no `f8`: their values are written as `f4`, where every one of them has its place.
  ///
  /// - Throws: `FormatError` with `system`.
  public static func write(_ tensor: Tensor, to path: String) throws(FormatError) {
    let (front, data) = try parts(tensor)
    let file = try AtomicFile(replacing: path)
    try file.write(front.span, at: 0)
    try file.write(data.span, at: UInt64(front.count))
    try file.commit()
  }

  /// The two parts of a file.
  static func parts(_ tensor: Tensor) throws(FormatError) -> (front: [UInt8], data: [UInt8]) {
    if let word = NumPyType.word(of: tensor.info.type) {
      return (NumPyHeader.bytes(word, tensor.info.shape), tensor.bytes)
    }
    return (NumPyHeader.bytes("<f4", tensor.info.shape), try tensor.widened().bytes)
  }

  /// Reads an array to the end of its stream.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it, or is beyond the limits.
  static func tensor(
    _ name: String, _ stream: ByteStream, _ limits: ReaderLimits
  ) throws(FormatError) -> Tensor {
    let header = try NumPyHeader(reading: stream)
    let info: TensorInfo
    do throws(FormatError) {
      info = try TensorInfo(name, header.type.type, header.shape)
    } catch {
      throw FormatError(error.reason, field: error.field, offset: header.offset)
    }
    try stream.expect(info.byteCount)
    // Of what is packed, nobody has looked at the size.
    try limits.check(memory: UInt64(info.byteCount), of: "array")
    let start = stream.offset
    var bytes = try stream.read(info.byteCount)
    try stream.finish()
    if info.type == .bool { try bytes.checkBools(from: start) }
    if header.type.isBigEndian { bytes.reverse(each: header.type.unitSize) }
    if header.isFortranOrder {
      bytes = try StridedLayout(fortran: info.shape).gather(bytes, elementSize: info.type.size)
    }
    return Tensor(info, bytes: bytes)
  }
}
