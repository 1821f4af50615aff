import Glibc
import ModelFormat

/// A checkpoint as it lies in a directory, whether it opens or not.
public struct CheckpointEntry: Equatable, Sendable {
  /// Where the file is.
  public let path: String
  /// The step that its name tells.
  public let step: Int
  /// The size of the file; nil for what is no file.
  public let byteCount: UInt64?
  /// What it says of itself, or why it does not load.
  public let contents: Result<CheckpointSummary, NetworkError>

  /// What it says of itself, if it loads.
  public var summary: CheckpointSummary? { try? contents.get() }

  /// Why it does not load, if it does not.
  public var fault: NetworkError? {
    if case .failure(let fault) = contents { fault } else { nil }
  }
}

extension CheckpointEntry {
  /// Looks at a file: at its header and small tensors, or with `verifying` at everything in it.
  init(
    _ name: CheckpointName, in directory: String, verifying: Bool,
    limits: ReaderLimits = ReaderLimits()
  ) {
    self.init(
      name, in: directory,
      contents: Result { () throws(NetworkError) in
        if verifying { _ = try name.checkpoint(in: directory, limits: limits) }
        return try name.summary(in: directory, limits: limits)
      })
  }

  /// A file whose contents are known.
  init(
    _ name: CheckpointName, in directory: String,
    contents: Result<CheckpointSummary, NetworkError>
  ) {
    self.init(
      path: name.path(in: directory), step: name.step,
      byteCount: try? name.byteCount(in: directory), contents: contents)
  }

  /// Whether the file is not there any more.
  var isGone: Bool { reason == .system(errno: ENOENT) }

  /// Whether it takes a newer version to read the file.
  var needsNewerReader: Bool {
    switch reason {
    case .unsupportedVersion, .unsupportedFeature: true
    default: false
    }
  }

  /// Whether there is more of the file than a limit has room for.
  var isBeyondLimits: Bool {
    if case .limitExceeded = reason { true } else { false }
  }

  /// Whether the file is someone's that is no checkpoint of this step, nor what damage has left of one.
  var isForeign: Bool {
    switch reason {
    case .notAModelFile, .missingMember, .inconsistent: byteCount != 0
    default: needsNewerReader
    }
  }

  private var reason: FormatError.Reason? {
    if case .file(let error)? = fault?.reason { error.reason } else { nil }
  }
}
