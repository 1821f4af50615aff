public import ModelFormat

/// What a zip archive holds, as its members' names tell.
public enum ZipKind: Sendable {
  /// Arrays of NumPy's, and nothing else.
  case npz
  /// What PyTorch's `torch.save` has written since version 1.6.
  case pyTorch
  /// A compiled program of PyTorch's.
  case torchScript
  /// A model of Keras 3.
  case keras
  /// Something else.
  case other

  /// Whether a file begins like a zip archive.
  public static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    ZipArchive.recognises(front)
  }

  /// Looks into a file.
  ///
  /// - Throws: `FormatError` for an archive that is damaged, or `system`.
  public init(contentsOf path: String) throws(FormatError) {
    do throws(FormatError) {
      self.init(try ZipArchive(path).names)
    } catch {
      throw error.inFile(path)
    }
  }

  init(_ names: [String]) {
    let root = PyTorch.root(of: names)
    if NPZ.recognises(names) {
      self = .npz
    } else if let root, names.contains(where: { $0.hasPrefix(root + "code/") }) {
      self = .torchScript
    } else if root != nil {
      self = .pyTorch
    } else if names.contains("config.json"), names.contains("metadata.json") {
      self = .keras
    } else {
      self = .other
    }
  }

  /// Why such an archive is not read, for a person; nil for those that are.
  public var refusal: FormatError? {
    let found: String
    switch self {
    case .npz, .pyTorch: return nil
    case .torchScript: found = "a program of PyTorch's (TorchScript)"
    case .keras: found = "a Keras model (HDF5; in Python, nnmodel.save packs what Keras has loaded)"
    case .other: found = "something else"
    }
    return FormatError(
      .invalidValue(
        expected: "arrays of NumPy, or of torch.save(model.state_dict(), FILE)",
        found: found),
      field: "archive")
  }
}
