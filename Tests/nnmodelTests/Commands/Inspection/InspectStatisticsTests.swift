import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct InspectStatisticsTests {
  private let directory: TemporaryDirectory
  private let bag: String

  init() throws {
    directory = try TemporaryDirectory()
    bag = directory.file("bag.nnmodel")
    try ModelFileWriter.write(
      [
        try Tensor("a", shape: [8], [2, 4, 4, 4, 5, 5, 7, 9] as [Float]),
        try Tensor("b", shape: [4], [0, 0, .nan, 2] as [Double]),
        try Tensor("c", shape: [0], [Float]()),
      ], to: bag)
  }

  private func cells(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test func aTableOfThem() {
    let run = tool("inspect", "--statistics", bag)
    #expect(run.code == 0)
    let rows = run.lines.suffix(4)
    #expect(
      rows.map(cells) == [
        ["tensor", "count", "mean", "std", "min", "max", "zeros", "NaN/inf"],
        ["a", "8", "5.00", "2.00", "2.00", "9.00", "0.0", "%", "0"],
        ["b", "4", "0.667", "0.943", "0", "2.00", "50.0", "%", "1"],
        ["c", "0", ".", ".", ".", ".", ".", "0"],
      ])
    #expect(!tool("inspect", bag).output.contains("std"))
    // A column for what is not finite only where there is something in it.
    let flowers = tool("inspect", "--statistics", SampleModels.flowers)
    #expect(flowers.output.contains("  std  ") && !flowers.output.contains("NaN"))
  }

  @Test func aMemberOfEachTensor() throws {
    let result = try tool("inspect", "--statistics", "--json", bag).object()
    let tensors = try #require(result["tensors"] as? [[String: Any]])
    let found = tensors.compactMap { $0["statistics"] as? [String: Any] }
    try #require(found.count == 3)
    #expect(found[0]["mean"] as? Double == 5 && found[0]["deviation"] as? Double == 2)
    #expect(found[0]["count"] as? Int == 8)
    #expect(found[1]["zeros"] as? Int == 2 && found[1]["nonFinite"] as? Int == 1)
    #expect(found[2]["mean"] is NSNull && found[2]["maximum"] is NSNull)
  }

  @Test func fromAPipe() throws {
    let pipe = directory.pipe("p", holding: try directory.bytes("bag.nnmodel"))
    let (piped, straight) = (
      tool("inspect", "--statistics", pipe), tool("inspect", "--statistics", bag)
    )
    #expect(piped.code == 0)
    #expect(piped.lines.dropFirst() == straight.lines.dropFirst())
  }

  @Test func ofADamagedFile() {
    let run = tool("inspect", "--statistics", Fixtures.path("broken/chunk-checksum.nnmodel"))
    #expect(run.code == 65)
    #expect(run.output == "")
    #expect(run.error.contains("tensors[\"a\"].chunks[0]: damaged"))
  }

  @Test func theLayersAreDrawn() {
    let lines = tool("inspect", SampleModels.flowers).lines.map(cells)
    #expect(lines.contains(["0", "dense", "4", "→", "8", "tanh", "40"]))
    #expect(lines.contains(["1", "dense", "8", "→", "3", "softmax", "27"]))
    let every = tool("inspect", Fixtures.path("v1/network-every-layer.nnmodel")).lines.map(cells)
    #expect(every.contains { $0.count > 2 && $0[1] == "batch-norm" })
    #expect(every.contains { $0.count > 2 && $0[1] == "dropout" })
  }
}
