import ModelFormat

/// What `nnmodel inspect --planes` shows: how the bytes of each tensor are stored.
extension InspectCommand {
  /// What became of the planes of each tensor.
  func showPlanes(on terminal: Terminal) throws {
    let file = try ModelFile(opening: model)
    var table = Table(
      "tensor", "encoding", "plane", "bytes", "ratio", "as is", "codes", "runs", "matches")
    for tensor in file.tensors {
      for chunks in try file.planes(of: tensor.name) {
        for (index, plane) in chunks.planes.enumerated() {
          let shares = [plane.storedBytes, plane.codedBytes, plane.runBytes, plane.matchBytes].map {
            $0 == 0 ? "" : NumberFormat.percent(Double($0) / Double(plane.byteCount))
          }
          let stored = UInt64((plane.bitCount + 7) / 8)
          table.add(
            [
              tensor.name, chunks.encoding.name, chunks.planes.count == 1 ? "all" : "\(index)",
              NumberFormat.grouped(plane.byteCount), ratio(stored, of: plane.byteCount),
            ] + shares)
        }
      }
    }
    try terminal.print()
    try terminal.print(table)
  }

  /// The same for one tensor as JSON.
  func planes(of tensor: String) throws -> JSONOutput {
    let file = try ModelFile(opening: model)
    let encodings = try file.planes(of: tensor).map { chunks in
      JSONOutput.Member(
        key: chunks.encoding.name,
        value: .array(
          chunks.planes.map { plane in
            [
              "bytes": .integer(plane.byteCount), "bits": .integer(plane.bitCount),
              "stored": .integer(plane.storedBytes), "codes": .integer(plane.codedBytes),
              "runs": .integer(plane.runBytes), "matches": .integer(plane.matchBytes),
            ]
          }))
    }
    return .object(encodings)
  }
}
