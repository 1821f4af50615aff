import Foundation

@testable import nnmodel

/// What a command did: how it ended, and what it printed.
struct CommandRun: Equatable {
  var code: Int32
  var output: String
  var error: String

  /// The lines of standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The first line of standard output; empty where there is none.
  var firstLine: String { lines.first ?? "" }

  /// Standard output as another parser of JSON understands it; a value a line.
  func json() throws -> [[String: Any]] {
    try lines.map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      guard let object = value as? [String: Any] else { throw NoObject(line: line) }
      return object
    }
  }

  /// The first object of standard output.
  func object() throws -> [String: Any] {
    guard let object = try json().first else { throw NoObject(line: output) }
    return object
  }

  private struct NoObject: Error { var line: String }
}

/// Runs the tool in this process.
@discardableResult
func tool(_ arguments: String...) -> CommandRun { tool(arguments) }

/// The same, of a line that a test has put together.
@discardableResult
func tool(_ arguments: [String]) -> CommandRun {
  let captured = CapturedTerminal()
  let code = NNModel.tool.run(arguments, on: captured.terminal)
  return CommandRun(code: code.status, output: captured.output, error: captured.error)
}

/// The tool as it was built, run by a shell: for pipes and the exit status.
enum BuiltTool {
  /// Beside the bundle of the tests, which is mapped into this process.
  static let path: String? = {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let bundle = maps.split(separator: "\n").first { $0.contains("nnmodelPackageTests.xctest") }
    guard let bundle, let start = bundle.firstIndex(of: "/") else { return nil }
    let folder = URL(fileURLWithPath: String(bundle[start...])).deletingLastPathComponent()
    let path = folder.appendingPathComponent("nnmodel").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  /// Runs a script in which `nnmodel` is the tool and `$1`, `$2`, … are `arguments`.
  static func shell(_ script: String, _ arguments: String...) throws -> CommandRun {
    try shell(script, arguments: arguments)
  }

  /// The same, with arguments that a test has put together.
  static func shell(_ script: String, arguments: [String]) throws -> CommandRun {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let start = "nnmodel() { '\(path ?? "")' \"$@\"; }; "
    process.arguments = ["-c", start + script, "bash"] + arguments
    let (output, error) = (TemporaryFile(), TemporaryFile())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: output.descriptor)
    process.standardError = FileHandle(fileDescriptor: error.descriptor)
    try withSignalsUnblocked { try process.run() }
    process.waitUntilExit()
    return CommandRun(
      code: process.terminationStatus, output: output.text, error: error.text)
  }

  /// The threads of Dispatch block all signals, and what they start would, too.
  private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
