import Foundation
import TestSupport
import Testing

@testable import nnmodel

@Suite(.enabled(if: BuiltTool.path != nil))
struct StopSignalTests {
  /// Sends SIGINT to a training that is started by a shell's words.
  private func interrupted(_ start: String) throws -> CommandRun {
    let directory = try TemporaryDirectory()
    return try BuiltTool.shell(
      """
      cd "$2"
      (\(start) '\(BuiltTool.path ?? "")' train "$1" --target species --epochs 3000 --save-to run --quiet \\
        -o m.nnmodel >/dev/null) &
      tool=$!
      for _ in {1..1000}; do [ -e run/step-00000000.nnmodel ] && break; sleep 0.01; done
      kill -INT $tool
      wait $tool
      """, SampleModels.iris, directory.path)
  }

  @Test(
    "stops a training, unless who started it wants the signal ignored, as for what runs in the background"
  )
  func ignored() throws {
    #expect(try interrupted("exec env --default-signal=INT").code == 130)
    #expect(try interrupted("trap '' INT; exec").code == 0)
  }
}
