import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// Places, terminals and tables that are not as one expects: each gets one clear line, or simply works.
@Suite(.enabled(if: BuiltTool.path != nil))
struct OddPlacesTests {
  private let directory: TemporaryDirectory
  private let flowers = SampleModels.flowers
  init() throws { directory = try TemporaryDirectory() }

  /// Runs a script with the model as `$1`, the table as `$2`, an empty directory as `$3`.
  private func shell(_ script: String) throws -> CommandRun {
    try BuiltTool.shell(script, flowers, SampleModels.iris, directory.path)
  }

  @Test("a file that may not grow")
  func fileSizeLimit() throws {
    let run = try shell(
      "(ulimit -f 0; nnmodel save \"$1\" -o \"$3/m.nnmodel\" 2>&1) | cat; exit ${PIPESTATUS[0]}")
    #expect(run.code == 74)
    #expect(run.output.hasSuffix("File too large\n"), "\(run.output)")
    #expect(try directory.contents() == [])
  }

  @Test("a full disk", .enabled(if: geteuid() == 0))
  func fullDisk() throws {
    let run = try shell(
      """
      mkdir "$3/disk"
      mount -t tmpfs -o size=64k tmpfs "$3/disk" 2>/dev/null || exit 99
      head -c 65536 /dev/zero > "$3/disk/other"
      nnmodel save --encoding raw "$1" -o "$3/disk/m.nnmodel"
      first=$?
      yes 5,3,1,0 | head -n 20000 > "$3/rows"
      nnmodel predict --no-header "$1" "$3/rows" -o "$3/disk/p.csv"
      echo "$first $?" $(ls -A "$3/disk")
      umount "$3/disk"
      """)
    if run.code == 99 { return }  // A container may not mount anything.
    #expect(run.error.contains("No space left on device"))
    #expect(run.output.hasSuffix("74 74 other\n"), "\(run.output)")
  }

  @Test("a full disk gets room by pruning what fills it", .enabled(if: geteuid() == 0))
  func pruningAFullDisk() throws {
    let run = try shell(
      """
      mkdir "$3/disk"
      mount -t tmpfs -o size=128k tmpfs "$3/disk" 2>/dev/null || exit 99
      trap 'umount "$3/disk"' EXIT
      nnmodel train "$2" --target species --epochs 2 --save-every 2 --keep last:9 --quiet -o "$3/m" \
        --save-to "$3/disk/run" >/dev/null || exit
      : > "$3/disk/run/.nnmodel-lock"
      head -c 131072 /dev/zero > "$3/disk/other" 2>/dev/null
      nnmodel checkpoints "$3/disk/run" --prune --keep last:1 >/dev/null || exit
      ls "$3/disk/run" | wc -l
      """)
    if run.code == 99 { return }  // A container may not mount anything.
    #expect(run.code == 0 && run.output == "1\n", "\(run.error)")
  }

  @Test("a directory where a file should be")
  func directories() throws {
    for (script, status) in [
      ("nnmodel save \"$1\" -o \"$3\"", 73), ("nnmodel inspect \"$3\"", 66),
      ("nnmodel predict \"$1\" \"$3\"", 66), ("nnmodel save \"$3\" -o x.nnmodel", 66),
      ("nnmodel train \"$3\" --target a -o \"$3/x.nnmodel\"", 66),
      ("nnmodel verify \"$3\"", 66), ("nnmodel recover \"$3\" -o \"$3/x\"", 66),
    ] as [(String, Int32)] {
      let run = try shell(script)
      #expect(run.code == status, "\(script): \(run.error)")
      #expect(run.error.hasSuffix(": Is a directory\n"), "\(run.error)")
    }
  }

