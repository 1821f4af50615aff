import TestSupport
import Testing

@testable import nnmodel

struct DigestCommandTests {
  @Test func everyDigestIsThatOfTheIndex() {
    let captured = CapturedTerminal()
    let paths = Fixtures.golden.map(\.path)
    #expect(NNModel.tool.run(["digest"] + paths, on: captured.terminal) == .success)
    let expected = Fixtures.golden.map { "\($0.digest)  \($0.path)\n" }.joined()
    #expect(captured.output == expected)
  }

  @Test func theNetworkAlone() {
    for fixture in Fixtures.golden {
      let run = tool("digest", "--model", fixture.path)
      if let digest = fixture.modelDigest {
        #expect(run == CommandRun(code: 0, output: "\(digest)  \(fixture.path)\n", error: ""))
      } else {
        #expect(run.code == 65)
        #expect(run.error.contains("holds no network, so --model has nothing to identify"))
      }
    }
  }

  @Test func jsonHasFileAndDigest() throws {
    let fixture = Fixtures.golden[0]
    let result = try tool("digest", "--json", fixture.path).object()
    #expect(result as? [String: String] == ["file": fixture.path, "digest": fixture.digest])
  }

  @Test func aBadFileAmongOthers() {
    let good = Fixtures.golden[0]
    let run = tool("digest", Fixtures.path("broken/empty.nnmodel"), good.path)
    #expect(run.code == 65)
    #expect(run.output == "\(good.digest)  \(good.path)\n")
    #expect(run.error.contains("empty.nnmodel: "))
    #expect(tool("digest", "-", "-").code == 64)
  }
}
