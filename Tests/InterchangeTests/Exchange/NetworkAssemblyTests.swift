import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

/// Names and shapes as PyTorch's `state_dict` has them.
struct NetworkAssemblyTests {
  private static func infos(_ shapes: [(String, [Int])]) throws -> [TensorInfo] {
    try shapes.map { try TensorInfo($0.0, .f32, $0.1) }
  }

  /// `nn.Sequential(Linear(3, 4), BatchNorm1d(4), ReLU(), LayerNorm(4), Linear(4, 2, bias=False))`.
  private static let sequential: [(String, [Int])] = [
    ("0.weight", [4, 3]), ("0.bias", [4]),
    ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]),
    ("1.num_batches_tracked", []),
    ("3.weight", [4]), ("3.bias", [4]), ("4.weight", [2, 4]),
  ]

  @Test("finds norms where the layers are given")
  func norms() throws {
    var options = ImportOptions()
    options.layers = [
      .dense(4, .linear), .batchNorm(), .activation(.relu), .layerNorm(), .dropout(rate: 0.5),
      .dense(2, .softmax),
    ]
    let assembly = try NetworkAssembly(try Self.infos(Self.sequential), options)
    #expect(
      assembly.tensors.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.1.mean",
        "layers.1.variance", "1.num_batches_tracked", "layers.3.weight", "layers.3.bias",
        "layers.5.weight",
      ])
    let topology = try #require(assembly.topology)
    #expect(topology.inputs == 3)
    #expect(topology.layers.last == .dense(2, .softmax, bias: false))
  }

  @Test(
    "refuses layers that are not the tensors'",
    arguments: [
      [Layer.dense(4, .relu), .dense(2, .softmax)],
      [.dense(5, .linear), .batchNorm(), .layerNorm(), .dense(2, .softmax)],
      [.dense(4, .linear), .layerNorm(), .batchNorm(), .dense(2, .softmax)],
      [.dense(4, .linear), .batchNorm(), .layerNorm(), .dense(2, .softmax), .dense(2, .softmax)],
    ])
  func unfit(_ layers: [Layer]) {
    var options = ImportOptions()
    options.layers = layers
    #expect(throws: FormatError.self) {
      _ = try NetworkAssembly(try Self.infos(Self.sequential), options)
    }
  }

  @Test("takes numbers as numbers, and chains other names by their shapes")
  func order() throws {
    var options = ImportOptions()
    options.activations = [.relu, .linear]
    let numbered = try Self.infos([("net.10.weight", [2, 4]), ("net.9.weight", [4, 3])])
    #expect(
      try NetworkAssembly(numbered, options).tensors.map(\.name)
        == ["layers.1.weight", "layers.0.weight"])
    let named = try Self.infos([("head.weight", [2, 4]), ("body.weight", [4, 3])])
    #expect(
      try NetworkAssembly(named, options).tensors.map(\.name)
        == ["layers.1.weight", "layers.0.weight"])
  }

  @Test("says what it takes for granted")
  func assumptions() throws {
    func assumptions(_ shapes: [(String, [Int])], _ layers: [Layer]) throws -> [String] {
      var options = ImportOptions()
      options.layers = layers
      return try NetworkAssembly(try Self.infos(shapes), options).assumptions
    }
    let dense: [Layer] = [.dense(4, .relu), .dense(2, .softmax)]
    let numbered = [("0.weight", [4, 3]), ("2.weight", [2, 4])]
    #expect(try assumptions(numbered, dense) == [])
    let named = try assumptions([("out.weight", [2, 4]), ("in.weight", [4, 3])], dense)
    #expect(named.count == 1 && named.first?.hasSuffix("shapes fit, in, out") == true)
    let norms = try assumptions(
      Self.sequential,
      [.dense(4, .linear), .batchNorm(momentum: 0.5, epsilon: 0.001), .layerNorm(), dense[1]])
    try #require(norms.map { $0.contains("batch norm") } == [true, false])
    #expect(norms[0].contains("took 0.001;") && norms[1].contains("took 0.00001;"))
    let pictures = [("conv.weight", [8, 3, 3, 3]), ("conv.bias", [8]), ("fc.weight", [10, 512])]
    let head = try assumptions(pictures, [.dense(10, .softmax)])
    #expect(head.count == 1 && head.first?.hasPrefix("2 tensors are in no layer") == true)
    #expect(head.first?.hasSuffix("conv.weight, conv.bias") == true)
  }

  @Test("makes nothing of tensors of which nothing is said, but renames them")
  func bag() throws {
    var options = ImportOptions()
    options.renames = [try TensorRename("net=body")]
    let assembly = try NetworkAssembly(try Self.infos([("net.0.weight", [2, 2])]), options)
    #expect(assembly.tensors.map(\.name) == ["body.0.weight"])
    #expect(assembly.model == nil && assembly.topology == nil)
  }

  @Test("takes a model as it stands in a header, if the tensors are there")
  func model() throws {
    var options = ImportOptions()
    options.model = [
      "inputs": ["shape": [3]], "kind": "feedforward",
      "layers": [["kind": "dense", "units": 2, "activation": "relu", "bias": false]],
    ]
    options.renames = [try TensorRename("w=layers.0.weight")]
    let assembly = try NetworkAssembly(try Self.infos([("w", [2, 3])]), options)
    #expect(assembly.topology?.outputs == 2)
    #expect(throws: FormatError.self) {
      _ = try NetworkAssembly(try Self.infos([("w", [3, 2])]), options)
    }
    options.renames = []
    #expect(throws: FormatError.self) {
      _ = try NetworkAssembly(try Self.infos([("w", [2, 3])]), options)
    }
  }

  @Test("refuses layers for a file that knows its own")
  func known() throws {
    var options = ImportOptions()
    options.layers = [.dense(2, .relu)]
    let known = try Topology(inputs: 3, layers: [.dense(2, .relu, bias: false)])
    let infos = try Self.infos([("layers.0.weight", [2, 3])])
    #expect(try NetworkAssembly(infos, known: known, ImportOptions()).topology == known)
    #expect(throws: FormatError.self) { _ = try NetworkAssembly(infos, known: known, options) }
  }

  @Test("keeps what a file tells beside the network that it knows")
  func carried() throws {
    let known = try Topology(inputs: 1, layers: [.dense(2, .relu, bias: false)])
    var model = known.modelMember
    guard case .object(var object) = model else { return }
    object["outputs"] = [
      "columns": [["kind": "number", "name": "a"], ["kind": "number", "name": "b"]]
    ]
    model = .object(object)
    let imported = ImportedModel(
      tensors: [try Tensor("layers.0.weight", shape: [2, 1], [Float(1), 2])], topology: known,
      members: ["model": model, "other": [1]])
    let assembly = try imported.assembly(ImportOptions())
    #expect(assembly.model == model && assembly.topology == known)
    let exported = try SampleNetwork.exported(imported)
    #expect(exported.summary?.outputs?.map(\.name) == ["a", "b"])
    #expect(exported.header["other"] == [1])
  }

  @Test("refuses two tensors of one name")
  func duplicate() throws {
    var options = ImportOptions()
    options.renames = [try TensorRename("[ab]=c")]
    #expect(throws: FormatError.self) {
      _ = try NetworkAssembly(try Self.infos([("a", [1]), ("b", [1])]), options)
    }
  }

  @Test("refuses parameters of no float type")
  func types() throws {
    let known = try Topology(inputs: 3, layers: [.dense(2, .relu, bias: false)])
    for type in ElementType.allCases {
      let infos = [try TensorInfo("layers.0.weight", type, [2, 3])]
      let isFloat = [.f64, .f32, .f16, .bf16].contains(type)
      let assembly = try? NetworkAssembly(infos, known: known, ImportOptions())
      #expect((assembly != nil) == isFloat, "\(type)")
    }
  }

  @Test("packs no network that would not load")
  func scaling() throws {
    let directory = try TemporaryDirectory()
    let known = try Topology(inputs: 1, layers: [.dense(1, .relu, bias: false)])
    for deviation in [1, 0, Double.nan] {
      let model = ImportedModel(
        tensors: [
          try Tensor("layers.0.weight", shape: [1, 1], [1 as Float]),
          try Tensor("scaling.inputs.mean", shape: [1], [0 as Double]),
          try Tensor("scaling.inputs.deviation", shape: [1], [deviation]),
        ], topology: known)
      let assembly = try model.assembly(ImportOptions())
      let path = directory.file("m.nnmodel")
      if deviation == 1 {
        try model.write(to: path, assembly: assembly)
        try FileManager.default.removeItem(atPath: path)
      } else {
        #expect(throws: FormatError.self) { try model.write(to: path, assembly: assembly) }
        #expect(try directory.contents() == [])
      }
    }
  }
}
