import ModelFormat
import NeuralNetwork

/// How the tool ends for what the libraries throw.
extension FormatError: ToolError {
  var exitCode: ExitCode {
    if case .locked = reason { return .cannotCreate }
    guard case .system(let number) = reason else { return .data }
    switch field {
    case "open", "read", "map", "seek": return .reading(errno: number)
    default: return .creating(errno: number)
    }
  }
}

extension NetworkError: ToolError {
  var exitCode: ExitCode {
    switch reason {
    case .file(let error): error.exitCode
    case .noValidCheckpoint(_, let newest): newest.exitCode
    default: .data
    }
  }
}

extension NetworkError {
  /// The same error, told of a file where it does not name one itself.
  func about(_ path: String) -> any Error {
    if case .file(let error) = reason { return error.inFile(path) }
    return Failure(.data, "\(path): \(self)")
  }
}
