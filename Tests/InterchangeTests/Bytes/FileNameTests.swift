import Testing

@testable import Interchange

struct FileNameTests {
  @Test(arguments: [
    ("weights.npy", "weights"), ("runs/a.b/weights.v2.npy", "weights.v2"), ("/x", "x"),
    (".npy", ".npy"), ("a/.hidden", ".hidden"), ("", ""), ("ü.npy", "ü"), ("dir.x/plain", "plain"),
  ])
  func stem(_ path: String, _ stem: String) { #expect(FileName.stem(of: path) == stem) }
}
