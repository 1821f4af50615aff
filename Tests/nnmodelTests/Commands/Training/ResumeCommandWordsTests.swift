import Foundation
import TestSupport
import Testing

@testable import nnmodel

/// What a checkpoint's words may have `resume` open and write: the run may be a stranger's.
@Suite struct ResumeCommandWordsTests {
  private let directory: TemporaryDirectory
  private var run: String { directory.file("runs/run") }
  private var data: String { directory.file("data.csv") }

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["runs", "elsewhere"] {
      try FileManager.default.createDirectory(
        atPath: directory.file(name), withIntermediateDirectories: false)
    }
    try FileManager.default.copyItem(atPath: SampleModels.iris, toPath: data)
  }

  /// A finished run whose words name an output, which is not there.
  private func train(output: String) throws {
    let trained = tool(
      "train", data, "--target", "species", "--epochs", "1", "--quiet", "-o", output, "--save-to",
      run)
    try #require(trained.code == 0, "\(trained.error)")
    try FileManager.default.removeItem(atPath: output)
  }

  private func refused(_ output: String, because: String) {
    let resumed = tool("resume", run, "--quiet", "--force")
    #expect(resumed.code == 73)
    #expect(
      resumed.error
        == "nnmodel: \(output): \(because); the checkpoint alone names it: give -o PATH\n")
  }

  @Test func anOutputElsewhereIsAskedFor() throws {
    let output = directory.file("elsewhere/model.nnmodel")
    try train(output: output)
    refused(output, because: "lies neither in the current directory nor beside \(run)")
    #expect(!FileManager.default.fileExists(atPath: output))
    #expect(tool("resume", run, "--quiet", "-o", output).code == 0)
    // A model file, too, is somebody's.
    refused(output, because: "lies neither in the current directory nor beside \(run)")
  }

  @Test func anOutputBesideTheRunIsWrittenAndWrittenOver() throws {
    let output = directory.file("runs/model.nnmodel")
    try train(output: output)
    for _ in 1...2 { #expect(tool("resume", run, "--quiet").code == 0) }
    #expect(tool("verify", output).code == 0)
  }

  @Test func anOutputOverAnythingElseIsAskedFor() throws {
    let output = directory.file("runs/model.nnmodel")
    try train(output: output)
    for bytes in [[], Array("notes".utf8)] {
      try directory.write(bytes, to: "runs/model.nnmodel")
      refused(output, because: "is there already and is no model file")
      #expect(try directory.bytes("runs/model.nnmodel") == bytes)
    }
    try FileManager.default.removeItem(atPath: output)
    #expect(unsafe mkfifo(output, 0o600) == 0)
    refused(output, because: "is there already and is no model file")
  }

  @Test func linksAreFollowedBeforeAPlaceIsJudged() throws {
    let output = directory.file("runs/model.nnmodel")
    try train(output: output)
    for target in ["../elsewhere/made", directory.file("elsewhere/made")] {
      #expect(unsafe symlink(target, output) == 0)
      refused(output, because: "lies neither in the current directory nor beside \(run)")
      #expect(unsafe unlink(output) == 0)
    }
    try FileManager.default.moveItem(
      atPath: directory.file("runs"), toPath: directory.file("moved"))
    #expect(unsafe symlink("elsewhere", directory.file("runs")) == 0)
    let resumed = tool("resume", directory.file("moved/run"), "--quiet")
    #expect(resumed.code == 73)
    #expect(resumed.error.hasPrefix("nnmodel: \(output): lies neither "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("elsewhere")) == [])
  }

  @Test func dataThatAreNoFilesAreNotWaitedFor() throws {
    try train(output: directory.file("runs/model.nnmodel"))
    try FileManager.default.removeItem(atPath: data)
    #expect(unsafe mkfifo(data, 0o600) == 0)
    let resumed = tool("resume", run, "--quiet")
    #expect(resumed.code == 65)
    #expect(
      resumed.error == "nnmodel: \(data): file: a regular file expected, another kind found\n")
    // What the user names may be a pipe.
    let pipe = directory.pipe(
      "pipe", holding: [UInt8](try Data(contentsOf: URL(fileURLWithPath: SampleModels.iris))))
    #expect(tool("resume", run, pipe, "--quiet").code == 0)
  }

  @Test func noCheckpointIsWrittenThroughALink() throws {
    let output = directory.file("runs/model.nnmodel")
    try train(output: output)
    let made = directory.file("elsewhere/made")
    let link = "\(run)/step-00000010.nnmodel"
    #expect(unsafe symlink(made, link) == 0)
    let resumed = tool("resume", run, "--quiet", "--epochs", "2")
    #expect(resumed.code == 73)
    #expect(resumed.error.contains("\(link): cannot save over what is no checkpoint of this step"))
    #expect(!FileManager.default.fileExists(atPath: made))
  }
}
