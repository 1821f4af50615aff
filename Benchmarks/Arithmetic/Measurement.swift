import CKernels
import Glibc
import ModelFormat
import NeuralNetwork

/// One row of the benchmark: what is done, and how fast.
enum Measurement {
  /// Why a row cannot be measured.
  struct UnknownRow: Error, CustomStringConvertible {
    let description = "no such row"
  }

  /// The median of several rounds, and its unit.
  static func measure(_ row: String, threads: Int) throws -> (Double, String) {
    let parts = row.split(separator: "-").map(String.init)
    switch parts.first {
    case "product": return (try product(numbers(parts[1], by: "x"), threads), "GFLOP/s")
    case "gemv":
      let sizes = try numbers(parts[1], by: "x")
      return (matrixVector(depth: sizes[0], columns: sizes[1]), "us")
    case "train":
      if row == "train-xor" { return (try tiny([2, 4, 1]), "samples/s") }
      if row == "train-16-16-16" { return (try tiny([16, 16, 16]), "samples/s") }
      let widths = parts.dropFirst().compactMap { Int($0) }
      guard let batch = parts.first(where: { $0.hasPrefix("b") }).flatMap({ Int($0.dropFirst()) }),
        let optimizer = parts.last
      else { throw UnknownRow() }
      return (
        try train(widths, batch: batch, optimizer: optimizer, threads: threads), "samples/s"
      )
    case "checkpoint":
      return (try checkpoint(parts.dropFirst().compactMap { Int($0) }, isInBackground: true), "us")
    case "predict":
      let widths = parts.dropFirst().compactMap { Int($0) }
      guard let batch = parts.last.flatMap({ Int($0.dropFirst()) }) else { throw UnknownRow() }
      let time = try predict(widths, rows: batch, threads: threads)
      return batch == 1 ? (time * 1e6, "us") : (Double(batch) / time, "samples/s")
    default: throw UnknownRow()
    }
  }

  private static func numbers(_ text: String, by separator: Character) throws -> [Int] {
    let numbers = text.split(separator: separator).compactMap { Int($0) }
    guard !numbers.isEmpty else { throw UnknownRow() }
    return numbers
  }

  private static var now: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The times of a call in blocks of 10 ms, for 0.4 s after a warm-up, the shortest first.
  private static func times(_ body: () throws -> Void) rethrows -> [Double] {
    var calls = 0
    let start = now
    while calls < 2 || now - start < 0.1 {
      try body()
      calls += 1
    }
    let each = max(1, Int(Double(calls) / (now - start) / 100))
    var blocks: [Double] = []
    let end = now + 0.4
    while blocks.count < 3 || now < end {
      let begin = now
      for _ in 0..<each { try body() }
      blocks.append((now - begin) / Double(each))
    }
    return blocks.sorted()
  }

  private static func medianTime(_ body: () throws -> Void) rethrows -> Double {
    let times = try times(body)
    return times[times.count / 2]
  }
}

extension Measurement {
  /// Numbers from −½ to ½ in memory that is aligned for vectors, and never given back.
  private static func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = unsafe UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
    var state: UInt32 = 1
    for i in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      unsafe memory[i] = Float(state >> 8) * 0x1p-24 - 0.5
    }
    return unsafe memory
  }

  /// GFLOP/s of rows × depth × columns, each thread a part of the rows, in the fastest block: what is asked
  /// for is the limit, and whatever else the machine does only takes away.
  private static func product(_ sizes: [Int], _ threads: Int) throws -> Double {
    guard sizes.count == 3 else { throw UnknownRow() }
    let (rows, depth, columns) = (sizes[0], sizes[1], sizes[2])
    let seconds = times {
      multiply(rows: rows, depth: depth, columns: columns, threads: threads)
    }[0]
    return 2 * Double(rows * depth * columns) / seconds / 1e9
  }

  private static func matrixVector(depth: Int, columns: Int) -> Double {
    medianTime { multiply(rows: 1, depth: depth, columns: columns, threads: 1) } * 1e6
  }

  @unsafe private struct Operands {
    let x, weights, y: UnsafeMutablePointer<Float>
  }

  nonisolated(unsafe) private static var operands: [[Int]: Operands] = unsafe [:]

  private static func multiply(rows: Int, depth: Int, columns: Int, threads: Int) {
    let panels = (columns + 15) / 16
    let key = [rows, depth, columns]
    let found =
      unsafe operands[key]
      ?? Operands(
        x: numbers(rows * depth), weights: numbers(panels * 16 * depth),
        y: numbers(rows * panels * 16))
    unsafe operands[key] = found
    guard let table = unsafe nn_kernels(nil) else { return }
    nonisolated(unsafe) let (kernels, memory) = unsafe (table, found)
    let part = { @Sendable (thread: Int) in
      let first = rows * thread / threads
      unsafe withUnsafePointer(
        to: nn_product(
          rows: rows * (thread + 1) / threads - first, depth: depth, panels: panels,
          x: memory.x + first * depth, x_stride: depth, weights: memory.weights,
          weight_stride: depth * 16, bias: nil, y: memory.y + first * panels * 16,
          y_stride: panels * 16, activation: NN_LINEAR, slope: 0)
      ) { unsafe kernels.pointee.product($0) }
    }
    onEachThread(of: threads, part)
  }
}

