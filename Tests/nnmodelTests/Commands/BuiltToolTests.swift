import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// What only a process of its own can show: pipes, standard input, and the exit status.
@Suite(.enabled(if: BuiltTool.path != nil))
struct BuiltToolTests {
  private let directory: TemporaryDirectory
  private let flowers = SampleModels.flowers
  init() throws { directory = try TemporaryDirectory() }

  @Test func aTableFromAPipe() throws {
    let run = try BuiltTool.shell(
      "cat \"$2\" | nnmodel predict \"$1\" -", flowers, SampleModels.iris)
    #expect(run == tool("predict", flowers, SampleModels.iris))
  }

  @Test func aModelFromStandardInput() throws {
    for command in ["digest", "verify", "load", "inspect"] {
      let run = try BuiltTool.shell("cat \"$1\" | LANG=C.UTF-8 nnmodel \(command) -", flowers)
      let straight = tool(command, flowers)
      #expect(run.code == 0)
      let name = command == "digest" ? "-" : "standard input"
      #expect(run.output == straight.output.replacingOccurrences(of: flowers, with: name))
    }
    let run = try BuiltTool.shell(
      "nnmodel predict - \"$2\" < \"$1\"", flowers, SampleModels.iris)
    #expect(run == tool("predict", flowers, SampleModels.iris))
  }

  @Test func aModelOnStandardOutput() throws {
    let run = try BuiltTool.shell(
      """
      set -o pipefail
      nnmodel train "$1" --target species --epochs 1 --quiet -o - | nnmodel load --json -
      """, SampleModels.iris)
    #expect(run.code == 0)
    #expect(run.error == "")
    #expect(try run.object()["outputs"] as? [String] == ["species"])
    let packed = try BuiltTool.shell("nnmodel save \"$1\" -o - | nnmodel digest -", flowers)
    #expect(packed.output.prefix(64) == tool("digest", flowers).output.prefix(64))
    #expect(tool("train", "d.csv", "--target", "y", "--json", "-o", "-").code == 64)
  }

  @Test func exitStatus() throws {
    let folder = directory.path
    let cases: [(String, Int32)] = [
      ("nnmodel", 0), ("nnmodel --version", 0), ("nnmodel predict", 64), ("nnmodel train x -z", 64),
      ("nnmodel inspect \"$1\"", 0), ("nnmodel inspect \"$2\"", 65),
      ("nnmodel inspect \"$3\"/none", 66),
      ("nnmodel save \"$1\" -o \"$3\"/none/m.nnmodel", 73),
      ("nnmodel inspect \"$1\" > /dev/full", 74),
      ("nnmodel predict \"$1\" \"$2\" > /dev/full", 74),
      ("nnmodel save \"$1\" -o - > /dev/full", 74),
      ("nnmodel help train > /dev/full", 74), ("nnmodel inspect - <&-", 74),
    ]
    for (script, status) in cases {
      let run = try BuiltTool.shell(script, flowers, SampleModels.iris, folder)
      #expect(run.code == status, "\(script): \(run.error)")
    }
  }

  @Test func aReaderThatWentAwayIsNoComplaint() throws {
    let rows = try SampleModels.rows(of: SampleModels.iris).map { $0.joined(separator: ",") }
    let many = Array(repeating: rows.dropFirst().joined(separator: "\n"), count: 40)
    let table = try directory.write(
      rows[0] + "\n" + many.joined(separator: "\n"), to: "many.csv")
    let run = try BuiltTool.shell(
      "nnmodel predict \"$1\" \"$2\" | head -n 1; exit ${PIPESTATUS[0]}", flowers, table)
    #expect(run.code == 141)
    #expect(run.error == "")
    #expect(run.lines == ["prediction,p(setosa),p(versicolor),p(virginica)"])
  }

  @Test func nothingIsLeftInTheWayOfWhatFails() throws {
    let run = try BuiltTool.shell(
      "cd \"$3\" && nnmodel train \"$2\" --target species --epochs 1 -o /dev/full", flowers,
      SampleModels.iris, directory.path)
    #expect(run.code == 74)
    #expect(run.error.hasSuffix("nnmodel: /dev/full: cannot write: No space left on device\n"))
    #expect(try directory.contents() == [])
  }

  @Test("a signal leaves nothing half-written")
  func terminated() throws {
    // Rows that come for ever: the file of predictions is begun, and never whole.
    let run = try BuiltTool.shell(
      """
      mkfifo "$3/rows"
      { head -n 1 "$2"; while sleep 0.1; do sed -n 2p "$2"; done; } > "$3/rows" 2>/dev/null &
      writer=$!
      (exec '\(BuiltTool.path ?? "")' predict "$1" "$3/rows" -o "$3/p.npy") &
      tool=$!
      is_begun() { ls -A "$3" | grep -q '^.nnmodel-'; }
      for _ in {1..100}; do is_begun "$@" && break; sleep 0.1; done
      is_begun "$@" || echo "nothing was begun"
      kill -TERM $tool
      for _ in {1..100}; do kill -0 $tool 2>/dev/null || break; sleep 0.1; done
      kill -KILL $tool 2>/dev/null && echo "it goes on"
      wait $tool
      status=$?
      kill $writer
      exit $status
      """, flowers, SampleModels.iris, directory.path)
    #expect(run.code == 143, "\(run.error)")
    #expect(run.output == "")
    #expect(try directory.contents() == ["rows"])
  }
}
