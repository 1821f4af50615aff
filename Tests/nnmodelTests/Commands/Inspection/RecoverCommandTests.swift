import Foundation
import TestSupport
import Testing

@testable import nnmodel

struct RecoverCommandTests {
  private let directory: TemporaryDirectory
  private let bytes: [UInt8]
  private let checkpoint = "v1/checkpoint-adam.nnmodel"
  init() throws {
    directory = try TemporaryDirectory()
    bytes = try Fixtures.bytes(checkpoint)
  }

  private func recover(_ bytes: [UInt8], _ options: String...) throws -> CommandRun {
    let damaged = try directory.write(bytes, to: "damaged.nnmodel")
    return tool(["recover", damaged, "-o", directory.file("whole.nnmodel")] + options)
  }

  @Test func aFlippedBit() throws {
    var damaged = bytes
    damaged[50] ^= 4
    #expect(tool("verify", try directory.write(damaged, to: "d.nnmodel")).code == 65)
    let run = try recover(damaged)
    #expect(run.code == 0)
    #expect(run.lines.first == "repaired   byte 50, prelude: put a flipped bit right")
    let digests = tool("digest", Fixtures.path(checkpoint), directory.file("whole.nnmodel")).lines
    #expect(digests[0].prefix(64) == digests[1].prefix(64))
  }

  @Test func aTruncatedCheckpointIsAModelStill() throws {
    let run = try recover(Array(bytes.dropLast(8)))
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.contains("so it is   a model whose training cannot be resumed"))
    #expect(tool("load", directory.file("whole.nnmodel")).output.contains("the network"))
    #expect(tool("verify", "--predictions", directory.file("whole.nnmodel")).code == 0)
  }

  @Test func aNetworkWithoutAWeightIsABag() throws {
    let front = bytes.prefix(1300)
    let run = try recover(Array(front), "--json")
    let object = try run.object()
    #expect(object["lostParts"] as? [String] == ["network"])
    let lost = try #require(object["lost"] as? [[String: Any]])
    #expect(lost.contains { $0["name"] as? String == "layers.0.weight" })
    #expect(tool("load", directory.file("whole.nnmodel")).output.contains("a bag of"))
  }

  @Test func whatCannotBeRecovered() throws {
    var damaged = bytes
    for place in 64..<120 { damaged[place] ^= 0x33 }
    let run = try recover(damaged)
    #expect(run.code == 65 && run.output == "")
    #expect(run.error.contains("byte 64, header: ") && run.error.contains("without the header"))
    #expect(try !directory.contents().contains("whole.nnmodel"))
    #expect(try recover([]).code == 65)
    #expect(try recover(Array("id,name\n1,x\n".utf8)).code == 65)
    #expect(tool("recover", directory.file("none"), "-o", directory.file("w")).code == 66)
    #expect(tool("recover", "-", "-o", directory.file("w")).code == 64)
    #expect(tool("recover", directory.path, "-o", directory.file("w")).code == 66)
  }
}
