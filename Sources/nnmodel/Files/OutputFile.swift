import Glibc
import Interchange
import ModelFormat
import NeuralNetwork

/// What kinds of files an output may be of, told by what is at their front.
protocol OutputKind: Equatable, Sendable {
  /// The kind of a file that is there; nil for one of no kind of these.
  init?(toTell path: String) throws(FormatError)
  /// With its article: "a model file".
  var noun: String { get }
}

extension ExchangeFormat: OutputKind {
  /// The format of a file that only wants naming, which is not worth much memory.
  init?(toTell path: String) throws(FormatError) {
    var limits = ReaderLimits()
    limits.memory = 64 << 20
    try self.init(contentsOf: path, limits: limits)
  }
}

/// A file of a model's that a command is to write.
typealias OutputFile = Output<ExchangeFormat>

/// A file that a command is to write, or `-` for standard output.
struct Output<Kind: OutputKind>: Sendable {
  var path: String
  var kind: Kind

  /// What notes and results call it.
  var name: String { isStandardOutput ? "standard output" : path }

  var isStandardOutput: Bool { path == "-" }

  /// Refuses what cannot or should not be written, before any work is done for it.
  ///
  /// A slip of the hand must not cost anybody their data: a file of another kind is written over
  /// only with `force`.
  ///
  /// - Throws: `Failure` where such a file stands there; `FormatError` where none can be created;
  ///   `UsageError` for bytes that would go to a screen.
  func check(force: Bool, isText: Bool = false, on terminal: Terminal) throws {
    if isStandardOutput {
      guard isText || !terminal.outputIsTerminal else {
        throw UsageError("-o -: a model is nothing to look at; send it to a file or a pipe")
      }
      return
    }
    if !force, try isRegularFile() {
      let isEmpty = try File(opening: path).size == 0
      let found = try kindThere()
      if found != kind, !isEmpty {
        let what =
          found?.noun ?? (try? PictureKind(toTell: path))?.noun
          ?? (try? ExchangeFormat(toTell: path))?.noun ?? "of no format that is known"
        throw Failure(
          .cannotCreate, "\(path): is there already and is \(what); --force writes over it")
      }
    }
    // Goes at once, and leaves nothing behind.
    _ = try AtomicFile(replacing: path)
    Interruption.watch(on: terminal)
  }

  /// Whether a regular file is there. What cannot be looked at may be one that would be lost; but what can be no
  /// file, or is out of reach, is told of by who creates one.
  func isRegularFile() throws(FormatError) -> Bool {
    do throws(FormatError) {
      _ = try Directory.size(of: path)
      return true
    } catch {
      guard case .system(let number) = error.reason, number != ESPIPE,
        ExitCode.reading(errno: number) == .inputOutput
      else { return false }
      throw error
    }
  }

  /// The kind of the file that is there. What cannot be told is not what is to be written; what cannot be read
  /// says so.
  func kindThere() throws(FormatError) -> Kind? {
    do throws(FormatError) {
      return try Kind(toTell: path)
    } catch {
      if case .system = error.reason { throw error }
      return nil
    }
  }

  /// The path to write to.
  var location: String { isStandardOutput ? "/dev/stdout" : path }

  /// What went wrong while the file was written, as it is to be told of standard output.
  func explained(_ error: any Error) -> any Error {
    var error = error
    if let network = error as? NetworkError, case .file(let inner) = network.reason {
      error = inner
    }
    guard isStandardOutput, var format = error as? FormatError, format.path == location else {
      return error
    }
    // Who read the pipe may have gone away, which is told in a way of its own.
    if case .system(let number) = format.reason { return OutputError(code: number) }
    format.path = name
    return format
  }
}

extension WriteOptions {
  /// Options for a file that is to be stored as another one is: in chunks of its size, and mappable where that is.
  init(storedAs stream: borrowing ModelStream) {
    self.init()
    chunkSize = stream.chunkSize
    if stream.storages().allSatisfy(\.isRaw) { compression = .raw }
  }
}
