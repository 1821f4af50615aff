import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct BytePathTests {
  @Test(
    "tells the directory of a name",
    arguments: [
      ("a", "."), ("a/b", "a"), ("/a", "/"), ("/a/b", "/a"), ("a/b/", "a/b"), ("/", "/"), ("", "."),
    ])
  func directory(_ path: String, _ directory: String) {
    #expect(BytePath(path).directory.text == directory)
  }

  @Test("is within a directory by whole names")
  func within() {
    for (path, directory) in [("/a/b", "/a"), ("/a", "/a"), ("/a", "/"), ("/", "/")] {
      #expect(BytePath(path).isWithin(BytePath(directory)))
    }
    for (path, directory) in [("/ab", "/a"), ("/", "/a"), ("/b/a", "/a"), ("/a", "/a/b")] {
      #expect(!BytePath(path).isWithin(BytePath(directory)))
    }
  }

  @Test("follows links to what is there, to what is not, and not in circles")
  func resolved() throws {
    let directory = try TemporaryDirectory()
    let root = try BytePath(directory.path).real("").text
    for (target, link) in [
      ("b", "a"), ("missing", "b"), ("\(directory.path)/a", "absolute"), ("file", "c"), ("e", "d"),
      ("d", "e"),
    ] { #expect(unsafe symlink(target, directory.file(link)) == 0) }
    try directory.write([], to: "file")
    for name in ["a", "b", "absolute"] {
      let path = try BytePath(directory.file(name)).resolved()
      #expect(path.text.hasSuffix("/missing"))
      #expect(try path.directory.real("").text == root)
    }
    #expect(try BytePath(directory.file("c")).resolved().text == root + "/file")
    let circle = directory.file("d")
    let error = #expect(throws: FormatError.self) { try BytePath(circle).resolved() }
    #expect(error == FormatError(.system(errno: ELOOP), field: "create", path: circle))
  }
}
