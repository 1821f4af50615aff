import Glibc
public import ModelFormat

/// What a directory of checkpoints holds, told without its lock: a run may be writing to it meanwhile.
extension CheckpointDirectory {
  /// The files that are named as checkpoints, in the order of their steps; none of them is opened.
  ///
  /// - Throws: `file` with `system` for a directory that is not there, or is none.
  public static func files(
    in path: String
  ) throws(NetworkError) -> [(step: Int, path: String)] {
    try CheckpointName.all(in: path).map { ($0.step, $0.path(in: path)) }
  }

  /// All checkpoints, in the order of their steps; also those that do not open, with the reason.
  ///
  /// - Parameter verifying: whether to check everything in the files, not their headers and small tensors alone.
  /// - Throws: `file` with `system` for a directory that is not there, or is none.
  public static func entries(
    in path: String, verifying: Bool = false
  ) throws(NetworkError) -> [CheckpointEntry] {
    // One that the running training has removed meanwhile is no fault.
    try CheckpointName.all(in: path)
      .map { CheckpointEntry($0, in: path, verifying: verifying) }
      .filter { !$0.isGone }
  }

  /// The newest checkpoint that loads, every checksum checked.
  ///
  /// - Parameter limits: what is taken of a checkpoint at most. What is beyond them, or for which there is too little
  ///   memory, is not skipped: an older checkpoint would not do instead.
  /// - Returns: the checkpoint, its file, and the newer ones that do not load, newest first, each with its
  ///   fault; nothing happens to them.
  /// - Throws: `file` with `system` for a directory that is not there, or is none; `noCheckpoint` where it
  ///   holds none; `noValidCheckpoint` where none loads, or `file` with `unsupported-version` or
  ///   `unsupported-feature` if a newer reader would load one.
  public static func newest(
    in path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) -> (checkpoint: Checkpoint, path: String, skipped: [CheckpointEntry]) {
    var names = try CheckpointName.all(in: path)
    var rest = names[...]
    var skipped: [CheckpointEntry] = []
    while let name = rest.popLast() {
      do throws(NetworkError) {
        return (try name.checkpoint(in: path, limits: limits), name.path(in: path), skipped)
      } catch {
        if error.tellsOfMemory { throw error }
        let entry = CheckpointEntry(name, in: path, contents: .failure(error))
        if limits != ReaderLimits(), entry.isBeyondLimits { throw error }
        skipped.append(entry)
        // A run that has removed this one has newer ones, which were not there when we looked.
        guard entry.isGone else { continue }
        let current = try CheckpointName.all(in: path)
        if current != names {
          names = current
          rest = names[...]
          skipped = []
        }
      }
    }
    guard let newest = skipped.first?.fault else { throw NetworkError(.noCheckpoint, field: path) }
    if let fault = skipped.first(where: \.needsNewerReader)?.fault { throw fault }
    throw NetworkError(.noValidCheckpoint(count: skipped.count, newest: newest), field: path)
  }
}

extension NetworkError {
  /// Whether nothing is wrong but that there is too little memory.
  fileprivate var tellsOfMemory: Bool {
    guard case .file(let error) = reason else { return false }
    return error.reason == .system(errno: ENOMEM)
  }
}
