import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct CastCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func type(of tensor: String, in path: String) throws -> ElementType? {
    try ModelFile(opening: path).tensors.first { $0.name == tensor }?.type
  }

  @Test(arguments: ["f16", "bf16", "f64", "f32"])
  func theResultPredictsAndIsVerified(_ word: String) throws {
    let path = directory.file("cast.nnmodel")
    let run = tool("cast", SampleModels.flowers, "--to", word, "-o", path)
    #expect(run.code == 0 && run.error == "")
    #expect(try type(of: "layers.0.weight", in: path)?.rawValue == word)
    #expect(try type(of: "layers.1.bias", in: path)?.rawValue == word)
    #expect(try type(of: "scaling.inputs.mean", in: path) == .f64)
    #expect(try type(of: "examples.outputs", in: path) == .f32)
    #expect(tool("verify", "--predictions", path).code == 0)
    // Each probability is near that of the network as it was.
    let (before, after) = (
      tool("predict", "--raw", SampleModels.flowers, SampleModels.iris),
      tool("predict", "--raw", path, SampleModels.iris)
    )
    #expect(after.code == 0 && after.lines.count == 150)
    for (one, other) in zip(before.lines, after.lines) {
      for (left, right) in zip(one.split(separator: ","), other.split(separator: ",")) {
        #expect(abs((Double(left) ?? 0) - (Double(right) ?? 1)) < 0.01)
      }
    }
    #expect((before.output == after.output) == (word == "f64" || word == "f32"))
  }

  @Test func whatItCostsIsTold() throws {
    let path = directory.file("small.nnmodel")
    let run = tool("cast", SampleModels.flowers, "--to", "f16", "-o", path)
    #expect(run.lines.contains { $0.hasPrefix("layers.0.weight  f32 → f16  ") })
    #expect(run.lines.contains { $0.hasPrefix("cast       4 tensors to f16: largest error ") })
    #expect(run.lines.contains("examples   4 rows predicted anew by the new numbers"))
    #expect(
      run.lines.contains(
        "kept       scaling.inputs.mean, scaling.inputs.deviation, history, examples.inputs"))
    let json = try tool("cast", "--json", SampleModels.flowers, "--to", "f16", "-o", path).object()
    #expect(json["examples"] as? Int == 4 && json["dtype"] as? String == "f16")
    let before = try Data(contentsOf: URL(fileURLWithPath: SampleModels.flowers)).count
    #expect(json["bytesBefore"] as? Int == before)
    #expect(json["bytesAfter"] as? Int == (try directory.bytes("small.nnmodel").count))
    // Against the weights themselves, rounded by the processor.
    let weights = try ModelFile(opening: SampleModels.flowers).read(
      "layers.0.weight", as: Float.self)
    let errors = weights.map { abs(Double(Float16($0)) - Double($0)) }
    let tensors = try #require(json["tensors"] as? [[String: Any]])
    let error = try #require(tensors.first?["error"] as? [String: Any])
    #expect(error["maximumError"] as? Double == errors.max())
    let bytes = try ModelFile(opening: path).read("layers.0.weight")
    let expected = weights.flatMap { value in
      let bits = Float16(value).bitPattern
      return [UInt8(bits & 0xFF), UInt8(bits >> 8)]
    }
    #expect(bytes == expected)
    #expect(tool("cast", SampleModels.flowers, "--to", "f16", "-o", path, "--quiet").output == "")
  }

  @Test func everyNetworkOfTheFixtures() throws {
    for fixture in Fixtures.golden where fixture.modelDigest != nil {
      let path = directory.file(fixture.file)
      let run = tool("cast", fixture.path, "--to", "bf16", "-o", path, "--quiet")
      #expect(run.code == 0, "\(fixture): \(run.error)")
      let hasExamples = fixture.tensors.contains { $0.name == "examples.inputs" }
      #expect(tool("verify", "--predictions", path).code == (hasExamples ? 0 : 65), "\(fixture)")
      // Names, shapes and order stay.
      let file = try ModelFile(opening: path)
      #expect(file.tensors.map(\.name) == fixture.tensors.map(\.name))
      #expect(file.tensors.map(\.shape) == fixture.tensors.map(\.shape))
    }
  }

  @Test func aCheckpointStaysOne() throws {
    let run = directory.file("run")
    tool(
      "train", SampleModels.iris, "--target", "species", "--layers", "8,tanh,3,softmax", "--epochs",
      "3", "--validation", "0.2", "--patience", "9", "--save-to", run, "--quiet", "-o",
      directory.file("m.nnmodel"))
    let newest = try #require(
      try FileManager.default.contentsOfDirectory(atPath: run).filter { $0.hasSuffix(".nnmodel") }
        .sorted().last)
    let path = directory.file("half.nnmodel")
    #expect(tool("cast", "\(run)/\(newest)", "--to", "f16", "-o", path).code == 0)
    #expect(try type(of: "optimizer.square.layers.0.weight", in: path) == .f32)
    #expect(try type(of: "last.layers.0.weight", in: path) == .f16)
    let resumed = tool(
      "resume", path, "--epochs", "5", "--quiet", "-o", directory.file("resumed.nnmodel"))
    #expect(resumed.code == 0, "\(resumed.error)")

    let small = directory.file("small.nnmodel")
    let dropped = tool("cast", "\(run)/\(newest)", "--to", "f32", "--drop-training", "-o", small)
    #expect(dropped.code == 0)
    #expect(dropped.lines.contains { $0.hasPrefix("left out   history, ") })
    let file = try ModelFile(opening: small)
    #expect(
      file.tensors.map(\.name).sorted() == [
        "examples.inputs", "examples.outputs", "layers.0.bias", "layers.0.weight", "layers.1.bias",
        "layers.1.weight", "scaling.inputs.deviation", "scaling.inputs.mean",
      ])
    #expect(file.header["run"] == nil)
    #expect(tool("verify", "--predictions", small).code == 0)
    // The same network, since it was of this type.
    #expect(tool("diff", "--model", "\(run)/\(newest)", small).code == 0)
    #expect(tool("resume", small).code == 65)
  }

  @Test func aBagOfTensors() throws {
    let path = directory.file("bag.nnmodel")
    try ModelFileWriter.write(
      [
        try Tensor("w", shape: [2], [1.5, 3e-8] as [Float]),
        try Tensor("n", shape: [1], [7] as [Int32]),
        try Tensor("history", shape: [1], [1e-9] as [Double]),
      ], members: ["metadata": ["a": "b"]], to: path)
    let out = directory.file("out.nnmodel")
    let json = try tool("cast", "--json", path, "--to", "f16", "--drop-training", "-o", out)
      .object()
    let total = try #require(json["total"] as? [String: Any])
    #expect(total["vanished"] as? Int == 1 && total["elements"] as? Int == 3)
    #expect(json["kept"] as? [String] == ["n"] && json["dropped"] as? [String] == [])
    let file = try ModelFile(opening: out)
    #expect(file.tensors.map(\.type) == [.f16, .i32, .f16])
    #expect(try file.read("w") == [0x00, 0x3E, 0x01, 0x00])
    #expect(file.header.metadata.map(\.text) == ["b"])
  }

  @Test func whatIsTooLargeIsRefused() throws {
    let path = directory.file("bag.nnmodel")
    try ModelFileWriter.write([try Tensor("w", shape: [1, 2], [1, 7e4] as [Float])], to: path)
    let out = directory.file("out.nnmodel")
    let run = tool("cast", path, "--to", "f16", "-o", out)
    #expect(run.code == 65 && run.output == "")
    #expect(
      run.error
        == "nnmodel: \(path): tensors[\"w\"]: numbers up to 65504 expected, 70000 at [0, 1] found, "
        + "which f16 does not have; --to bf16 reaches as far as f32, --saturate takes the largest\n"
    )
    #expect(try directory.contents() == ["bag.nnmodel"])
    let saturated = tool("cast", path, "--to", "f16", "--saturate", "-o", out)
    #expect(saturated.code == 0)
    #expect(saturated.output.contains("0 to zero, 1 saturated"))
    #expect(try ModelFile(opening: out).read("w") == [0x00, 0x3C, 0xFF, 0x7B])
  }

  @Test func throughAPipe() throws {
    guard BuiltTool.path != nil else { return }
    let run = try BuiltTool.shell(
      "cat \"$1\" | nnmodel cast - --to f16 -o - | nnmodel verify -", SampleModels.flowers)
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("standard input: whole"))
    #expect(run.error.contains("cast       4 tensors to f16"))
  }

  @Test func wrongLines() throws {
    let path = directory.file("x.nnmodel")
    #expect(tool("cast", SampleModels.flowers, "-o", path).error.contains("--to TYPE is missing"))
    let word = tool("cast", SampleModels.flowers, "--to", "fp16", "-o", path)
    #expect(word.code == 64)
    #expect(word.error.contains("did you mean 'f16'?"))
    #expect(tool("cast", SampleModels.flowers, "--to", "f16").code == 64)
    #expect(tool("cast", "--json", SampleModels.flowers, "--to", "f16", "-o", "-").code == 64)
    let table = try directory.write("a,b\n", to: "t.csv")
    #expect(tool("cast", SampleModels.flowers, "--to", "f16", "-o", table).code == 73)
    let unknown = Fixtures.path("broken/layer-kind-unknown.nnmodel")
    #expect(tool("cast", unknown, "--to", "f16", "-o", path).code == 65)
    #expect(tool("cast", directory.file("no"), "--to", "f16", "-o", path).code == 66)
  }
}
