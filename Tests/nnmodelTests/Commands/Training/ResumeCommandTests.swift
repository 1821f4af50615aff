import Foundation
import NeuralNetwork
import TestSupport
import Testing

@testable import nnmodel

/// Resuming from a directory wherever it lies and whatever else is in it: the same end, or one clear error.
@Suite struct ResumeCommandTests {
  private let directory: TemporaryDirectory
  private var run: String { directory.file("run") }
  private var model: String { directory.file("model.nnmodel") }
  /// The digest of the training that was never stopped.
  private let digest: String
  /// All its checkpoints: the steps 0, 3, 6, … 15 and the last, 16.
  private static let steps = [0, 3, 6, 9, 12, 15, 16]

  init() throws {
    directory = try TemporaryDirectory()
    let (run, model) = (directory.file("run"), directory.file("model.nnmodel"))
    let trained = tool(
      "train", SampleModels.iris, "--target", "species", "--epochs", "4", "--validation", "0.2",
      "--optimizer", "adam", "--quiet", "-o", model, "--save-to", run, "--save-every", "3",
      "--keep", "every:1")
    try #require(trained.code == 0, "\(trained.error)")
    digest = String(tool("digest", model).output.prefix(64))
    for step in Self.steps.suffix(3) { try FileManager.default.removeItem(atPath: file(step)) }
    try FileManager.default.removeItem(atPath: model)
  }

  private func file(_ step: Int, in run: String? = nil) -> String {
    let digits = String(step)
    let zeros = String(repeating: "0", count: 8 - digits.count)
    return "\(run ?? self.run)/step-\(zeros)\(digits).nnmodel"
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func endsAsItShould(_ arguments: String...) {
    let resumed = tool(["resume"] + arguments + ["--quiet"])
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(tool("digest", model).output.prefix(64) == digest)
  }

  @Test func goesOnFromTheNewest() throws {
    let entries = try tool("checkpoints", run, "--json").json()
    #expect(entries.map { $0["step"] as? Int } == [0, 3, 6, 9])
    endsAsItShould(run)
    let again = tool("resume", run)
    #expect(again.code == 0)
    #expect(again.error.contains("the training is finished: 4 epochs, step 16"))
  }

  @Test func goesOnFromACopyAndFromWhereItWasMoved() throws {
    let copy = directory.file("a copy")
    try FileManager.default.copyItem(atPath: run, toPath: copy)
    endsAsItShould(copy)
    #expect(try CheckpointDirectory.entries(in: run).map(\.step) == [0, 3, 6, 9])
    try FileManager.default.moveItem(atPath: run, toPath: directory.file("moved"))
    endsAsItShould(directory.file("moved"))
  }

  @Test func goesOnFromASingleFileWithoutSaving() throws {
    endsAsItShould(file(6), "-o", model)
    #expect(try CheckpointDirectory.entries(in: run).map(\.step) == [0, 3, 6, 9])
  }

  @Test func savesInAnotherDirectoryWhatItGoesOnFrom() throws {
    let other = directory.file("other")
    endsAsItShould(run, "--save-to", other, "--keep", "every:1")
    #expect(try CheckpointDirectory.entries(in: other).map(\.step) == [9, 12, 15, 16])
    #expect(try CheckpointDirectory.entries(in: run).map(\.step) == [0, 3, 6, 9])
  }

  @Test func leavesAForeignFileInTheWay() throws {
    let notes = Data("notes, and what else somebody has".utf8)
    try notes.write(to: URL(fileURLWithPath: file(15)))
    let resumed = tool("resume", run)
    #expect(resumed.code == 73)
    #expect(resumed.error.contains("\(file(15)): skipped: "))
    #expect(
      resumed.error.hasSuffix(
        "nnmodel: \(file(15)): cannot save over what is no checkpoint of this step: File exists\n"))
    #expect(try bytes(file(15)) == notes)
    try FileManager.default.removeItem(atPath: file(15))
    endsAsItShould(run)
  }

  @Test func tellsOfANewerVersionAndLeavesIt() throws {
    for step in Self.steps.prefix(3) { try FileManager.default.removeItem(atPath: file(step)) }
    var newer = try bytes(file(9))
    newer[8] = 2
    try newer.write(to: URL(fileURLWithPath: file(9)))
    for place in [run, file(9)] {
      let resumed = tool("resume", place)
      #expect(resumed.code == 65)
      #expect(
        resumed.error
          == "nnmodel: \(file(9)): byte 8, prelude.version: format version 2.0 needs a newer reader "
          + "(this one reads 1.x)\n")
    }
    #expect(try bytes(file(9)) == newer)
  }

  @Test func hasOneWriter() throws {
    let owner = try CheckpointDirectory(run)
    let before = try CheckpointDirectory.entries(in: run)
    let train = [
      "train", SampleModels.iris, "--target", "species", "--epochs", "1", "--quiet", "-o", model,
      "--save-to", run,
    ]
    for arguments in [train, ["resume", run], ["checkpoints", run, "--prune"]] {
      let second = tool(arguments)
      #expect(second.code == 73)
      #expect(
        second.error == "nnmodel: \(run): cannot lock: process \(getpid()) is writing there\n")
    }
    #expect(try CheckpointDirectory.entries(in: owner.path) == before)
  }

  @Test func makesNothingWhereThereIsNothing() throws {
    let none = directory.file("none")
    #expect(tool("resume", none).code == 66)
    #expect(!FileManager.default.fileExists(atPath: none))
    let empty = directory.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
    let resumed = tool("resume", empty)
    #expect(resumed.code == 65)
    #expect(
      resumed.error == "nnmodel: \(empty): no checkpoint is there (step-NUMBER.nnmodel)\n")
  }
}
