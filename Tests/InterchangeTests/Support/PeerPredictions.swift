import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// What other programs predicted, and what is predicted here from their files.
enum PeerPredictions {
  /// All numbers of a table without a header.
  static func numbers(_ file: String) throws -> [Double] {
    let text = String(decoding: try Fixtures.bytes(file), as: UTF8.self)
    return text.split { $0 == "\n" || $0 == "," }.compactMap { Double($0) }
  }

  /// The model that an import gives, by way of a model file.
  static func model(
    _ imported: ImportedModel, _ options: ImportOptions = ImportOptions()
  ) throws -> Model {
    let directory = try TemporaryDirectory()
    let path = directory.file("imported.nnmodel")
    try imported.write(to: path, assembly: imported.assembly(options))
    return try Model(contentsOf: path)
  }

  /// Compares outputs with the peer's, in the tolerance of single precision.
  static func check(
    _ imported: ImportedModel, inputs: String, expected: String, tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try model(imported).outputs(for: numbers(inputs)).elements.map { Double($0) }
    let peer = try numbers(expected)
    #expect(found.count == peer.count && !peer.isEmpty, sourceLocation: sourceLocation)
    let worst = zip(found, peer).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
    #expect(worst <= tolerance, "\(worst)", sourceLocation: sourceLocation)
  }
}
