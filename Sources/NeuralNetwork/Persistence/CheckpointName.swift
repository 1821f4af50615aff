import ModelFormat

/// The name of a checkpoint in its directory: `step-00001200.nnmodel`.
///
/// Eight digits, or more where the number of steps has more, so that names sort as steps do. A name that a
/// person has given with fewer is understood too.
struct CheckpointName: Hashable {
  let step: Int
  let text: String

  private static let prefix = "step-"
  private static let suffix = ".nnmodel"
  private static let width = 8

  /// The name of the checkpoint at a step.
  init(step: Int) {
    let digits = String(step)
    let zeros = String(repeating: "0", count: max(0, Self.width - digits.utf8.count))
    self.step = step
    text = Self.prefix + zeros + digits + Self.suffix
  }

  /// Reads a file's name; nil for one that is no checkpoint's.
  init?(parsing text: String) {
    guard text.hasPrefix(Self.prefix), text.hasSuffix(Self.suffix) else { return nil }
    let digits = text.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let step = Int(digits) else {
      return nil
    }
    self.step = step
    self.text = text
  }

  /// The names of all checkpoints in a directory, in the order of their steps.
  ///
  /// - Throws: `file` for a directory that is not there, or is none.
  static func all(in directory: String) throws(NetworkError) -> [CheckpointName] {
    do throws(FormatError) {
      // Two spellings of a step stay in the order of their bytes: the sort keeps that of equals.
      return try Directory.names(in: directory).compactMap { CheckpointName(parsing: $0) }
        .sorted { $0.step < $1.step }
    } catch {
      throw NetworkError(.file(error))
    }
  }

  /// Where the file is.
  func path(in directory: String) -> String {
    directory.utf8.last == UInt8(ascii: "/") ? directory + text : directory + "/" + text
  }
}

/// The file of this name.
extension CheckpointName {
  /// Its size.
  ///
  /// - Throws: `file` for what is no regular file.
  func byteCount(in directory: String) throws(NetworkError) -> UInt64 {
    do throws(FormatError) {
      return try Directory.size(of: path(in: directory))
    } catch {
      throw NetworkError(.file(error))
    }
  }

  /// What it says of itself.
  ///
  /// - Throws: `file` where it does not open, or is of another step.
  func summary(
    in directory: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) -> CheckpointSummary {
    // First, because opening a pipe would wait for a writer.
    _ = try byteCount(in: directory)
    let summary = try CheckpointSummary(contentsOf: path(in: directory), limits: limits)
    try check(summary.step, in: directory)
    return summary
  }

  /// The whole of it, every checksum checked.
  ///
  /// - Throws: `file` where it does not load, or is of another step.
  func checkpoint(
    in directory: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) -> Checkpoint {
    _ = try byteCount(in: directory)
    let checkpoint = try Checkpoint(contentsOf: path(in: directory), limits: limits)
    try check(checkpoint.step, in: directory)
    return checkpoint
  }

  /// The file is what its name says: a renamed one would be taken for a newer one.
  private func check(_ found: Int, in directory: String) throws(NetworkError) {
    if found != step {
      throw NetworkError(
        .file(
          FormatError(
            .inconsistent(expected: "step \(step), as the name says,", found: "step \(found)"),
            field: "header.training", offset: Header.offset, path: path(in: directory))))
    }
  }
}