  @Test("files that others may not read or write", .enabled(if: geteuid() == 0))
  func permissions() throws {
    let run = try shell(
      """
      command -v setpriv >/dev/null || exit 99
      cp "$1" "$3/m"; chmod 444 "$3/m"; chmod 777 "$3"
      cd "$3"
      cp "\(BuiltTool.path ?? "")" tool 2>/dev/null
      setpriv --reuid 65534 --clear-groups ./tool save m -o m 2>&1; echo $?
      chmod 000 m
      setpriv --reuid 65534 --clear-groups ./tool inspect m 2>&1; echo $?
      """)
    if run.code == 99 { return }
    #expect(
      run.lines == [
        "nnmodel: m: cannot write: Permission denied", "73",
        "nnmodel: m: cannot open: Permission denied", "66",
      ])
  }

  @Test("a pipe with a name, whole and cut short")
  func namedPipes() throws {
    let whole = try shell(
      "mkfifo \"$3/f\"; cat \"$1\" > \"$3/f\" & nnmodel verify \"$3/f\" && wait")
    #expect(whole.code == 0 && whole.output.contains("whole"))
    let cut = try shell("head -c 1000 \"$1\" > \"$3/f\" & nnmodel verify \"$3/f\"")
    #expect(cut.code == 65 && cut.error.contains("cut short"))
    // Nobody writes to it, so who opens it waits for ever.
    let packed = try shell("nnmodel save \"$3/f\" -o \"$3/m\"")
    #expect(packed.code == 65 && packed.error.contains("not a regular file"))
  }

  @Test("a file that lost its end")
  func lostItsEnd() throws {
    let run = try shell("cp \"$1\" \"$3/m\"; truncate -s 700 \"$3/m\"; nnmodel verify \"$3/m\"")
    #expect(run.code == 65 && run.error.contains("cut short"))
  }

  @Test("no terminal, and no environment at all")
  func nothingAround() throws {
    let tool = try #require(BuiltTool.path)
    let run = try shell("env -i setsid '\(tool)' inspect \"$1\" < /dev/null")
    #expect(run.code == 0 && run.error == "")
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("a locale of ASCII sees ASCII alone")
  func ascii() throws {
    for words in [
      "inspect \"$1\"", "help train", "help layers", "help optimizers", "evaluate \"$1\" \"$2\"",
      "manual", "completion bash", "completion zsh", "load \"$1\"",
    ] {
      let run = try shell("LC_ALL=C nnmodel \(words) 2>&1")
      #expect(run.code == 0)
      #expect(run.output.utf8.allSatisfy { $0 < 0x80 }, "\(words)")
    }
  }

  @Test("twenty columns: what is drawn over fits, and what is printed has every line")
  func narrow() throws {
    for words in [
      ["inspect", flowers], ["evaluate", flowers, SampleModels.iris], ["verify", flowers],
    ] {
      let (narrow, wide) = (PseudoTerminal(columns: 20), PseudoTerminal(columns: 200))
      #expect(NNModel.tool.run(words, on: narrow.terminal()) == .success)
      #expect(NNModel.tool.run(words, on: wide.terminal()) == .success)
      let lines = narrow.printed().split(separator: "\n").count
      #expect(lines > 0 && lines == wide.printed().split(separator: "\n").count)
    }
    let screen = PseudoTerminal(columns: 20)
    let code = NNModel.tool.run(
      [
        "train", SampleModels.iris, "--target", "species", "--epochs", "50", "-o",
        directory.file("m.nnmodel"),
      ], on: screen.terminal())
    #expect(code == .success)
    let drawn = screen.printed().components(separatedBy: "\r").compactMap { part in
      part.range(of: "\u{1B}[K").map { part[..<$0.lowerBound] }
    }
    #expect(drawn.contains { $0.contains("50") })
    #expect(drawn.allSatisfy { $0.count < 20 }, "\(drawn)")
  }

  @Test("a row of forty megabytes is refused by line and column")
  func hugeRow() throws {
    let run = try shell(
      """
      { head -n 1 "$2"; head -c 40000000 /dev/zero | tr '\\0' 9; echo ,1,1,1,x; } > "$3/huge.csv"
      nnmodel predict "$1" "$3/huge.csv"
      """)
    #expect(run.code == 65)
    #expect(run.error.contains("huge.csv: line 2, sepal_length: expected a number, found '999"))
    #expect(run.error.utf8.count < 300)
  }

  @Test("a hundred thousand columns")
  func manyColumns() throws {
    let run = try shell(
      """
      cd "$3"
      awk 'BEGIN { n = 100000
        for (i = 0; i < n; i++) printf "c%d,", i; print "y"
        for (r = 0; r < 4; r++) { for (i = 0; i < n; i++) printf "%d,", (i * r) % 7; print r } }' > wide.csv
      nnmodel train wide.csv --target y --task regression --layers 2,tanh,1 --epochs 1 --quiet -o w.nnmodel &&
      nnmodel predict w.nnmodel wide.csv && nnmodel inspect w.nnmodel
      """)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.contains("100000 → 2,tanh,1") || run.output.contains("100000 -> 2,tanh,1"))
  }
}
