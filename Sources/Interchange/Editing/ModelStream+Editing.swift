public import ModelFormat

extension ModelStream {
  /// Writes the same tensors again, to the bit and in the same order, under a header with changes made.
  ///
  /// Every member of the header that is not changed stays, known or not; `producer` is the new one. Optional features
  /// that are about the content go (spec/format.md P7).
  ///
  /// - Precondition: the header has the tensors of this file.
  /// - Throws: `FormatError` for whatever is damaged, for a header that no reader would take, or `system`.
  public consuming func rewrite(
    with header: Header, to path: String, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    precondition(header.tensors == self.header.tensors, "the tensors of this file")
    var options = options
    options.optionalFeatures = optionalFeatures & 0xFFFF
    var header = header
    header["producer"] = Producer.json
    var writer = try ModelFileWriter(replacing: path, header: header, options: options)
    try forEachChunk { (_, raw) throws(FormatError) in try writer.append(raw) }
    try writer.finish()
  }
}
