import Interchange
import ModelFormat

/// What `nnmodel cast` tells of what it did.
struct CastReport {
  let result: CastResult
  /// Bytes of the file before and after; nil where the new one has gone to a pipe.
  let sizes: (before: UInt64, after: UInt64?)
  let type: ElementType

  /// A row a tensor.
  var table: Table {
    let saturates = result.error.saturatedCount > 0
    let last = saturates ? ["saturated"] : []
    var table = Table(["tensor", "dtype", "largest", "relative", "rms", "to zero"] + last)
    for entry in result.entries {
      let (from, to) = (entry.source.type.rawValue, entry.result.type.rawValue)
      let error = entry.error
      let saturated = saturates ? [NumberFormat.grouped(error.saturatedCount)] : []
      table.add(
        [
          entry.source.name, from == to ? from : "\(from) → \(to)",
          NumberFormat.significant(error.maximumAbsolute),
          NumberFormat.significant(error.maximumRelative),
          NumberFormat.significant(error.rootMeanSquare),
          NumberFormat.grouped(error.vanishedCount),
        ] + saturated)
    }
    return table
  }

  /// What came of it in all.
  var summary: [String] {
    let error = result.error
    var lines = [
      "cast       \(Wording.counted(result.entries.count, "tensor")) to \(type.rawValue): largest error "
        + "\(NumberFormat.significant(error.maximumAbsolute)), rms "
        + "\(NumberFormat.significant(error.rootMeanSquare)), "
        + "\(NumberFormat.grouped(error.vanishedCount)) to zero"
        + (error.saturatedCount > 0
          ? ", \(NumberFormat.grouped(error.saturatedCount)) saturated" : "")
    ]
    if !result.kept.isEmpty { lines.append("kept       \(Wording.list(result.kept.map(\.name)))") }
    if !result.dropped.isEmpty {
      lines.append("left out   \(Wording.list(result.dropped.map(\.name)))")
    }
    if result.exampleCount > 0 {
      lines.append(
        "examples   \(Wording.counted(result.exampleCount, "row")) predicted anew by the new numbers"
      )
    }
    if let after = sizes.after {
      let ratio = Double(after) / Double(sizes.before)
      lines.append(
        "size       \(NumberFormat.bytes(sizes.before)) → \(NumberFormat.bytes(after)), "
          + NumberFormat.percent(ratio))
    }
    return lines
  }

  func json(from source: String, to output: String) -> JSONOutput {
    let tensors: [JSONOutput] = result.entries.map { entry in
      [
        "name": .string(entry.source.name), "from": .string(entry.source.type.rawValue),
        "to": .string(entry.result.type.rawValue), "error": Self.json(entry.error),
      ]
    }
    func names(_ tensors: [TensorInfo]) -> JSONOutput { .array(tensors.map { .string($0.name) }) }
    return [
      "file": .string(source), "output": .string(output), "dtype": .string(type.rawValue),
      "tensors": .array(tensors), "total": Self.json(result.error), "kept": names(result.kept),
      "dropped": names(result.dropped), "examples": .integer(result.exampleCount),
      "bytesBefore": .unsigned(sizes.before),
      "bytesAfter": sizes.after.map { .unsigned($0) } ?? .null,
    ]
  }

  private static func json(_ error: CastError) -> JSONOutput {
    [
      "elements": .integer(error.count), "maximumError": .number(error.maximumAbsolute),
      "maximumRelativeError": .number(error.maximumRelative),
      "rms": .number(error.rootMeanSquare), "vanished": .integer(error.vanishedCount),
      "saturated": .integer(error.saturatedCount),
    ]
  }
}