extension Measurement {
  private static func dataset(rows: Int, inputs: Int, classes: Int) throws -> Dataset {
    var state: UInt32 = 7
    func next() -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 8
    }
    return try Dataset(
      inputs: (0..<inputs).map { Column(name: "x\($0)") },
      outputs: [Column(name: "y", kind: .classes(labels: (0..<classes).map(String.init)))],
      features: (0..<(rows * inputs)).map { _ in Double(next()) * 0x1p-24 },
      targets: .classes((0..<rows).map { _ in Int(next()) % classes }))
  }

  /// Samples a second of whole epochs: shuffling, gathering, forward, loss, backward, steps.
  private static func train(
    _ widths: [Int], batch: Int, optimizer: String, threads: Int
  ) throws -> Double {
    guard widths.count > 2, let inputs = widths.first, let classes = widths.last else {
      throw UnknownRow()
    }
    let data = try dataset(rows: 12_800, inputs: inputs, classes: classes)
    let hidden = widths.dropFirst().dropLast().map { Layer.dense($0, .relu) }
    var trainer = Trainer(
      Network(inputs: inputs, layers: hidden + [.dense(classes, .softmax)], seed: 1),
      loss: .crossEntropy,
      optimizer: optimizer == "sgd" ? .sgd(learningRate: 0.01) : .adam(learningRate: 0.001),
      batchSize: .count(batch), threads: threads, scaling: .none)
    return try epochs(of: &trainer, data, rows: 12_800, count: 9)
  }

  /// Samples a second of one-sample steps, sigmoid and mean squared error.
  private static func tiny(_ widths: [Int]) throws -> Double {
    let rows = 40_000
    var features: [Double] = []
    var targets: [Double] = []
    for row in 0..<rows {
      for i in 0..<widths[0] { features.append(Double(row >> (i % 2) & 1)) }
      for _ in 0..<widths[2] { targets.append(Double((row ^ row >> 1) & 1)) }
    }
    let data = try Dataset(
      inputs: (0..<widths[0]).map { Column(name: "x\($0)") },
      outputs: (0..<widths[2]).map { Column(name: "y\($0)") }, features: features,
      targets: .values(targets))
    var trainer = Trainer(
      Network(
        inputs: widths[0], layers: [.dense(widths[1], .sigmoid), .dense(widths[2], .sigmoid)],
        seed: 1),
      loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.1), batchSize: .count(1), threads: 1,
      scaling: .none)
    return try epochs(of: &trainer, data, rows: rows, count: 50)
  }

  private static func epochs(
    of trainer: inout Trainer, _ data: Dataset, rows: Int, count: Int
  ) throws -> Double {
    var times: [Double] = []
    try trainer.fit(data, epochs: count) { _ in times.append(now) }
    let spent = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    return Double(rows) / spent[spent.count / 2]
  }

  /// Microseconds that training stands still for a checkpoint of a network and its Adam: the median of several.
  static func checkpoint(_ widths: [Int], isInBackground: Bool) throws -> Double {
    guard widths.count > 2, let inputs = widths.first, let classes = widths.last else {
      throw UnknownRow()
    }
    let data = try dataset(rows: 1_280, inputs: inputs, classes: classes)
    let hidden = widths.dropFirst().dropLast().map { Layer.dense($0, .relu) }
    var trainer = Trainer(
      Network(inputs: inputs, layers: hidden + [.dense(classes, .softmax)], seed: 1),
      loss: .crossEntropy, optimizer: .adam(learningRate: 0.001), batchSize: .count(128),
      threads: 1,
      scaling: .none)
    let path = "/tmp/nnmodel-benchmark-\(getpid())"
    // A second between two saves: each is written when the next one comes.
    let writer = CheckpointWriter(
      try CheckpointDirectory(path), every: .time(.seconds(1)), data: DataIdentity(data),
      isInBackground: isInBackground)
    var times: [Double] = []
    try trainer.fit(
      data, epochs: 1_000_000,
      observer: { (moment) throws(NetworkError) in
        let count = writer.saveCount
        let start = now
        let decision = try writer.observe(moment)
        if writer.saveCount > count, moment.steps > 0 { times.append(1e6 * (now - start)) }
        return times.count < 5 ? decision : .stop
      })
    try writer.finish()
    for name in try Directory.names(in: path) { _ = try Directory.remove("\(path)/\(name)") }
    unsafe rmdir(path)
    return times.sorted()[times.count / 2]
  }

  /// Seconds for the outputs of some rows.
  private static func predict(_ widths: [Int], rows: Int, threads: Int) throws -> Double {
    guard widths.count > 2, let inputs = widths.first, let classes = widths.last else {
      throw UnknownRow()
    }
    let hidden = widths.dropFirst().dropLast().map { Layer.dense($0, .relu) }
    let network = Network(inputs: inputs, layers: hidden + [.dense(classes, .linear)], seed: 1)
    let elements = (0..<(rows * inputs)).map { Float($0 % 255) / 255 }
    if rows == 1 { return try medianTime { _ = try network.predict(elements) } }
    let matrix = try Matrix(rows: rows, columns: inputs, elements: elements)
    return try medianTime { _ = try network.forward(matrix, threads: threads) }
  }
}
