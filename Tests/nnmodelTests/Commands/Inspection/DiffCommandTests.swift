import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct DiffCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func bag(_ name: String, _ tensors: Tensor..., title: String = "T") throws -> String {
    let path = directory.file(name)
    try ModelFileWriter.write(tensors, members: ["metadata": ["title": .string(title)]], to: path)
    return path
  }

  private func cells(_ line: String) -> [String] {
    line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  @Test func theSameContent() {
    let run = tool("diff", SampleModels.flowers, SampleModels.flowers)
    #expect(run.code == 0 && run.error == "")
    #expect(run.lines.last == "the same content: 9 tensors")
    #expect(run.lines.count == 3)
    let all = tool("diff", "--all", SampleModels.flowers, SampleModels.flowers)
    #expect(all.lines.count { cells($0).last == "equal" } == 9)
  }

  @Test func compressionMakesNoDifference() throws {
    let raw = directory.file("raw.nnmodel")
    #expect(tool("save", "--encoding", "raw", SampleModels.flowers, "-o", raw).code == 0)
    #expect(tool("diff", raw, SampleModels.flowers).code == 0)
  }

  @Test func whatDiffersAndHowFar() throws {
    let one = try bag(
      "one", try Tensor("w", shape: [2, 2], [3, 4, 0, 1] as [Float]),
      try Tensor("same", shape: [1], [1] as [Float]),
      try Tensor("gone", shape: [1], [1] as [Float]),
      try Tensor("shape", shape: [2], [1, 2] as [Float]))
    let other = try bag(
      "other", try Tensor("w", shape: [2, 2], [4, 3, 0, 1] as [Double]),
      try Tensor("same", shape: [1], [1] as [Float]),
      try Tensor("shape", shape: [1, 2], [1, 2] as [Float]),
      try Tensor("new", shape: [], [1] as [Float]), title: "U")
    let run = tool("diff", one, other)
    #expect(run.code == 1 && run.error == "")
    let rows = run.lines.map(cells)
    #expect(rows.contains(["metadata.title", "T", "→", "U"]))
    #expect(
      rows.contains(["w", "f32 → f64", "2 × 2", "2 of 4", "1.000", "0.5000", "0.961538"]))
    #expect(rows.contains(["gone", "f32", "1", "only in A"]))
    #expect(rows.contains(["shape", "f32", "2 → 1 × 2", "other shape"]))
    #expect(rows.contains(["new", "f32", "scalar", "only in B"]))
    #expect(!rows.contains { $0.first == "same" })
    #expect(run.lines.last == "different: 1 setting, 4 of 5 tensors")
  }

  @Test func jsonHasEveryNumber() throws {
    let one = try bag("one", try Tensor("w", shape: [2], [3, 4] as [Float]))
    let other = try bag("other", try Tensor("w", shape: [2], [4, 3] as [Float]), title: "U")
    let run = tool("diff", "--json", one, other)
    #expect(run.code == 1)
    let result = try run.object()
    #expect(
      result.keys.sorted() == [
        "a", "b", "equal", "equalTensors", "sameOrder", "settings", "tensors",
      ])
    #expect(result["a"] as? String == one && result["equal"] as? Bool == false)
    #expect(result["equalTensors"] as? Int == 0 && result["sameOrder"] as? Bool == true)
    let setting = try #require((result["settings"] as? [[String: String]])?.first)
    #expect(setting == ["path": "metadata.title", "a": "T", "b": "U"])
    let tensor = try #require((result["tensors"] as? [[String: Any]])?.first)
    #expect(tensor["status"] as? String == "differs" && tensor["differing"] as? Int == 2)
    #expect(tensor["maximumDistance"] as? Double == 1 && tensor["meanDistance"] as? Double == 1)
    #expect(abs((tensor["cosine"] as? Double ?? 0) - 24.0 / 25) < 1e-15)
    #expect(tensor["shape"] as? [String: [Int]] == ["a": [2], "b": [2]])
  }

  @Test func withinATolerance() throws {
    let one = try bag("one", try Tensor("w", shape: [2], [3, 4] as [Float]))
    let other = try bag("other", try Tensor("w", shape: [2], [3, 4.5] as [Double]))
    #expect(tool("diff", "--tolerance", "0.5", one, other).code == 0)
    #expect(tool("diff", "--tolerance", "0.4", one, other).code == 1)
    #expect(tool("diff", "--tolerance", "0", one, one).code == 0)
    #expect(tool("diff", "--tolerance", "-1", one, other).code == 64)
    let run = tool("diff", "--tolerance", "0.5", one, other)
    #expect(run.lines.last == "the same content: 1 tensor, nothing further off than 0.5")
  }

  @Test func theNetworkAlone() throws {
    let renamed = directory.file("renamed.nnmodel")
    let stream = try ModelStream(reading: try File(opening: SampleModels.flowers))
    var members = stream.header.members
    members["metadata"] = ["title": "X"]
    try ModelFileWriter.write(try stream.readAll(), members: members, to: renamed)
    #expect(tool("diff", SampleModels.flowers, renamed).code == 1)
    let run = tool("diff", "--model", SampleModels.flowers, renamed)
    #expect(run.code == 0)
    #expect(run.lines.last == "the same network: 6 tensors")
    let bag = Fixtures.path("v1/dtype-f32.nnmodel")
    let without = tool("diff", "--model", bag, renamed)
    #expect(without.code == 65)
    #expect(
      without.error == "nnmodel: \(bag): holds no network, so --model has nothing to compare\n")
  }

  @Test func oneOfThemMayBeAPipe() throws {
    let one = try bag("one", try Tensor("w", shape: [2], [3, 4] as [Float]))
    let other = try bag("other", try Tensor("w", shape: [2], [3, 6] as [Float]))
    let straight = tool("diff", one, other)
    let bytes = (try directory.bytes("one"), try directory.bytes("other"))
    let left = tool("diff", directory.pipe("p", holding: bytes.0), other)
    let right = tool("diff", one, directory.pipe("q", holding: bytes.1))
    #expect(left.code == 1 && right.code == 1)
    #expect(left.lines.dropFirst(2) == straight.lines.dropFirst(2))
    #expect(right.lines.dropFirst(2) == straight.lines.dropFirst(2))
    let both = tool(
      "diff", directory.pipe("r", holding: bytes.0), directory.pipe("s", holding: bytes.1))
    #expect(both.code == 66)
    #expect(both.error.contains("one of the two must be a regular file"))
    #expect(tool("diff", "-", "-").code == 64)
  }

  @Test func quietTellsByItsStatus() throws {
    let one = try bag("one", try Tensor("w", shape: [2], [3, 4] as [Float]))
    let run = tool("diff", "--quiet", one, SampleModels.flowers)
    #expect(run == CommandRun(code: 1, output: "", error: ""))
    #expect(tool("diff", "--quiet", one, one) == CommandRun(code: 0, output: "", error: ""))
    #expect(tool("diff", "--quiet", "--json", one, one).code == 64)
  }

  @Test func whatCannotBeCompared() {
    let peer = Fixtures.path("peers/torch/digits_mlp.safetensors")
    for arguments in [[peer, SampleModels.flowers], [SampleModels.flowers, peer]] {
      let run = tool(["diff"] + arguments)
      #expect(run.code == 65)
      #expect(run.error.hasSuffix("not a model file; 'nnmodel save' makes a model file of it\n"))
    }
    #expect(tool("diff", directory.file("no"), SampleModels.flowers).code == 66)
    #expect(tool("diff", SampleModels.flowers, directory.file("no")).code == 66)
    #expect(tool("diff", SampleModels.flowers).error.contains("B is missing"))
    let damaged = Fixtures.path("broken/chunk-checksum.nnmodel")
    #expect(tool("diff", damaged, damaged).code == 65)
  }
}
