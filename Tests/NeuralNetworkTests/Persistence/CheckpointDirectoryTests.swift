import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

/// Writing to a directory of checkpoints: what comes, what goes, and what must not.
struct CheckpointDirectoryTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func names(_ steps: [Int]) -> [String] {
    steps.map { "step-" + String(repeating: "0", count: 8 - "\($0)".count) + "\($0).nnmodel" }
  }

  /// What is there, the lock aside.
  private func contents() throws -> [String] {
    try directory.contents().filter { $0 != ".nnmodel-lock" }
  }

  @Test("saves under the step, and gives back the same run")
  func save() throws {
    var runs = try CheckpointDirectory(directory.path)
    for step in [0, 25] {
      let checkpoint = try sampleCheckpoint(step: step, epochs: 3, loss: 0.5, validationLoss: 0.25)
      #expect(try runs.save(checkpoint) == directory.file(names([step])[0]))
    }
    #expect(try contents() == names([0, 25]))
    let found = try CheckpointDirectory.newest(in: directory.path)
    #expect(found.path == directory.file("step-00000025.nnmodel"))
    #expect(found.checkpoint.step == 25)
    #expect(found.checkpoint.epoch == 3)
    #expect(found.checkpoint.loss == 0.5)
    #expect(found.checkpoint.validationLoss == 0.25)
  }

  @Test(
    "makes the directory, and takes any spelling of it", arguments: ["a b", "a b/", "x//y/", "ä/z"])
  func spelling(_ spelling: String) throws {
    let path = directory.file(spelling)
    var runs = try CheckpointDirectory(path)
    #expect(runs.path == path)
    try runs.save(try sampleCheckpoint(step: 1))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/step-00000001.nnmodel")).count > 0)
    #expect(try CheckpointDirectory.newest(in: path).checkpoint.step == 1)
    let error = failure { _ = try CheckpointDirectory(path + "/.") }
    #expect(error?.description.contains("process \(getpid()) is writing there") == true)
  }

  @Test("takes a relative path")
  func relative() throws {
    let path = "checkpoint-directory-test-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var runs = try CheckpointDirectory(path)
    #expect(try runs.save(try sampleCheckpoint(step: 1)) == path + "/step-00000001.nnmodel")
    #expect(try CheckpointDirectory.newest(in: path).path == path + "/step-00000001.nnmodel")
  }

  @Test("removes what no rule keeps, as it saves")
  func retention() throws {
    var runs = try CheckpointDirectory(
      directory.path, keeping: [.last(2), .best(1, by: .validationLoss), .every(steps: 40)])
    let losses: [Double?] = [nil, 5, 2, nil, 3, 4, 9, 1, 7, 8]
    let expected: [[Int]] = [
      [0], [0, 10], [0, 10, 20], [0, 20, 30], [0, 20, 30, 40], [0, 20, 40, 50],
      [0, 20, 40, 50, 60],
      [0, 40, 60, 70], [0, 40, 70, 80], [0, 40, 70, 80, 90],
    ]
    for (index, loss) in losses.enumerated() {
      try runs.save(try sampleCheckpoint(step: index * 10, validationLoss: loss))
      #expect(try contents() == names(expected[index]))
    }
    #expect(try runs.prune() == [])
  }

  @Test("does not count a checkpoint from which no training goes on as the best")
  func incomplete() throws {
    let file = directory.file(names([1])[0])
    try sampleCheckpoint(step: 1, loss: 0.25).write(to: file)
    let model = try ModelFile(opening: file)
    var header = model.header
    guard case .object(var training)? = header["training"] else { return }
    training["seed"] = nil
    header["training"] = .object(training)
    let tensors = try model.readAll()
    try ModelFileWriter.write(tensors, members: header.members, to: file)
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(1)])
    for step in 2...4 { try runs.save(try sampleCheckpoint(step: step, loss: Double(step))) }
    #expect(try contents() == names([1, 2, 4]))
    let entry = try #require(try CheckpointDirectory.entries(in: directory.path).first)
    #expect(entry.fault?.description.contains("header.training.seed: missing") == true)
    #expect(try runs.prune() == [])
  }

  @Test("keeps three and the best, if nothing else is asked for")
  func defaults() throws {
    var runs = try CheckpointDirectory(directory.path)
    for step in 1...8 {
      try runs.save(try sampleCheckpoint(step: step, loss: abs(Double(step) - 3)))
    }
    #expect(try contents() == names([3, 6, 7, 8]))
  }

  @Test("replaces a step that is there already")
  func sameStep() throws {
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(1)])
    try runs.save(try sampleCheckpoint(step: 4, loss: 1))
    try runs.save(try sampleCheckpoint(step: 5, loss: 2))
    #expect(try contents() == names([4, 5]))
    // The best is another one now.
    try runs.save(try sampleCheckpoint(step: 5, loss: 0.5))
    #expect(try contents() == names([5]))
    #expect(try CheckpointDirectory.entries(in: directory.path).first?.summary?.loss == 0.5)
    // Also where the one that is there is damaged.
    let half = Array(try directory.bytes("step-00000005.nnmodel").prefix(100))
    try directory.write(half, to: "step-00000006.nnmodel")
    try runs.save(try sampleCheckpoint(step: 6, loss: 0.25))
    #expect(try CheckpointDirectory.newest(in: directory.path).checkpoint.step == 6)
  }

  @Test("never removes what is not a checkpoint, or does not open as one")
  func foreign() throws {
    try directory.write([1], to: "notes.txt")
    try directory.write([1], to: "step-1.nnmodel.bak")
    try directory.write([1], to: "step-00000001.nnmodel")
    try sampleCheckpoint(step: 2).write(to: directory.file("model.nnmodel"))
    try sampleCheckpoint(step: 2).write(to: directory.file("step-00000002.nnmodel"))
    try directory.makeNewer("step-00000002.nnmodel")
    try sampleCheckpoint(step: 2).write(to: directory.file("step-00000003.nnmodel"))
    let before = try contents()
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(1)])
    for step in [10, 11, 12] { try runs.save(try sampleCheckpoint(step: step)) }
    #expect(try contents() == (before + names([12])).sorted())
  }

  @Test("does not save over what someone else has there")
  func savesOverNothingForeign() throws {
    try directory.write(Array("notes of somebody".utf8), to: "step-00000007.nnmodel")
    try sampleCheckpoint(step: 8).write(to: directory.file("step-00000008.nnmodel"))
    try directory.makeNewer("step-00000008.nnmodel")
    try sampleCheckpoint(step: 2).write(to: directory.file("step-00000009.nnmodel"))
    let before = try (7...9).map { try directory.bytes("step-0000000\($0).nnmodel") }
    var runs = try CheckpointDirectory(directory.path)
    for step in 7...9 {
      let file = "\(directory.path)/step-0000000\(step).nnmodel"
      #expect(
        throws: NetworkError(
          .file(
            FormatError(
              .system(errno: EEXIST), field: "save over what is no checkpoint of this step",
              path: file)))
      ) {
        try runs.save(try sampleCheckpoint(step: step))
      }
    }
    #expect(try (7...9).map { try directory.bytes("step-0000000\($0).nnmodel") } == before)
  }

  @Test("does not remove what someone else has put in the place of a checkpoint")
  func replacedByOthers() throws {
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(1)])
    try runs.save(try sampleCheckpoint(step: 1))
    try directory.write([9], to: "step-00000001.nnmodel")
    try runs.save(try sampleCheckpoint(step: 2))
    #expect(try contents() == names([1, 2]))
    #expect(try directory.bytes("step-00000001.nnmodel") == [9])
    // And is not confused where someone has removed one.
    try FileManager.default.removeItem(atPath: directory.file("step-00000002.nnmodel"))
    try runs.save(try sampleCheckpoint(step: 3))
    #expect(try contents() == names([1, 3]))
  }

  @Test("keeps the file that the run goes on from")
  func pinned() throws {
    for step in [1, 2, 3] {
      try sampleCheckpoint(step: step).write(to: directory.file(names([step])[0]))
    }
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(1)])
    runs.pinned = directory.path + "/./step-00000002.nnmodel"
    #expect(try runs.prune() == names([1]).map(directory.file))
    for step in [4, 5] { try runs.save(try sampleCheckpoint(step: step)) }
    #expect(try contents() == names([2, 5]))
    runs.pinned = nil
    #expect(try runs.prune() == names([2]).map(directory.file))
  }

  @Test("does not let a damaged one stay in the place of one that loads")
  func pruneVerifies() throws {
    for step in [1, 2, 3, 4] {
      try sampleCheckpoint(step: step).write(to: directory.file(names([step])[0]))
    }
    for step in [2, 3, 4] { try directory.damage(names([step])[0]) }
    do {
      var runs = try CheckpointDirectory(directory.path)
      #expect(try runs.prune() == [])
    }
    #expect(try CheckpointDirectory.newest(in: directory.path).checkpoint.step == 1)
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(2)])
    try sampleCheckpoint(step: 5).write(to: directory.file(names([5])[0]))
    try sampleCheckpoint(step: 6).write(to: directory.file(names([6])[0]))
    #expect(try runs.prune() == names([1]).map(directory.file))
    #expect(try contents() == names([2, 3, 4, 5, 6]))
  }

  @Test("keeps what was saved last, where a run went back and later steps are there")
  func wentBack() throws {
    for step in [10, 20, 30] {
      try sampleCheckpoint(step: step).write(to: directory.file(names([step])[0]))
    }
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(3)])
    runs.pinned = names([10])[0]
    for step in [12, 14] {
      try runs.save(try sampleCheckpoint(step: step))
      #expect(try contents() == names([10, step, 20, 30]))
    }
  }

  @Test("removes nothing where the new file could not be written")
  func failedSave() throws {
    var runs = try CheckpointDirectory(directory.path, keeping: [.last(3)])
    for step in [1, 2, 3] { try runs.save(try sampleCheckpoint(step: step)) }
    try FileManager.default.createDirectory(
      atPath: directory.file("step-00000004.nnmodel"), withIntermediateDirectories: false)
    let checkpoint = try sampleCheckpoint(step: 4)
    let error = failure { try runs.save(checkpoint) }
    let path = directory.file("step-00000004.nnmodel")
    #expect(
      error == NetworkError(.file(FormatError(.system(errno: EISDIR), field: "write", path: path))))
    #expect(try contents() == names([1, 2, 3, 4]))
    try runs.save(try sampleCheckpoint(step: 5))
    #expect(try contents() == names([2, 3, 4, 5]))
  }

  @Test("is one run's at a time; reading is everybody's")
  func oneWriter() throws {
    var runs = try CheckpointDirectory(directory.path)
    try runs.save(try sampleCheckpoint(step: 1))
    let error = failure { _ = try CheckpointDirectory(directory.path) }
    #expect(
      error
        == NetworkError(
          .file(
            FormatError(.locked(by: Int(getpid())), field: "lock", path: directory.path))))
    #expect(try CheckpointDirectory.entries(in: directory.path).count == 1)
    _ = consume runs
    _ = try CheckpointDirectory(directory.path)
  }

  @Test("clears away what killed runs left half written")
  func leftovers() throws {
    try directory.write([1], to: ".nnmodel-\(1 << 22 + 1)-1.tmp")
    try directory.write([1], to: ".nnmodel-\(getppid())-1.tmp")
    _ = try CheckpointDirectory(directory.path)
    #expect(try contents() == [".nnmodel-\(getppid())-1.tmp"])
  }

  @Test("refuses bad rules before it touches anything, and a place that is none")
  func refused() throws {
    let path = directory.file("runs")
    #expect(
      failure { _ = try CheckpointDirectory(path, keeping: [.last(1), .every(steps: 0)]) }?.field
        == "steps between checkpoints to keep")
    #expect(try directory.contents() == [])
    let file = try directory.write([1], to: "file")
    #expect(
      failure { _ = try CheckpointDirectory(file) }
        == NetworkError(.file(FormatError(.system(errno: ENOTDIR), field: "create", path: file))))
  }
}
