import Foundation
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange
@testable import ModelFormat

/// Every case of Fixtures/peers/manifest.json: files that other programs wrote, with what those read and predicted.
struct PeerFilesTests {
  /// One file.
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    let id: String
    let format: String
    let file: String
    let outcome: String
    let activations: [String]?
    let inputs: String?
    let expected: String?
    let expectedTensors: String?
    let tolerance: Tolerance?
    let options: [String: String]?

    var testDescription: String { id }

    private enum CodingKeys: String, CodingKey {
      case id, format, file, outcome, activations, inputs, expected, tolerance, options
      case expectedTensors = "expected_tensors"
    }
  }

  struct Tolerance: Decodable, Sendable {
    let abs: Double
    let rel: Double?
  }

  /// What a peer read back.
  private struct Expected: Decodable {
    let shape: [Int]
    let sha256: String
  }

  private struct Manifest: Decodable {
    let cases: [Case]
  }

  static let cases: [Case] = {
    do {
      let bytes = try Fixtures.bytes("peers/manifest.json")
      return try JSONDecoder().decode(Manifest.self, from: Data(bytes)).cases
    } catch {
      fatalError("the manifest of the peers' files: \(error)")
    }
  }()

  /// What a person says of a file that does not say it itself.
  private static func options(_ entry: Case) throws -> ImportOptions {
    var options = ImportOptions()
    let knowsNetwork = ["fann", "onnx", "brainjs"].contains(entry.format)
    let isAssumed = ["toynn-json", "genann"].contains(entry.format) && entry.options == nil
    if let words = entry.activations, !knowsNetwork, !isAssumed {
      options.activations = try words.map { try Activation(word: $0) }
    }
    return options
  }

  @Test("behaves as the manifest says", arguments: cases)
  func behaves(_ entry: Case) throws {
    let directory = try TemporaryDirectory()
    let path = Fixtures.path("peers/\(entry.file)")
    let packed = directory.file("packed.nnmodel")
    do throws(FormatError) {
      guard let format = try ExchangeFormat(contentsOf: path) else {
        Issue.record("the format is not told")
        return
      }
      let options: ImportOptions
      do { options = try Self.options(entry) } catch { fatalError("\(error)") }
      try ForeignModel(path, as: format, options).write(to: packed)
    } catch {
      #expect(entry.outcome != "load", "\(error)")
      #expect(error.path == path)
      #expect(!"\(error)".contains("\n"))
      return
    }
    #expect(entry.outcome != "refuse")
    if let tensors = entry.expectedTensors, entry.activations == nil {
      try checkTensors(tensors, packed)
    }
    if let inputs = entry.inputs, let expected = entry.expected {
      try checkPredictions(inputs, expected, entry.tolerance, packed)
    }
  }

  private func checkTensors(_ name: String, _ packed: String) throws {
    let data = Data(try Fixtures.bytes("peers/\(name)"))
    let file = try ModelFile(opening: packed)
    if let expected = try? JSONDecoder().decode(Expected.self, from: data) {
      let tensor = try #require(file.tensors.first)
      #expect(file.tensors.count == 1)
      try check(tensor, expected, in: file)
      return
    }
    let all = try JSONDecoder().decode([String: Expected].self, from: data)
    #expect(file.tensors.count == all.count)
    for tensor in file.tensors { try check(tensor, try #require(all[tensor.name]), in: file) }
  }

  private func check(
    _ tensor: TensorInfo, _ expected: Expected, in file: borrowing ModelFile
  ) throws {
    #expect(tensor.shape == expected.shape, "\(tensor.name)")
    let digest = hexadecimal(SHA256.digest(try file.read(tensor.name)))
    #expect(digest == expected.sha256, "\(tensor.name)")
  }

  private func checkPredictions(
    _ inputs: String, _ expected: String, _ tolerance: Tolerance?, _ packed: String
  ) throws {
    let model = try Model(contentsOf: packed)
    let found = try model.outputs(for: try numbers("peers/\(inputs)")).elements
    let peer = try numbers("peers/\(expected)")
    #expect(found.count == peer.count)
    // A network computes in single precision, whatever the peer does.
    let (abs, rel) = (max(tolerance?.abs ?? 0, 1e-6), tolerance?.rel ?? 0)
    for (value, peer) in zip(found, peer) {
      #expect(Swift.abs(Double(value) - peer) <= abs + rel * Swift.abs(peer))
    }
  }

  private func numbers(_ file: String) throws -> [Double] {
    let text = String(decoding: try Fixtures.bytes(file), as: UTF8.self)
    return text.split { $0 == "\n" || $0 == "," }.compactMap { Double($0) }
  }
}
