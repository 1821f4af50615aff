import Glibc
import ModelFormat

/// What went wrong where the file format has no word for it.
struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// Answers requests: an action, and the words that it needs.
struct Measurement {
  /// What is saved, kept for the next request.
  private var tensors: [Tensor] = []
  private var dataset = ""

  /// Measures an action. Seconds, or bytes where it is about memory.
  mutating func answer(to words: [String]) throws -> [(name: String, value: Double)] {
    switch (words[0], words.count) {
    case ("save", 4):
      try use(words[2])
      ProcessMemory.trim()
      return [("save", try seconds { try save(words[1], to: words[3]) })]
    case ("load", 4): return [("load", try load(words[3]))]
    case ("check", 4):
      try use(words[2])
      try check(words[3])
      return []
    case ("map", 4): return [("map", try median { try mapAll(words[3]) })]
    case ("map-tensor", 5):
      let name = words[4]
      return [("map-tensor", try median { try mapOne(name, of: words[3]) })]
    case ("memory-save", 4):
      try use(words[2])
      let before = ProcessMemory.begin()
      try save(words[1], to: words[3])
      return [("bytes", Double(ProcessMemory.peak - before))]
    case ("memory-load", 4):
      let before = ProcessMemory.begin()
      let kept = try Self.readAll(words[3])
      let bytes = kept.reduce(0) { $0 + $1.bytes.count }
      return [("bytes", Double(ProcessMemory.peak - before - bytes))]
    case ("small", 4): return try small(words[1], file: words[3])
    default: throw Failure(description: "unknown request \(words)")
    }
  }

  private mutating func use(_ path: String) throws {
    if dataset == path { return }
    tensors = []
    tensors = try Weights.read(path)
    dataset = path
  }
}

extension Measurement {
  /// Every tensor of a file, in memory of their own.
  private static func readAll(_ path: String) throws(FormatError) -> [Tensor] {
    try ModelFile(opening: path).readAll()
  }

  /// `compressed` or `raw`; with `, flushed` also known to be on the disk.
  private func save(_ way: String, to path: String) throws {
    try ModelFileWriter.write(tensors, to: path, options: try Self.options(way))
  }

  private static func options(_ way: String) throws -> WriteOptions {
    let words = way.split(separator: ",").map { $0.drop { $0 == " " } }
    var options = WriteOptions()
    options.durability = words.dropFirst() == ["flushed"] ? .full : .none
    switch words.first {
    case "compressed": options.compression = .auto
    case "raw": options.compression = .raw
    default: throw Failure(description: "there is no way to save called \(way)")
    }
    return options
  }

  /// The tensors are freed when the clock stands still.
  private func load(_ path: String) throws -> Double {
    ProcessMemory.trim()
    var kept: [Tensor] = []
    let time = try seconds { kept = try Self.readAll(path) }
    return kept.isEmpty ? .nan : time
  }

  private func check(_ path: String) throws {
    for (found, expected) in zip(try Self.readAll(path), tensors) where found != expected {
      throw Failure(description: "\(expected.info.name) is not what was saved")
    }
    if try ModelFile(opening: path).tensors.count != tensors.count {
      throw Failure(description: "not as many tensors as were saved")
    }
  }

  /// Every tensor of a raw file where it lies; none of their bytes is looked at.
  private func mapAll(_ path: String) throws {
    let file = try ModelFile(opening: path)
    var count = 0
    for info in file.tensors { count += try file.map(info.name).info.byteCount }
    if count == 0 { throw Failure(description: "the file is empty") }
  }

  /// One tensor of a raw file, copied from where it lies.
  private func mapOne(_ name: String, of path: String) throws {
    let copy = try ModelFile(opening: path).map(name).withBytes { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
        unsafe bytes.withUnsafeBytes {
          unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: $0)
        }
        count = bytes.count
      }
    }
    if copy.isEmpty { throw Failure(description: "\(name) is empty") }
  }

  /// Save and load of a network of a few numbers: the medians of `rounds` of each.
  private func small(_ way: String, file path: String) throws -> [(name: String, value: Double)] {
    let tensors = try Weights.small()
    let options = try Self.options(way)
    var saves: [Double] = []
    var loads: [Double] = []
    for _ in 0..<Self.smallRounds {
      saves.append(try seconds { try ModelFileWriter.write(tensors, to: path, options: options) })
      var found: [Tensor] = []
      loads.append(try seconds { found = try Self.readAll(path) })
      if found != tensors { throw Failure(description: "not what was saved") }
      unsafe unlink(path)
    }
    return [("save", Self.median(saves)), ("load", Self.median(loads))]
  }

  private static let smallRounds = 200
}

extension Measurement {
  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// For what takes too little time to be measured once.
  private func median(_ body: () throws -> Void) rethrows -> Double {
    try Self.median((0..<21).map { _ in try seconds(body) })
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}
