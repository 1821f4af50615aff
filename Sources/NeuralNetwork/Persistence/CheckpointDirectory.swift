import Glibc
public import ModelFormat

/// The directory to which one training run saves its checkpoints; open, and locked, until the value goes.
///
/// A checkpoint is there whole or not at all, and older ones go only when the new one is safe on the disk.
/// What is no checkpoint, or does not open as one, is never removed. Reading needs no lock:
/// ``entries(in:verifying:)``, ``newest(in:limits:)``.
public struct CheckpointDirectory: ~Copyable, Sendable {
  /// The three newest and the best.
  public static let defaultRetention: [Retention] = [.last(3), .best(1, by: .validationLoss)]

  /// The directory, as it was given.
  public let path: String

  /// Which checkpoints stay.
  public var retention: [Retention]

  /// The file that the run goes on from, which stays whatever the rules say; its last name is what counts.
  public var pinned: String?

  /// What is taken of a file at most that is looked at. What is beyond it stays, and counts for no rule.
  public var limits = ReaderLimits()

  private let lock: FileLock

  /// What is known of the files, so that a save need not open all of them.
  private var known: [CheckpointName: CheckpointSummary] = [:]

  /// What was saved last: it stays, even where steps beyond it are there from before.
  private var saved: CheckpointName?

  /// Opens a directory for writing, and makes it where it is not there. What killed processes left half
  /// written is removed.
  ///
  /// - Throws: `invalid` for a rule of a number below 1; `file` with `locked` where another process writes
  ///   there, with `system` where the directory cannot be made or read.
  public init(
    _ path: String, keeping retention: [Retention] = Self.defaultRetention
  ) throws(NetworkError) {
    for rule in retention { try rule.validate() }
    do throws(FormatError) {
      try Directory.create(path)
      let lock = try FileLock(directory: path)
      try Directory.removeStaleTemporaries(in: path)
      self.lock = lock
    } catch {
      throw NetworkError(.file(error))
    }
    self.path = path
    self.retention = retention
  }

  /// Saves a checkpoint, replacing one of the same step, or what is left of one; when it is safe on the disk,
  /// removes those that no rule keeps.
  ///
  /// - Parameter options: how the file is written; always flushed to the disk, whatever they say of that.
  /// - Returns: the path of the file.
  /// - Throws: `file` with `system` where the file cannot be written, and all is as it was: with `EEXIST` where
  ///   what has its name is of someone else; or where an older one cannot be removed, and the new one stands.
  @discardableResult
  public mutating func save(
    _ checkpoint: Checkpoint, options: WriteOptions = WriteOptions()
  ) throws(NetworkError) -> String {
    var options = options
    options.durability = .full
    let name = CheckpointName(step: checkpoint.step)
    let file = name.path(in: path)
    known[name] = nil
    if try isForeign(name) {
      throw NetworkError(
        .file(
          FormatError(
            .system(errno: EEXIST), field: "save over what is no checkpoint of this step",
            path: file)))
    }
    try checkpoint.write(to: file, options: options)
    saved = name
    try removeUnkept(verifying: false)
    return file
  }

  /// Whether what has a name is someone else's; through a link, a file of another directory would be written.
  private func isForeign(_ name: CheckpointName) throws(NetworkError) -> Bool {
    do throws(FormatError) {
      if try Directory.isLink(name.path(in: path)) { return true }
    } catch {
      throw NetworkError(.file(error))
    }
    return CheckpointEntry(name, in: path, verifying: false, limits: limits).isForeign
  }

  /// Removes the checkpoints that no rule keeps, after a look at everything in all of them.
  ///
  /// - Returns: the paths of those removed, by step.
  /// - Throws: `file` with `system` for one that cannot be removed.
  @discardableResult
  public mutating func prune() throws(NetworkError) -> [String] {
    // Were a damaged one to count as one that stays, the only one that loads could go.
    known = [:]
    return try removeUnkept(verifying: true)
  }

  @discardableResult
  private mutating func removeUnkept(verifying: Bool) throws(NetworkError) -> [String] {
    let names = try update(verifying: verifying)
    let summaries = names.compactMap { known[$0] }
    let kept = Retention.kept(of: summaries, by: retention)
    var removed: [String] = []
    for (index, name) in names.enumerated()
    where !kept.contains(index) && name != saved && !isPinned(name) {
      known[name] = nil
      // Someone may have put another file there since.
      guard (try? name.summary(in: path, limits: limits)) == summaries[index] else { continue }
      do throws(FormatError) {
        let file = name.path(in: path)
        if try Directory.remove(file) { removed.append(file) }
      } catch {
        throw NetworkError(.file(error))
      }
    }
    return removed
  }

  /// Opens what is not known yet, and forgets what is gone.
  ///
  /// - Returns: the checkpoints that open, by step.
  private mutating func update(verifying: Bool) throws(NetworkError) -> [CheckpointName] {
    let names = try CheckpointName.all(in: path)
    var current: [CheckpointName: CheckpointSummary] = [:]
    for name in names {
      current[name] =
        known[name]
        ?? CheckpointEntry(name, in: path, verifying: verifying, limits: limits).summary
    }
    known = current
    return names.filter { current[$0] != nil }
  }

  private func isPinned(_ name: CheckpointName) -> Bool {
    pinned?.split(separator: "/").last.map { $0 == name.text } ?? false
  }
}
