import ModelFormat

extension NumericArray {
  /// Reads an array of NumPy's that ends where the stream ends.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it.
  init(numpy stream: ByteStream, limits: ReaderLimits) throws(FormatError) {
    let header = try NumPyHeader(reading: stream)
    let array = try NumericArray(
      reading: stream, shape: header.shape,
      kind: try header.type.elementKind(offset: header.offset), shapeOffset: header.offset,
      limits: limits)
    self = header.isFortranOrder ? try array.fromFortranOrder() : array
  }

  /// The same array, whose elements stand as if the first dimension ran fastest.
  ///
  /// - Throws: `FormatError` with `system` where there is not enough memory.
  private func fromFortranOrder() throws(FormatError) -> NumericArray {
    try requireMemory(8 * elements.count, for: "hold \(elements.count) elements in memory")
    var sorted = [Double](repeating: 0, count: elements.count)
    StridedLayout(fortran: shape).visit { sorted[$1] = elements[$0] }
    return NumericArray(shape: shape, elements: sorted)
  }
}
