import Foundation
import ModelFormat
import Synchronization
import TestSupport
import Testing

@testable import NeuralNetwork

/// What reading a directory of checkpoints tells, of good and of bad files.
struct CheckpointDirectoryReadingTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @discardableResult
  private func write(_ step: Int, loss: Double? = nil) throws -> String {
    let name = CheckpointName(step: step).text
    try sampleCheckpoint(step: step, loss: loss).write(to: directory.file(name))
    return name
  }

  private func fileError(_ error: NetworkError?) -> FormatError? {
    if case .file(let error)? = error?.reason { error } else { nil }
  }

  @Test("lists checkpoints by step, with what their headers say")
  func entries() throws {
    for step in [100, 7, 1] { try write(step, loss: Double(step) / 2) }
    try directory.write([1], to: "notes.txt")
    let entries = try CheckpointDirectory.entries(in: directory.path)
    #expect(entries.map(\.step) == [1, 7, 100])
    for entry in entries {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: entry.path))
      #expect(entry.byteCount == UInt64(bytes.count))
      #expect(
        entry.summary == CheckpointSummary(step: entry.step, epoch: 1, loss: Double(entry.step) / 2)
      )
      #expect(entry.fault == nil)
    }
    #expect(try CheckpointDirectory.entries(in: directory.path, verifying: true) == entries)
  }

  @Test("lists what does not open, too, with the reason")
  func faults() throws {
    for step in [1, 2, 3, 4] { try write(step) }
    try directory.write([UInt8](repeating: 7, count: 100), to: "step-00000005.nnmodel")
    try directory.write([], to: "step-00000006.nnmodel")
    try FileManager.default.createDirectory(
      atPath: directory.file("step-00000007.nnmodel"), withIntermediateDirectories: false)
    #expect(unsafe mkfifo(directory.file("step-00000008.nnmodel"), 0o600) == 0)
    try FileManager.default.copyItem(
      atPath: directory.file("step-00000001.nnmodel"),
      toPath: directory.file("step-00000009.nnmodel"))
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("step-00000010.nnmodel"), withDestinationPath: "nowhere")
    try directory.makeNewer("step-00000003.nnmodel")
    try directory.damage("step-00000004.nnmodel")

    let entries = try CheckpointDirectory.entries(in: directory.path)
    #expect(entries.map(\.step) == Array(1...9))
    let codes = entries.map { fileError($0.fault)?.code }
    #expect(
      codes == [
        nil, nil, "unsupported-version", nil, "not-a-model-file", "truncated", "system", "system",
        "inconsistent",
      ])
    #expect(entries.map { $0.byteCount == nil } == Array(1...9).map { $0 == 7 || $0 == 8 })
    for entry in entries where entry.fault != nil {
      #expect(fileError(entry.fault)?.path == entry.path)
    }
    let verified = try CheckpointDirectory.entries(in: directory.path, verifying: true)
    #expect(
      verified.map { fileError($0.fault)?.code == "checksum-mismatch" }
        == Array(1...9).map { $0 == 4 })
    #expect(verified.map { $0.fault == nil }.prefix(4) == [true, true, false, false])
  }

  @Test("finds the newest that loads, and leaves the damaged ones where they are")
  func skipsDamaged() throws {
    for step in [8, 9, 10, 11] { try write(step) }
    try directory.damage("step-00000010.nnmodel")
    try directory.write([1, 2, 3], to: "step-00000011.nnmodel")
    let damaged = try directory.bytes("step-00000010.nnmodel")
    let before = try directory.contents()
    for path in [directory.path, directory.path + "/"] {
      let found = try CheckpointDirectory.newest(in: path)
      #expect(found.checkpoint.step == 9)
      #expect(found.path == directory.file("step-00000009.nnmodel"))
      #expect(found.skipped.map(\.step) == [11, 10])
      #expect(fileError(found.skipped.last?.fault)?.code == "checksum-mismatch")
      #expect(found.skipped.allSatisfy { $0.summary == nil })
    }
    #expect(try directory.contents() == before)
    #expect(try directory.bytes("step-00000010.nnmodel") == damaged)
    #expect(try directory.bytes("step-00000011.nnmodel") == [1, 2, 3])
  }

  @Test("takes the newest by step, not by time or spelling")
  func newest() throws {
    for step in [99_999_999, 100_000_000, 5] { try write(step) }
    let found = try CheckpointDirectory.newest(in: directory.path)
    #expect(found.checkpoint.step == 100_000_000)
    #expect(found.skipped.isEmpty)
  }

  @Test("does not take an older one under a newer name for a newer one")
  func renamed() throws {
    for step in [1, 2] { try write(step) }
    try FileManager.default.copyItem(
      atPath: directory.file("step-00000001.nnmodel"),
      toPath: directory.file("step-00000099.nnmodel"))
    let found = try CheckpointDirectory.newest(in: directory.path)
    #expect(found.checkpoint.step == 2)
    #expect(
      fileError(found.skipped.first?.fault)?.reason
        == .inconsistent(expected: "step 99, as the name says,", found: "step 1"))
  }

  @Test("says that a directory is not there, is none, or has no checkpoint")
  func noCheckpoint() throws {
    let missing = directory.file("missing")
    let file = try directory.write([1], to: "file.nnmodel")
    for (path, number) in [(missing, ENOENT), (file, ENOTDIR)] {
      let expected = NetworkError(
        .file(FormatError(.system(errno: number), field: "open", path: path)))
      #expect(failure { _ = try CheckpointDirectory.newest(in: path) } == expected)
      #expect(failure { _ = try CheckpointDirectory.entries(in: path) } == expected)
    }
    let error = failure { _ = try CheckpointDirectory.newest(in: directory.path) }
    #expect(error == NetworkError(.noCheckpoint, field: directory.path))
    #expect(try CheckpointDirectory.entries(in: directory.path) == [])
  }

  @Test("says what is wrong with the newest where none loads")
  func noneLoads() throws {
    for step in [1, 2] {
      try write(step)
      try directory.damage(CheckpointName(step: step).text)
    }
    let error = failure { _ = try CheckpointDirectory.newest(in: directory.path) }
    guard case .noValidCheckpoint(2, let newest)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fileError(newest)?.path == directory.file("step-00000002.nnmodel"))
    #expect(fileError(newest)?.code == "checksum-mismatch")
    #expect(error?.field == directory.path)
  }

  @Test("says that a newer version is needed where that is the way out")
  func newerVersion() throws {
    for step in [1, 2, 3] { try write(step) }
    try directory.makeNewer("step-00000002.nnmodel")
    try directory.damage("step-00000003.nnmodel")
    let found = try CheckpointDirectory.newest(in: directory.path)
    #expect(found.checkpoint.step == 1)
    #expect(
      found.skipped.map { fileError($0.fault)?.code } == [
        "checksum-mismatch", "unsupported-version",
      ])
    try directory.damage("step-00000001.nnmodel")
    let error = failure { _ = try CheckpointDirectory.newest(in: directory.path) }
    #expect(fileError(error)?.reason == .unsupportedVersion(major: 2, minor: 0))
    #expect(fileError(error)?.path == directory.file("step-00000002.nnmodel"))
  }

  @Test("finds one while a run saves and removes")
  func whileWriting() async throws {
    let path = directory.path
    try sampleCheckpoint(step: 0).write(to: directory.file("step-00000000.nnmodel"))
    let isDone = Flag()
    let writer = Task.detached {
      defer { isDone.set() }
      var directory = try CheckpointDirectory(path, keeping: [.last(1)])
      for step in 1...100 { try directory.save(sampleCheckpoint(step: step)) }
    }
    var last = 0
    while !isDone.isSet {
      let found = try CheckpointDirectory.newest(in: path)
      #expect(found.skipped.isEmpty)
      #expect(found.checkpoint.step >= last)
      last = found.checkpoint.step
      for entry in try CheckpointDirectory.entries(in: path) { #expect(entry.fault == nil) }
    }
    try await writer.value
    #expect(try CheckpointDirectory.newest(in: path).checkpoint.step == 100)
  }

  /// Goes from one thread to another.
  private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
  }
}
