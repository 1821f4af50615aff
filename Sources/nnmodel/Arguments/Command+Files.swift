extension Command {
  /// Does something with each of several files; one that is bad does not keep the others from it.
  ///
  /// - Throws: the error of a single file; of several, the exit code of the first that was bad,
  ///   after the error of each was told.
  func forEach(
    _ paths: [String], on terminal: Terminal, _ body: (String) throws -> Void
  ) throws {
    var worst: ExitCode?
    for path in paths {
      do {
        try body(path)
      } catch let error as OutputError {
        throw error
      } catch let error as any ToolError where paths.count > 1 {
        terminal.printError("\(error)", from: NNModel.tool.name)
        worst = worst ?? error.exitCode
      }
    }
    if let worst { throw worst }
  }
}
