import Testing

@testable import nnmodel

struct ByteCountTests {
  @Test(
    arguments: [
      ("0", 0), ("4096", 4096), ("4096B", 4096), ("1K", 1024), ("512M", 536_870_912),
      ("512MB", 536_870_912), ("512MiB", 536_870_912), ("2g", 2_147_483_648),
      ("1.5GiB", 1_610_612_736), (".5K", 512), ("1T", 1_099_511_627_776),
      ("16383P", 18_445_618_173_802_708_992),
    ] as [(String, UInt64)])
  func sizes(text: String, bytes: UInt64) throws {
    #expect(try ByteCount(argument: text).bytes == bytes)
  }

  @Test(arguments: ["", "G", "1.5", "-1G", "1X", "1iB", "1.2.3G", "1 G", "1GiBB", "1e3", "."])
  func whatIsNoSize(text: String) {
    let error = #expect(throws: InvalidValue.self) { try ByteCount(argument: text) }
    #expect(error?.reason == "expected a size such as 512M, 1.5GiB or 4096 (bytes)")
  }

  @Test(arguments: ["16384P", "99999999999.5P"])
  func whatOverflows(text: String) {
    #expect(throws: InvalidValue("larger than any memory")) { try ByteCount(argument: text) }
  }

  @Test func texts() {
    #expect(ByteCount(2 << 30).argumentText == "2G")
    #expect(ByteCount(1536 << 20).argumentText == "1536M")
    #expect(ByteCount(1000).argumentText == "1000")
    #expect(ByteCount(0).argumentText == "0")
  }
}
