import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// A day with the tool, by the program as it was built: each command once, as its page of help begins.
@Suite(.enabled(if: BuiltTool.path != nil))
struct EveryCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// Runs a line in the directory, in which `iris.csv` is.
  private func run(_ line: String, ends code: Int32 = 0) throws -> CommandRun {
    let run = try BuiltTool.shell(
      "cd \"$1\" && cp -n \"$2\" iris.csv; LANG=C.UTF-8; export LANG; \(line)", directory.path,
      SampleModels.iris)
    #expect(run.code == code, "\(line): \(run.error)")
    return run
  }

  @Test func aDay() throws {
    let trained = try run(
      "nnmodel train iris.csv --target species --layers 16,relu,3,softmax --epochs 20 "
        + "--validation 0.2 --save-to runs --save-every 10 -o iris.nnmodel")
    #expect(trained.output.hasSuffix("saved iris.nnmodel\n"))
    #expect(try run("nnmodel checkpoints runs").output.contains("whole, finished"))
    #expect(try run("nnmodel resume runs --epochs 30 --quiet -o more.nnmodel").code == 0)
    #expect(try run("nnmodel checkpoints runs --prune --keep last:1 --json").lines.count <= 2)

    #expect(try run("nnmodel predict iris.nnmodel iris.csv").lines.count == 151)
    #expect(
      try run("tail -n 5 iris.csv | cut -d, -f1-4 | nnmodel predict iris.nnmodel - --no-header")
        .lines.count == 6)
    #expect(try run("nnmodel predict iris.nnmodel iris.csv --raw").lines.count == 150)
    #expect(try run("nnmodel predict iris.nnmodel iris.csv --json").json().count == 150)
    let judged = try run("nnmodel evaluate iris.nnmodel iris.csv --json").object()
    #expect(judged["rows"] as? Int == 150 && judged["confusion"] != nil)

    #expect(try run("nnmodel inspect iris.nnmodel").output.contains("4 → 16,relu,3,softmax"))
    #expect(try run("nnmodel inspect --statistics iris.nnmodel").output.contains("zeros"))
    #expect(try run("nnmodel verify --predictions iris.nnmodel").output.contains("the same bits"))
    #expect(try run("nnmodel load iris.nnmodel").output.contains("tells species"))
    #expect(
      try run("nnmodel load iris.nnmodel --tensor layers.0.bias").lines.count == 16,
      "one tensor as CSV")

    #expect(
      try run("nnmodel diff iris.nnmodel more.nnmodel", ends: 1).output.contains("different:"))
    #expect(try run("nnmodel edit iris.nnmodel --set title=Iris -o titled.nnmodel").code == 0)
    #expect(try run("nnmodel diff --model iris.nnmodel titled.nnmodel").code == 0)
    let digests = try run("nnmodel digest --model iris.nnmodel titled.nnmodel").lines
    #expect(digests[0].prefix(64) == digests[1].prefix(64))
    #expect(try run("nnmodel cast iris.nnmodel --to bf16 -o small.nnmodel").code == 0)
    #expect(try run("nnmodel verify --predictions small.nnmodel").code == 0)

    #expect(
      try run("nnmodel load iris.nnmodel -o iris.onnx && nnmodel save iris.onnx -o back.nnmodel")
        .code == 0)
    #expect(try run("nnmodel save iris.nnmodel --encoding raw -o raw.nnmodel").code == 0)
    #expect(try run("nnmodel diff iris.nnmodel raw.nnmodel").code == 0)
    #expect(
      try run(
        "head -c 1500 iris.nnmodel > cut.nnmodel; nnmodel recover cut.nnmodel -o whole.nnmodel"
      )
      .output.contains("lost"))

    #expect(try run("nnmodel plot runs").output.contains("epoch"))
    #expect(try run("nnmodel plot iris.nnmodel -o loss.svg && head -c 4 loss.svg").output == "<svg")
    #expect(
      try run("nnmodel report iris.nnmodel --data iris.csv -o r.html && head -n 1 r.html").output
        .lowercased().hasPrefix("<!doctype html>"))
    #expect(
      try run("nnmodel completion bash | bash -n && nnmodel manual | head -n 1").output.hasPrefix(
        ".TH NNMODEL"))
    #expect(try run("nnmodel --version").output.hasPrefix("nnmodel "))
    #expect(try run("nnmodel help layers && nnmodel help train").output.contains("--layers"))
    #expect(try run("nnmodel trian", ends: 64).error.contains("did you mean 'train'?"))
  }
}
