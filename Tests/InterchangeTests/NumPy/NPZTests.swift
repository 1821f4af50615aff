import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

struct NPZTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  @Test("reads what NumPy wrote, to the bit", arguments: ["stored", "deflated", "unnamed"])
  func numpyWrote(_ name: String) throws {
    let expected = try PeerTensor.load(
      "peers/numpy/\(name).tensors.json", as: [String: PeerTensor].self)
    let model = try NPZ.read(Fixtures.path("peers/numpy/\(name).npz"), ImportOptions())
    #expect(Set(model.tensors.map(\.info.name)) == Set(expected.keys))
    for tensor in model.tensors {
      #expect(try expected[tensor.info.name]?.matches(tensor) == true, "\(tensor.info.name)")
    }
  }

  /// A classifier of scikit-learn's, whose weights are [in, out]: turned, they are a network that predicts the same.
  @Test func scikitLearn() throws {
    var model = try NPZ.read(Fixtures.path("peers/numpy/iris_mlp.npz"), ImportOptions())
    for (index, tensor) in model.tensors.enumerated()
    where tensor.info.name.hasPrefix("coefs_") {
      let shape = tensor.info.shape
      let turned = try StridedLayout(shape: [shape[1], shape[0]], strides: [1, shape[1]])
        .gather(tensor.bytes, elementSize: 8)
      model.tensors[index] = Tensor(
        try TensorInfo(tensor.info.name, .f64, [shape[1], shape[0]]), bytes: turned)
    }
    var options = ImportOptions()
    options.renames = [
      try TensorRename(#"coefs_(\d+)=$1.weight"#), try TensorRename(#"intercepts_(\d+)=$1.bias"#),
    ]
    options.activations = [.relu, .softmax]
    let assembly = try NetworkAssembly(model.tensors.map(\.info), options)
    let path = directory.file("iris.nnmodel")
    try model.write(to: path, assembly: assembly)
    let rows = try peerNumbers("peers/numpy/iris_mlp.inputs.csv")
    let expected = try peerNumbers("peers/numpy/iris_mlp.expected.csv")
    let found = try Model(contentsOf: path).outputs(for: rows).elements
    #expect(found.count == expected.count && expected.count > 50)
    for (value, peer) in zip(found, expected) {
      #expect(abs(Double(value) - peer) <= 1e-6 + 1e-6 * abs(peer))
    }
  }

  private func exported(_ tensors: [Tensor], _ members: JSONObject = JSONObject()) throws
    -> ExportedModel
  {
    let path = directory.file("m.nnmodel")
    try ModelFileWriter.write(tensors, members: members, to: path)
    return try ExportedModel(reading: ModelStream(reading: File(opening: path)))
  }

  @Test("keeps every tensor that NumPy has a type for")
  func roundTrip() throws {
    var random = Deterministic(seed: 3)
    var tensors: [Tensor] = []
    for type in ElementType.allCases where NumPyType.word(of: type) != nil {
      for shape in [[], [0, 3], [5], [4, 7]] {
        let info = try TensorInfo("\(type)/\(shape)é", type, shape)
        let bytes = random.bytes(info.byteCount).map { type == .bool ? $0 & 1 : $0 }
        tensors.append(Tensor(info, bytes: bytes))
      }
    }
    #expect(tensors.count == 4 * 13)
    #expect(try NPZ.write(exported(tensors), to: directory.file("a.npz")) == [])
    #expect(try NPZ.read(directory.file("a.npz"), ImportOptions()).tensors == tensors)
  }

  @Test("tells what it leaves out")
  func partsLeftOut() throws {
    let network = Fixtures.path("v1/network-categories.nnmodel")
    let model = try ExportedModel(reading: ModelStream(reading: File(opening: network)))
    let parts = try NPZ.write(model, to: directory.file("a.npz"))
    #expect(parts.contains(.layers) && parts.contains(.columns) && !parts.contains(.otherTensors))
    let bag = [Tensor(try TensorInfo("t", .bf16, [1]), bytes: [0, 0])]
    let members: JSONObject = ["metadata": ["a": "b"]]
    #expect(
      try NPZ.write(exported(bag, members), to: directory.file("a.npz")) == [
        .metadata, .elementTypes,
      ])
    #expect(
      try NPZ.read(directory.file("a.npz"), ImportOptions()).tensors[0].info.type == .f32)
  }

  @Test(
    "does not write a name that no reader takes",
    arguments: ["/a", "a/../b", "..", "a\\b"])
  func names(_ name: String) throws {
    let path = directory.file("a.npz")
    let model = try exported([Tensor(try TensorInfo(name, .u8, [1]), bytes: [0])])
    let error = #expect(throws: FormatError.self) { try NPZ.write(model, to: path) }
    #expect(error?.code == "invalid-name")
    #expect(try !directory.contents().contains("a.npz"))
  }

  @Test("refuses members that are not arrays, and says which array is wrong")
  func refusals() throws {
    let array = try Fixtures.bytes("peers/numpy/f4.npy")
    func read(_ members: [HandmadeZip.Member]) throws -> ImportedModel {
      try NPZ.read(
        try directory.write(HandmadeZip(members).bytes, to: "a.npz"), ImportOptions())
    }
    #expect(try read([.init(name: "a.npy", data: array)]).tensors[0].info.name == "a")
    #expect(try read([.init(name: "a.npy.npy", data: array)]).tensors[0].info.name == "a.npy")
    for bad in [
      HandmadeZip.Member(name: "b.txt", data: []), .init(name: "b/", data: []),
      .init(name: ".npy", data: array), .init(name: "b.npy", data: []),
      .init(name: "b.npy", data: Array(array.dropLast())), .init(name: "b.npy", data: array + [0]),
      .init(name: "b\u{7}.npy", data: array),
    ] {
      let error = #expect(throws: FormatError.self) {
        try read([.init(name: "a.npy", data: array), bad])
      }
      #expect("\(String(describing: error))".contains(bad.name.prefix(1)))
      #expect(error?.path != nil)
    }
  }
}
