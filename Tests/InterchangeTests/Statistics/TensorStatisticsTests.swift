import Interchange
import ModelFormat
import TestSupport
import Testing

struct TensorStatisticsTests {
  private func statistics(_ tensor: Tensor, pieces: Int = .max) -> TensorStatistics {
    var statistics = TensorStatistics(tensor.info.type)
    var start = 0
    while start < tensor.bytes.count {
      let end = start + min(pieces, tensor.bytes.count - start)
      statistics.add(tensor.bytes.span.extracting(start..<end))
      start = end
    }
    return statistics
  }

  /// Numbers whose spread is a billionth of their size: sums of squares would lose all of it.
  private static let farAway = (0..<5000).map { (index: Int) -> Double in
    let rest = Double(index * index % 1009)
    return 1e9 + rest / 1000
  }

  @Test("tells what Python's fractions tell of numbers far from zero")
  func farFromZero() throws {
    let found = statistics(try Tensor("x", shape: [5000], Self.farAway))
    #expect(found.count == 5000 && found.zeroCount == 0 && found.nonFiniteCount == 0)
    #expect(abs((found.mean ?? 0) - 1_000_000_000.505284) <= 2.4e-7)
    // Exactly, and then rounded: 0.2995480533897623.
    #expect(abs((found.deviation ?? 0) / 0.2995480533897623 - 1) < 1e-7)
    #expect(found.minimum == 1e9 && found.maximum == 1_000_000_001.008)
  }

  @Test("gives the same bits however the bytes are cut", arguments: [8, 24, 4096, 8 * 700])
  func pieces(_ size: Int) throws {
    let tensor = try Tensor("x", shape: [5000], Self.farAway)
    let (whole, cut) = (statistics(tensor), statistics(tensor, pieces: size))
    #expect(whole.mean == cut.mean && whole.deviation == cut.deviation)
    #expect(whole.minimum == cut.minimum && whole.maximum == cut.maximum)
    #expect(cut.count == 5000)
  }

  @Test("takes a large piece like small ones")
  func largePieces() throws {
    let count = 3 << 14 | 5
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let tensor = try Tensor("x", shape: [count], bytes)
    let (whole, cut) = (statistics(tensor), statistics(tensor, pieces: 1000))
    #expect(whole.count == count && whole.zeroCount == bytes.count { $0 == 0 })
    #expect(whole.mean == cut.mean && whole.deviation == cut.deviation)
  }

  @Test("tells a few numbers as they are worked out by hand")
  func byHand() throws {
    let found = statistics(try Tensor("x", shape: [2, 4], [2, 4, 4, 4, 5, 5, 7, 9] as [Float]))
    #expect(found.mean == 5 && found.deviation == 2)
    #expect(found.minimum == 2 && found.maximum == 9 && found.zeroShare == 0)
    let integers = statistics(try Tensor("x", shape: [4], [-3, 0, 0, 3] as [Int8]))
    #expect(integers.mean == 0 && integers.zeroShare == 0.5)
    #expect(abs((integers.deviation ?? 0) - 2.1213203435596424) < 1e-15)
  }

  @Test("leaves out what is not finite, and counts it")
  func nonFinite() throws {
    let values: [Double] = [.nan, 1, .infinity, 3, -.infinity, -0.0, 0]
    let found = statistics(try Tensor("x", shape: [7], values))
    #expect(found.count == 7 && found.nonFiniteCount == 3 && found.zeroCount == 2)
    #expect(found.mean == 1 && found.minimum == 0 && found.maximum == 3)
    #expect(found.zeroShare == 2.0 / 7)
    let none = statistics(try Tensor("x", shape: [1], [Double.nan]))
    #expect(none.mean == nil && none.deviation == nil && none.minimum == nil)
    #expect(none.maximum == nil && none.zeroShare == 0)
    #expect(statistics(try Tensor("x", shape: [0, 3], [Float]())).zeroShare == nil)
  }

  @Test("has a mean of the largest numbers, whose sum has no place in a double")
  func largest() throws {
    let values = [Double](repeating: 0x1.8p1023, count: 1500)
    let found = statistics(try Tensor("x", shape: [1500], values))
    #expect(found.mean == 0x1.8p1023)
    #expect(found.deviation == 0)
  }

  @Test("counts two numbers for each that is complex")
  func complex() throws {
    let parts = try Tensor("x", shape: [4], [1, 2, 3, 6] as [Float])
    let found = statistics(Tensor(try TensorInfo("x", .c64, [2]), bytes: parts.bytes))
    #expect(found.count == 4 && found.mean == 3)
  }

  @Test("reads a file from front to back")
  func file() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.nnmodel")
    var options = WriteOptions()
    options.chunkSize = 4096
    try ModelFileWriter.write(
      [
        try Tensor("far", shape: [5000], Self.farAway), try Tensor("none", shape: [0], [Float]()),
        try Tensor("near", shape: [2], [1, 2] as [Float]),
      ], to: path, options: options)
    let found = try ModelStream(reading: try File(opening: path)).statistics()
    #expect(found.map(\.count) == [5000, 0, 2])
    let whole = statistics(try Tensor("x", shape: [5000], Self.farAway))
    #expect(found[0].deviation == whole.deviation && found[2].mean == 1.5)
  }
}
