import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct VerifyCommandTests {
  private let directory: TemporaryDirectory
  private let xor = Fixtures.path("v1/network-xor.nnmodel")
  init() throws { directory = try TemporaryDirectory() }

  @Test func everyValidFileIsWhole() {
    let paths = Fixtures.golden.map(\.path)
    let captured = CapturedTerminal()
    #expect(NNModel.tool.run(["verify"] + paths, on: captured.terminal) == .success)
    #expect(captured.error == "")
    let lines = captured.output.split(separator: "\n")
    #expect(lines.count == paths.count)
    for (line, path) in zip(lines, paths) {
      #expect(line.hasPrefix("\(path): whole, every checksum right: "))
    }
  }

  @Test(arguments: Fixtures.broken)
  func everyBrokenFileIsRefusedWithItsPlace(_ fixture: BrokenFixture) {
    let run =
      switch fixture.level {
      case "container": tool("verify", fixture.path)
      case "network": tool("predict", fixture.path, SampleModels.iris)
      default: tool("resume", fixture.path)
      }
    #expect(run.code == 65)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("nnmodel: \(fixture.path): "))
    #expect(run.error.filter { $0 == "\n" }.count == 1)
    if let offset = fixture.offset, fixture.field != "header.model" {
      #expect(run.error.contains(": byte \(offset), "), "\(run.error)")
    }
  }

  @Test func theModelsOwnExamples() throws {
    let run = tool("verify", "--predictions", SampleModels.flowers)
    #expect(run.code == 0)
    #expect(run.output.hasSuffix("; 4 examples predicted, the same bits\n"))
    let bag = tool("verify", "--predictions", Fixtures.path("v1/dtype-f32.nnmodel"))
    #expect(bag.code == 65)
    let without = tool("verify", "--predictions", Fixtures.path("v1/network-half.nnmodel"))
    #expect(without.code == 65)
    #expect(without.error.contains("carries no examples, so its predictions cannot be compared"))
  }

  @Test func otherBitsThanWhereItWasSaved() throws {
    // The last bit of one output: what another machine's rounding would have left.
    let stream = try ModelStream(reading: try File(opening: xor))
    let members = stream.header.members
    let tensors = try stream.readAll().map { tensor in
      guard tensor.info.name == "examples.outputs" else { return tensor }
      var bytes = tensor.bytes
      bytes[4] ^= 1
      return Tensor(tensor.info, bytes: bytes)
    }
    let path = directory.file("other.nnmodel")
    try ModelFileWriter.write(tensors, members: members, to: path)

    #expect(tool("verify", path).code == 0)
    #expect(tool("verify", "--predictions", path).code == 1)
    let run = tool("verify", "--predictions", path, xor)
    #expect(run.code == 1)
    #expect(run.error == "")
    #expect(run.firstLine.hasSuffix("4 examples predicted, OTHER BITS than where it was saved"))
    #expect(run.lines.last?.hasSuffix("4 examples predicted, the same bits") == true)
    let json = try tool("verify", "--predictions", "--json", path, xor).json()
    #expect(json.map { $0["predictionsEqual"] as? Bool } == [false, true])
    #expect(json.map { $0["examples"] as? Int } == [4, 4])
  }

  @Test func aBadFileDoesNotKeepOthersFromBeingChecked() throws {
    let missing = directory.file("no.nnmodel")
    let damaged = Fixtures.path("broken/chunk-checksum.nnmodel")
    let run = tool("verify", damaged, xor, missing)
    #expect(run.code == 65)
    #expect(run.lines.count == 1)
    let errors = run.error.split(separator: "\n")
    try #require(errors.count == 2)
    #expect(errors[0].contains("tensors[\"a\"].chunks[0]: damaged: checksum "))
    #expect(errors[1].hasSuffix("cannot open: No such file or directory"))
    #expect(tool("verify", missing, xor).code == 66)
  }

  @Test func jsonIsOneObjectAFile() throws {
    let results = try tool("verify", "--json", xor, Fixtures.path("v1/no-tensors.nnmodel")).json()
    #expect(results.map { $0["tensors"] as? Int } == [9, 0])
    #expect(results.first?["bytes"] as? Int == 252)
    #expect(results.first?.keys.sorted() == ["bytes", "file", "tensors"])
  }

  @Test func standardInputIsReadOnce() {
    #expect(tool("verify", "-", xor, "-").code == 64)
    #expect(tool("verify", "--predictions", "-").error.contains("reads the file twice"))
    #expect(tool("verify").error.contains("MODEL is missing"))
  }
}
