public import ModelFormat

/// NumPy's npz files: a zip archive of named arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
public enum NPZ {
  private static let suffix = ".npy"

  /// Whether the names of an archive's members are those of this format.
  public static func recognises(_ names: [String]) -> Bool {
    names.allSatisfy { $0.utf8.count > suffix.utf8.count && $0.hasSuffix(suffix) }
  }

  /// Reads every array as a tensor that bears the member's name without `.npy`.
  ///
  /// - Throws: `FormatError` for whatever is not as the formats want it, for a member that is no array, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    do throws(FormatError) {
      let archive = try ZipArchive(path)
      try options.limits.check(memory: archive.byteCount, of: "archive")
      var tensors: [Tensor] = []
      for member in archive.names {
        guard recognises([member]) else {
          throw FormatError(
            .invalidValue(expected: "arrays, NAME.npy", found: "another member"), field: member)
        }
        let name = String(member.dropLast(suffix.count))
        let tensor = try archive.withMember(member) { (stream) throws(FormatError) in
          try NPY.tensor(name, stream, options.limits)
        }
        if let tensor { tensors.append(tensor) }
      }
      guard ScikitLearnArrays.recognises(tensors.map(\.info.name)) else {
        return ImportedModel(tensors: tensors)
      }
      return ImportedModel(
        tensors: try ScikitLearnArrays.arranged(tensors),
        assumptions: [
          "coefs_N and intercepts_N are taken for scikit-learn's: N.weight is coefs_N transposed"
        ])
    } catch {
      throw error.inFile(path)
    }
  }

  /// Writes every tensor, uncompressed; the bytes are the same for the same tensors.
  ///
  /// NumPy has no `bf16` and no `f8`: their values are written as `f4`, where every one of them has its place.
  ///
  /// - Returns: what the file does not tell, since an archive of arrays has no place for it.
  /// - Throws: `FormatError` with `invalid-name` for a tensor whose name no archive should have, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    for tensor in model.tensors {
      if let fault = ZipMember.fault(ofName: tensor.info.name) {
        throw FormatError(.invalidName(fault), field: "tensors[\"\(tensor.info.name)\"]")
      }
    }
    var writer = try ZipWriter(replacing: path)
    for tensor in model.tensors {
      let (front, data) = try NPY.parts(tensor)
      try writer.add(tensor.info.name + suffix, front, data)
    }
    try writer.finish()
    let isWidened = model.tensors.contains { NumPyType.word(of: $0.info.type) == nil }
    return (model.summary == nil ? [] : [.layers])
      + model.parts(but: [.scaling, .examples, .otherTensors])
      + (isWidened ? [.elementTypes] : [])
  }
}
