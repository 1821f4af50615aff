import Interchange
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct PictureFileTests {
  @Test(arguments: [
    ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", PictureKind.svg),
    ("\u{FEFF}<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg>", .svg),
    (
      "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\">\n<svg\n>",
      .svg
    ),
    ("<!doctype HTML>\n<title>a page</title>", .html), ("  <HTML lang=\"en\">", .html),
    ("<svgs>", nil), ("<html", nil), ("a,b\n1,2\n", nil), ("", nil), ("<!-- never closed", nil),
    ("<rss><svg>", nil),
  ])
  func theFirstElementTells(_ front: String, _ kind: PictureKind?) {
    #expect(PictureKind(front: front) == kind)
  }

  @Test func aFileThatComesInPieces() throws {
    let pieces = ["<", "?xml version=\"1.0\"?>", "\n<sv", "g>"].map { Array($0.utf8) }
    let directory = try TemporaryDirectory()
    let path = directory.pipe("picture", inPieces: pieces)
    #expect(try PictureKind(toTell: path) == .svg)
  }

  @Test func namesThatPromiseSomethingElse() throws {
    for path in ["loss.svg", "loss.SVG", "loss", "-", "/dev/stdout", "a.b/loss"] {
      #expect(try PictureFile(path, as: .svg).path == path)
    }
    for path in ["loss.png", "loss.html", "digits.nnmodel"] {
      #expect(throws: UsageError.self) { try PictureFile(path, as: .svg) }
    }
    #expect(try PictureFile("report.htm", as: .html).kind == .html)
  }

  @Test func onlyFilesOfTheKindAreWrittenOver() throws {
    let directory = try TemporaryDirectory()
    let terminal = CapturedTerminal().terminal
    func check(_ content: String, force: Bool = false) throws {
      let path = try directory.write(content, to: "loss.svg")
      try PictureFile(path, as: .svg).check(force: force, isText: true, on: terminal)
    }
    try check("<svg>")
    try check("")
    try check("my diary", force: true)
    for (content, noun) in [
      ("my diary", "of no format that is known"), ("<!DOCTYPE html>", "a page (HTML)"),
    ] {
      #expect(
        throws: Failure(
          .cannotCreate,
          "\(directory.file("loss.svg")): is there already and is \(noun); --force writes over it")
      ) { try check(content) }
    }
    // And a picture is not written over by a model.
    let path = try directory.write("<svg>", to: "picture")
    #expect(
      throws: Failure(
        .cannotCreate, "\(path): is there already and is a picture (SVG); --force writes over it")
    ) { try OutputFile(path: path, kind: .nnmodel).check(force: false, on: terminal) }
  }
}
