import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Files that PyTorch 2.13 wrote, with what it reads from them itself.
struct PyTorchTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private struct Expected: Decodable {
    struct Tensor: Decodable {
      let dtype: String
      let shape: [Int]
      let bytes: String
    }
    let tensors: [String: Tensor]
    let metadata: [String: String]
  }

  private static let types: [String: ElementType] = [
    "float64": .f64, "float32": .f32, "float16": .f16, "bfloat16": .bf16,
    "float8_e4m3fn": .f8E4M3, "float8_e5m2": .f8E5M2, "float8_e8m0fnu": .f8E8M0,
    "float8_e4m3fnuz": .f8E4M3FNUZ, "float8_e5m2fnuz": .f8E5M2FNUZ, "int64": .i64, "int32": .i32,
    "int16": .i16, "int8": .i8, "uint64": .u64, "uint32": .u32, "uint16": .u16, "uint8": .u8,
    "bool": .bool, "complex64": .c64,
  ]

  @Test(
    "reads what PyTorch reads, to the bit",
    arguments: [
      "every_dtype", "little_endian", "big_endian", "views_protocol_2", "views_protocol_5",
      "checkpoint", "parameter", "alone",
    ])
  func peers(_ name: String) throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(Fixtures.bytes("peers/torch/\(name).pt.json")))
    let model = try PyTorch.read(Fixtures.path("peers/torch/\(name).pt"), ImportOptions())
    #expect(Set(model.tensors.map(\.info.name)) == Set(expected.tensors.keys))
    for tensor in model.tensors {
      let peer = try #require(expected.tensors[tensor.info.name])
      #expect(tensor.info.type == Self.types[peer.dtype] && tensor.info.shape == peer.shape)
      let hexadecimal = tensor.bytes.map { String(format: "%02x", $0) }.joined()
      #expect(hexadecimal == peer.bytes, "\(tensor.info.name)")
    }
    #expect(Dictionary(model.metadata.map { ($0.name, $0.text) }) { $1 } == expected.metadata)
  }

  @Test func everyTypeIsThere() throws {
    let model = try PyTorch.read(Fixtures.path("peers/torch/every_dtype.pt"), ImportOptions())
    #expect(Set(model.tensors.map(\.info.type)) == Set(ElementType.allCases))
  }

  @Test("predicts what PyTorch predicts")
  func predictions() throws {
    let model = try PyTorch.read(Fixtures.path("peers/torch/digits_mlp.pt"), ImportOptions())
    let peers = try PeerTensor.load(
      "peers/torch/digits_mlp.pt.tensors.json", as: [String: PeerTensor].self)
    #expect(peers.count == model.tensors.count)
    for tensor in model.tensors {
      #expect(try peers[tensor.info.name]?.matches(tensor) == true, "\(tensor.info.name)")
    }
    var options = ImportOptions()
    options.activations = [.relu, .linear]
    let assembly = try NetworkAssembly(model.tensors.map(\.info), options)
    let path = directory.file("digits.nnmodel")
    try model.write(to: path, assembly: assembly)
    let rows = try peerNumbers("peers/torch/digits_mlp.inputs.csv")
    let expected = try peerNumbers("peers/torch/digits_mlp.expected.csv")
    let found = try Model(contentsOf: path).outputs(for: rows).elements
    #expect(found.count == expected.count && expected.count > 100)
    for (value, peer) in zip(found, expected) {
      #expect(abs(Double(value) - peer) <= 1e-5 + 1e-5 * abs(peer))
    }
  }

  @Test("finds the network of a checkpoint under its prefix")
  func checkpoint() throws {
    let model = try PyTorch.read(Fixtures.path("peers/torch/checkpoint.pt"), ImportOptions())
    var options = ImportOptions()
    options.activations = [.relu, .linear]
    let assembly = try NetworkAssembly(model.tensors.map(\.info), options)
    #expect(assembly.topology?.inputs == 3 && assembly.topology?.outputs == 1)
  }

  @Test(
    "refuses what holds more than tensors and plain values, and names it",
    arguments: [
      ("bad_module", "torch.nn.modules.linear.Linear", "state_dict()"),
      ("bad_sparse", "torch._utils._rebuild_sparse_tensor", "state_dict()"),
      ("bad_complex128", "torch.ComplexDoubleStorage", "state_dict()"),
      ("bad_conjugated", "conjugated", "resolve_conj()"),
      ("bad_torchscript", "TorchScript", "state_dict()"),
      ("bad_old_format", "a pickle alone", "since 1.6"),
    ])
  func refusals(_ name: String, _ found: String, _ hint: String) throws {
    let path = Fixtures.path("peers/torch/\(name).pt")
    let error = #expect(throws: FormatError.self) { try PyTorch.read(path, ImportOptions()) }
    let text = "\(String(describing: error))"
    #expect(text.contains(found) && text.contains(hint) && error?.path == path, "\(text)")
    let front = try Fixtures.bytes("peers/torch/\(name).pt").prefix(64)
    #expect(PyTorch.recognises(front) == (name == "bad_old_format"))
  }

  @Test("refuses archives that are not PyTorch's", arguments: ["numpy/stored.npz", "numpy/f4.npy"])
  func otherFiles(_ name: String) {
    #expect(throws: FormatError.self) {
      try PyTorch.read(Fixtures.path("peers/\(name)"), ImportOptions())
    }
  }

  @Test("refuses a pickle that is deflated, which torch.save never writes")
  func deflated() throws {
    let pickle = HandmadePickle.pickle(HandmadePickle.dictionary([]))
    for (packed, isRead) in [(nil, true), (HandmadeZip.stored(pickle), false)] {
      let zip = HandmadeZip([.init(name: "m/data.pkl", data: pickle, packed: packed)])
      let path = try directory.write(zip.bytes, to: "m.pt")
      if isRead {
        #expect(try PyTorch.read(path, ImportOptions()).tensors == [])
      } else {
        let error = #expect(throws: FormatError.self) { try PyTorch.read(path, ImportOptions()) }
        #expect(error?.code == "invalid-value" && error?.field == "m/data.pkl")
      }
    }
  }

  /// A byte changed at a time: an error, or the same tensors.
  @Test func everyByteCounts() throws {
    let bytes = try Fixtures.bytes("peers/torch/parameter.pt")
    let whole = try PyTorch.read(Fixtures.path("peers/torch/parameter.pt"), ImportOptions())
    var refused = 0
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 0x11
      let path = try directory.write(changed, to: "parameter.pt")
      do {
        let model = try PyTorch.read(path, ImportOptions())
        #expect(model.tensors == whole.tensors, "\(position)")
      } catch {
        refused += 1
      }
    }
    #expect(refused > bytes.count / 3)
  }
}
