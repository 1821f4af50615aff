import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// Outputs that could only fail when all the work is done, and outputs that are no files.
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

  @Test("a file that is mounted is refused before the work", .enabled(if: geteuid() == 0))
  func mounted() throws {
    let run = try shell(
      """
      cp "$1" m; cp "$1" other
      unshare -m bash -c "mount --bind other m || exit 99; $long -o m"; echo $?; ls -A
      """)
    if run.lines.first == "99" { return }  // A container may not mount anything.
    #expect(run.error == "nnmodel: m: cannot replace: Device or resource busy\n")
    #expect(run.lines == ["73", "iris.csv", "m", "other", "tool"])
  }

  @Test("another's file in a sticky directory is, too", .enabled(if: geteuid() == 0))
  func sticky() throws {
    let run = try shell(
      """
      command -v setpriv >/dev/null || exit 99
      mkdir d; cp "$1" d/m; chmod 666 d/m; chmod 1777 d
      setpriv --reuid 65534 --clear-groups $long -o d/m; echo $?; ls -A d
      chown 65534 d/m
      setpriv --reuid 65534 --clear-groups ./tool save d/m -o d/m --quiet; echo $?; ls -A d
      """)
    if run.code == 99 { return }
    #expect(run.error == "nnmodel: d/m: cannot replace: Operation not permitted\n")
    #expect(run.lines.filter { !$0.hasPrefix("saved") } == ["73", "m", "0", "m"])
  }

  @Test("a directory that cannot be flushed is, too", .enabled(if: geteuid() == 0))
  func unreadable() throws {
    let run = try shell(
      """
      command -v setpriv >/dev/null || exit 99
      mkdir d; chmod 333 d
      setpriv --reuid 65534 --clear-groups $long -o d/m; echo $?; ls -A d
      """)
    if run.code == 99 { return }
    #expect(run.error == "nnmodel: d/m: cannot open the directory of: Permission denied\n")
    #expect(run.lines == ["73"])
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
