public import ModelFormat

/// PyTorch's files (`.pt`, `.pth`) of tensors, as `torch.save` writes a `state_dict` or a checkpoint since version 1.6.
///
/// Nested dictionaries are laid flat: a tensor bears its path with dots, such as `model.0.weight`, so nothing is lost
/// and no two names become one; a prefix that is not wanted goes by ``ImportOptions/renames``. Numbers and text become
/// metadata. Nothing of a file is run: its pickle is read as a list of values, and what is no plain value is refused.
public enum PyTorch {
  private static let pickleName = "data.pkl"

  /// The first bytes of a pickle of the number that the files of PyTorch before 1.6 begin with.
  private static let oldMagic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// Whether a file begins like one of PyTorch before 1.6, which is refused; newer ones are zip archives, of which
  /// ``ZipKind`` tells.
  public static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    front.first == 0x80 && front.dropFirst(2).starts(with: oldMagic)
  }

  /// The folder of an archive in which everything lies, with its slash; nil where it is none of PyTorch's.
  static func root(of names: [String]) -> String? {
    let pickles = names.filter { $0.hasSuffix("/" + pickleName) }
    return pickles.count == 1 ? String(pickles[0].dropLast(pickleName.count)) : nil
  }

  /// Reads every tensor.
  ///
  /// - Throws: `FormatError` for a file of another kind or an older one, for a pickle that holds more than plain values,
  ///   naming what, for a tensor that its storage does not hold, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    do throws(FormatError) {
      let stream = try ByteStream(path)
      if recognises(stream.front) {
        throw FormatError(
          .invalidValue(
            expected: "an archive, as PyTorch writes it since 1.6 (which loads older files)",
            found: "a pickle alone"),
          field: "file", offset: 0)
      }
      let archive = try ZipArchive(path)
      try options.limits.check(memory: archive.byteCount, of: "archive")
      return try read(archive, FileName.stem(of: path), options.limits)
    } catch {
      throw error.inFile(path)
    }
  }

  private static func read(
    _ archive: ZipArchive, _ name: String, _ limits: ReaderLimits
  ) throws(FormatError) -> ImportedModel {
    if let refusal = ZipKind(archive.names).refusal { throw refusal }
    guard let root = root(of: archive.names) else { throw notTorch }
    // A few bytes may stand for a million operations; torch.save packs nothing.
    guard !archive.isDeflated(root + pickleName) else {
      throw FormatError(
        .invalidValue(expected: "a pickle as torch.save stores it", found: "a deflated one"),
        field: root + pickleName)
    }
    guard let bytes = try archive.read(root + pickleName, upTo: TorchPickle.maximumSize)
    else { throw notTorch }
    let pickle: TorchPickle
    let state: StateDict
    do throws(FormatError) {
      pickle = try TorchPickle(bytes)
      state = try StateDict(pickle, name: name)
    } catch {
      throw FormatError(
        error.reason, field: "\(root)\(pickleName), \(error.field)", offset: error.offset)
    }
    let storages = TorchStorages(archive, root: root, pickle)
    return ImportedModel(tensors: try storages.read(state, limits), metadata: state.metadata)
  }

  private static var notTorch: FormatError {
    FormatError(
      .invalidValue(expected: "an archive of PyTorch", found: "one of NumPy"), field: "archive")
  }
}
