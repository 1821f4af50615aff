import Foundation
import Testing

@testable import NeuralNetwork

/// The bytes of a file of Fixtures/data.
func fixture(_ name: String) throws -> [UInt8] {
  let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  return try Array(Data(contentsOf: root.appendingPathComponent("Fixtures/data/\(name)")))
}

/// A table in a string, delivered `chunk` bytes at a time.
func table(
  _ text: String, chunk: Int = 1000, delimiter: CSVReader.Delimiter? = nil, hasHeader: Bool = true
) throws(NetworkError) -> CSVReader {
  var rest = Array(text.utf8)[...]
  return try CSVReader(delimiter: delimiter, hasHeader: hasHeader) {
    let next = Array(rest.prefix(chunk))
    rest = rest.dropFirst(chunk)
    return next
  }
}

/// Every record of a table, as text.
func records(_ reader: CSVReader) throws(NetworkError) -> [[String]] {
  var reader = reader
  var record = CSVRecord()
  var all: [[String]] = []
  while try reader.read(into: &record) {
    var fields: [String] = []
    for index in 0..<record.count { fields.append(try record.text(index, column: "")) }
    all.append(fields)
  }
  return all
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> NetworkError? {
  do {
    try body()
    return nil
  } catch {
    return error as? NetworkError
  }
}

/// CRC-32 of the zlib polynomial over the bits of `values`, little-endian; bit by bit, so that it
/// shares no code with anything it judges.
func bitDigest(_ values: some Sequence<Float>) -> UInt32 {
  var crc: UInt32 = ~0
  for value in values {
    crc ^= value.bitPattern
    for _ in 0..<32 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}

/// Numbers of (−1, 1) that look random and are the same in every run.
func pseudorandom(_ count: Int, seed: UInt32 = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(Int32(bitPattern: state) >> 8) * 0x1p-23
  }
}

/// All parameters of a network, in the order of files.
func parameters(of network: Network) -> [Float] {
  network.topology.layers.indices.flatMap { index in
    zip(network.tensorKinds(ofLayer: index), network.tensors[index]).flatMap { $0.elements($1) }
  }
}

/// The bits of numbers, with one NaN for all.
func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.withCanonicalNaN.bitPattern) }

extension Rows {
  /// Rows of some numbers, one row after the other.
  init(_ values: [Float], width: Int) {
    self.init(count: values.count / width, width: width)
    for (i, value) in values.enumerated() { self[i / width, i % width] = value }
  }

  /// The numbers of the first `count` rows, without padding.
  func elements(_ count: Int) -> [Float] {
    (0..<count).flatMap { row in (0..<width).map { self[row, $0] } }
  }
}

extension Buffer where Element == Float {
  /// A buffer of some numbers.
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    assign(values, from: 0, length: values.count, at: 0)
  }

  /// All numbers, padding included.
  var elements: [Float] { (0..<count).map { self[$0] } }
}

extension Trainer {
  /// A trainer with settings that are seldom chosen.
  init(
    _ network: Network, loss: Loss, optimizer: NeuralNetwork.Optimizer = Defaults.optimizer,
    batchSize: BatchSize? = nil, seed: UInt64 = Defaults.seed, threads: Int = 1,
    scaling: ScalingMethod = Defaults.scaling, clipping: GradientClipping? = nil,
    classWeights: ClassWeights = .equal, hiddenErrors: HiddenErrors = .slope,
    initialization: Initialization? = nil, schedule: Schedule = .constant, warmupSteps: Int = 0,
    earlyStopping: EarlyStopping? = nil
  ) {
    var settings = TrainingSettings(loss: loss)
    settings.optimizer = optimizer
    settings.batchSize = batchSize
    settings.seed = seed
    settings.scaling = scaling
    settings.clipping = clipping
    settings.classWeights = classWeights
    settings.hiddenErrors = hiddenErrors
    settings.initialization = initialization
    settings.schedule = schedule
    settings.warmupSteps = warmupSteps
    settings.earlyStopping = earlyStopping
    self.init(network, settings: settings, threads: threads)
  }
}
