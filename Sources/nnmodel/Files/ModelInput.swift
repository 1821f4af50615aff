import Interchange
import ModelFormat
import NeuralNetwork

/// A model file of the user's: a path, which may be that of a pipe, or `-` for standard input.
enum ModelInput {
  /// Opens a file to read it once, front to back.
  static func stream(_ path: String, limits: ReaderLimits = ReaderLimits()) throws -> ModelStream {
    do throws(FormatError) {
      return try ModelStream(reading: try open(path), limits: limits)
    } catch {
      throw explained(error, path)
    }
  }

  /// Opens a file that can be sought in, to read what is wanted of it.
  static func file(_ path: String) throws -> ModelFile {
    do throws(FormatError) {
      return try ModelFile(opening: path)
    } catch {
      throw explained(error, path)
    }
  }

  /// Reads a whole model.
  static func model(_ path: String, limits: ReaderLimits = ReaderLimits()) throws -> Model {
    // Of a file that can be sought in, only what belongs to the model is read.
    guard path != "-" && SystemCalls.isRegularFile(path) else {
      return try model(reading: try stream(path, limits: limits), of: path)
    }
    do throws(NetworkError) {
      return try Model(contentsOf: path, limits: limits)
    } catch {
      throw explained(error, path)
    }
  }

  /// Reads a whole model from the open file of `path`.
  static func model(reading stream: consuming ModelStream, of path: String) throws -> Model {
    do throws(NetworkError) {
      return try Model(reading: stream)
    } catch {
      throw explained(error, path)
    }
  }

  private static func open(_ path: String) throws(FormatError) -> File {
    path == "-" ? .standardInput() : try File(opening: path)
  }

  private static func explained(_ error: NetworkError, _ path: String) -> any Error {
    let name = Wording.input(path)
    guard case .file(let error) = error.reason else { return error.about(name) }
    return explained(error.inFile(name), path)
  }

  /// The error, with what to do where the file is sound but not of the kind that is needed.
  static func explained(_ error: FormatError, _ path: String) -> any Error {
    let name = Wording.input(path)
    switch error.reason {
    case .notAModelFile where path != "-" && SystemCalls.isRegularFile(path):
      guard let found = try? ExchangeFormat(toTell: path), found != .nnmodel, found != .csv
      else { return error }
      return Failure(
        .data, "\(name): \(found.noun), not a model file; 'nnmodel save' makes a model file of it")
    case .missingMember where error.field == "header.model":
      return Failure(.data, "\(name): a bag of tensors: it holds no network, which is needed here")
    default:
      return error
    }
  }
}

extension [String] {
  /// Refuses a list of files in which standard input stands twice.
  func checkStandardInputOnce() throws(UsageError) {
    guard filter({ $0 == "-" }).count < 2 else {
      throw UsageError("standard input (-) can be read only once")
    }
  }
}
