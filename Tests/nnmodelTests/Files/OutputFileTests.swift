import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// Outputs that are no files.
@Suite(.enabled(if: BuiltTool.path != nil))
struct OutputFileTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// Runs a script with a model as `$1`, a table as `$2`, an empty directory as `$3`, and in `$long` a training that
  /// nobody waits for.
  private func shell(_ script: String) throws -> CommandRun {
    try BuiltTool.shell(
      """
      long='timeout 5 ./tool train iris.csv --target species --epochs 1000000 --quiet'
      cp '\(BuiltTool.path ?? "")' "$3/tool"; cp "$2" "$3/iris.csv"; cd "$3"; \(script)
      """, SampleModels.flowers, SampleModels.iris, directory.path)
  }

  @Test("a pipe that a shell has opened is written to")
  func pipes() throws {
    for place in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
      let run = try shell("./tool save \"$1\" -o \(place) --quiet | ./tool digest -; ls -A")
      #expect(run.output.prefix(64) == tool("digest", SampleModels.flowers).output.prefix(64))
      #expect(run.error == "")
    }
    let run = try shell(
      "./tool save \"$1\" -o >(./tool digest - >&2; echo >done) --quiet; "
        + "until [ -e done ]; do sleep 0.01; done")
    #expect(run.error.prefix(64) == tool("digest", SampleModels.flowers).output.prefix(64))
  }
}
