import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

struct ModelJSONTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func exported(_ path: String) throws -> ExportedModel {
    try ExportedModel(reading: ModelStream(reading: File(opening: path)))
  }

  private func read(_ text: String) throws -> ImportedModel {
    try ModelJSON.read(directory.write(Array(text.utf8), to: "model.json"), ImportOptions())
  }

  /// Golden files that hold something beyond what a container's chunks are.
  private static let golden = Fixtures.golden.filter { $0.file != "minor-7.nnmodel" }

  @Test("gives back the content of every golden file", arguments: golden)
  func roundTrip(_ fixture: GoldenFixture) throws {
    let model: ExportedModel
    do {
      model = try exported(fixture.path)
    } catch {
      // A golden file of the container alone may have a model that is none.
      #expect(fixture.modelDigest == nil, "\(error)")
      return
    }
    let text = directory.file("model.json")
    #expect(try ModelJSON.write(model, to: text) == [])
    let imported = try ModelJSON.read(text, ImportOptions())
    let path = directory.file("again.nnmodel")
    try imported.write(to: path, assembly: imported.assembly(ImportOptions()))
    #expect(try ModelFile(opening: path).digest() == fixture.digest)
    // And the text is JSON to others.
    let object = try JSONSerialization.jsonObject(with: Data(directory.bytes("model.json")))
    let members = try #require(object as? [String: Any])
    #expect(members["format"] as? String == "nnmodel-json" && members["version"] as? Int == 1)
    let tensors = try #require(members["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["name"] as? String } == fixture.tensors.map(\.name))
    #expect(tensors.map { $0["dtype"] as? String } == fixture.tensors.map(\.dtype))
    #expect(tensors.map { $0["shape"] as? [Int] } == fixture.tensors.map(\.shape))
  }

  @Test("writes one row of a matrix a line")
  func layout() throws {
    let model = try SampleNetwork.exported(
      ImportedModel(
        tensors: [
          try Tensor("w", shape: [2, 3], [Float(1), 0.5, -0.0, 1e-7, 0.1, 2]),
          try Tensor("scalar", shape: [], [UInt8(7)]),
          try Tensor("empty", shape: [3, 0], [Int8]()),
          try Tensor("cube", shape: [1, 2, 1], [Int64(1), .max]),
          Tensor(try TensorInfo("z", .c64, [1]), bytes: [0, 0, 128, 63, 0, 0, 192, 127]),
        ], metadata: [("title", "x")]))
    _ = try ModelJSON.write(model, to: directory.file("m.json"))
    let text = String(decoding: try directory.bytes("m.json"), as: UTF8.self)
    #expect(
      text == """
        {
          "format": "nnmodel-json",
          "version": 1,
          "metadata": {"title":"x"},
          "producer": {"name":"nnmodel","version":"\(Producer.version)"},
          "tensors": [
            { "name": "w", "dtype": "f32", "shape": [2, 3], "data": [
              [1, 0.5, -0.0],
              [1e-7, 0.1, 2]
            ] },
            { "name": "scalar", "dtype": "u8", "shape": [], "data": 7 },
            { "name": "empty", "dtype": "i8", "shape": [3, 0], "data": [] },
            { "name": "cube", "dtype": "i64", "shape": [1, 2, 1], "data": [
              [
                [1],
                ["9223372036854775807"]
              ]
            ] },
            { "name": "z", "dtype": "c64", "shape": [1], "data": [[1, "nan"]] }
          ]
        }

        """)
  }

  @Test("keeps members of the header whose names are the text's own, and those of tensors")
  func escapes() throws {
    let infos = [
      try TensorInfo(
        "a", .u8, [1], otherMembers: ["data": 5, "header.data": "x", "unit": "cm", "format": true])
    ]
    let path = directory.file("odd.nnmodel")
    try ModelFileWriter.write(
      [Tensor(infos[0], bytes: [1])],
      members: [
        "format": "mine", "version": [1], "header.format": 2, "header.": 3, "header": 4,
        "tensors2": ["deep": [[[[0.5]]]]], "run": ["arguments": ["train"]], "metadata": [:],
      ], to: path)
    let model = try exported(path)
    _ = try ModelJSON.write(model, to: directory.file("odd.json"))
    let imported = try ModelJSON.read(directory.file("odd.json"), ImportOptions())
    #expect(imported.tensors == model.tensors)
    #expect(imported.members == model.header.members)
    let again = directory.file("again.nnmodel")
    try imported.write(to: again, assembly: imported.assembly(ImportOptions()))
    #expect(try ModelFile(opening: again).digest() == ModelFile(opening: path).digest())
  }

  @Test("keeps depth at the limit of the header")
  func depth() throws {
    var deep: JSON = 1
    for _ in 0..<31 { deep = [deep] }
    let model = try SampleNetwork.exported(ImportedModel(tensors: [], members: ["deep": deep]))
    _ = try ModelJSON.write(model, to: directory.file("deep.json"))
    let imported = try ModelJSON.read(directory.file("deep.json"), ImportOptions())
    #expect(imported.members["deep"] == deep)
  }

  @Test("predicts as the model that it was")
  func predicts() throws {
    let sample = SampleNetwork([3, 4, 2], [.tanh, .softmax], seed: 51)
    let model = try sample.exported()
    _ = try ModelJSON.write(model, to: directory.file("m.json"))
    let imported = try ModelJSON.read(directory.file("m.json"), ImportOptions())
    #expect(imported.topology == (try sample.topology))
    let rows = SampleNetwork.rows(5, of: 3, seed: 1).flatMap(\.self)
    let first = try PeerPredictions.model(
      ImportedModel(tensors: sample.tensors(), topology: sample.topology))
    #expect(
      try PeerPredictions.model(imported).outputs(for: rows).elements
        == first.outputs(for: rows).elements)
    var options = ImportOptions()
    options.activations = [.relu, .relu]
    #expect(throws: FormatError.self) {
      _ = try ModelJSON.read(directory.file("m.json"), options)
    }
  }

  @Test("takes a bag of tensors, of which a person may make a network")
  func bag() throws {
    let imported = try read(
      """
      {"format":"nnmodel-json","version":1,"tensors":[
       {"name":"0.weight","dtype":"f16","shape":[1,2],"data":[[0.1,2]]}]}
      """)
    #expect(imported.topology == nil)
    var options = ImportOptions()
    options.activations = [.relu]
    #expect(try imported.assembly(options).topology?.layers == [.dense(1, .relu, bias: false)])
  }

  @Test(
    "refuses malformed files, and says where",
    arguments: [
      (#""version":1"#, #""version":2"#, "file.version: version 1"),
      (#""version":1"#, #""version":"1""#, "file.version"),
      (#""version":1,"#, "", "file.version: missing"),
      ("nnmodel-json", "nnmodel-jsom", "file.format: nnmodel-json"),
      (#""shape":[2,2]"#, #""shape":[2,-2]"#, "shape[1]"),
      (
        #""shape":[2,2]"#, #""shape":[2,3]"#,
        "file.tensors[0].data[0]: an array of 3 expected, 2 found"
      ),
      (
        #""shape":[2,2]"#, #""shape":[3,2]"#,
        "file.tensors[0].data: an array of 3 expected, 2 found"
      ),
      (#""shape":[2,2]"#, #""shape":[4]"#, "data: an array of 4 expected, 2 found"),
      (#""shape":[2,2]"#, #""shape":[]"#, "data: an element of f32"),
      (#""shape":[2,2]"#, #""shape":[2,0]"#, "data: [], as the tensor has no element"),
      (#""shape":[2,2]"#, #""shape":[1,1,1,1,1,1,1,1,1]"#, "at most 8"),
      (#""shape":[2,2]"#, #""shape":[9007199254740991,9007199254740991]"#, "file.tensors[0]"),
      (#""shape":[2,2]"#, #""shape":[9007199254740991,2]"#, "data: an array of 9007199254740991"),
      (#""shape":[2,2]"#, #""shape":[2,2,1]"#, "data[0][0]: an array of 1"),
      ("[3,4]", "[3]", "data[1]"), ("[3,4]", "[3,4,5]", "data[1]"),
      ("[3,4]", "[3,null]", "data[1][1]: a value expected, null"),
      ("[3,4]", #"[3,"x"]"#, "data[1][1]: an element of f32 expected, \"x\" found"),
      ("[3,4]", "7", "data[1]: an array of 2"),
      ("[3,4]", "[3,{}]", "data[1][1]"), ("[3,4]", "[3,true]", "data[1][1]"),
      ("[3,4]", "[3,9007199254740992]", "file.tensors[0].data[1][1]"),
      (#""dtype":"f32""#, #""dtype":"F32""#, "dtype: unknown word"),
      (#""dtype":"f32""#, #""dtype":"u8""#, nil),
      (#""name":"a","#, "", "tensors[0].name: missing"),
      (#""name":"a""#, #""name":"\n""#, "not a valid name"),
      (#""data":"#, #""datum":"#, "data: missing"),
      (#""tensors":["#, #""tensors":[7,"#, "tensors[0]: an object"),
      (#""tensors":"#, #""tensor":"#, "tensors: missing"),
      (#""extra":1"#, #""header.model":{}"#, "file.header.model: unknown here"),
      (#""extra":1"#, #""metadata":{"a":1}"#, "metadata.a: a string"),
      (#""extra":1"#, #""metadata":[]"#, "metadata: an object"),
      (#""extra":1"#, #""model":{"kind":"other"}"#, "file.model.kind: unknown word"),
      (#""extra":1"#, #""model":7"#, "file.model: an object"),
    ])
  func malformed(_ part: String, _ other: String, _ expected: String?) throws {
    let whole = """
      {"format":"nnmodel-json","version":1,"extra":1,"tensors":[{"name":"a","dtype":"f32","shape":[2,2],"data":[[1,2],[3,4]]}]}
      """
    #expect(try read(whole).elements == [1, 2, 3, 4])
    let text = whole.replacingOccurrences(of: part, with: other)
    #expect(text != whole)
    guard let expected else {
      #expect(try read(text).tensors[0].bytes == [1, 2, 3, 4])
      return
    }
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test(
    "names the error and the field of each defect",
    arguments: [
      ("[]", "wrong-type", "file"),
      (#"{"version":1,"tensors":[]}"#, "missing-member", "file.format"),
      (#"{"format":7,"version":1,"tensors":[]}"#, "wrong-type", "file.format"),
      (#"{"format":"json","version":1,"tensors":[]}"#, "invalid-value", "file.format"),
      (#"{"format":"nnmodel-json","version":1.5,"tensors":[]}"#, "wrong-type", "file.version"),
      (#"{"format":"nnmodel-json","version":2,"tensors":[]}"#, "out-of-range", "file.version"),
      (#"{"format":"nnmodel-json","version":1}"#, "missing-member", "file.tensors"),
      (#"{"format":"nnmodel-json","version":1,"tensors":null}"#, "missing-member", "file.tensors"),
      (#"{"format":"nnmodel-json","version":1,"tensors":{}}"#, "wrong-type", "file.tensors"),
      (#"{"format":"nnmodel-json","version":1.0,"tensors":[[]]}"#, "wrong-type", "file.tensors[0]"),
      (#"TENSORS],"metadata":{"a":1}}"#, "wrong-type", "file.metadata.a"),
      (#"TENSORS],"run":7}"#, "wrong-type", "file.run"),
      (#"TENSORS],"producer":{"name":"x"}}"#, "missing-member", "file.producer.version"),
      (#"TENSORS],"header.model":{}}"#, "unknown-member", "file.header.model"),
      (#"TENSORS],"model":{"kind":"feedforward"}}"#, "missing-member", "file.model.inputs"),
      (#"TENSORS{"dtype":"u8","shape":[],"data":1}]}"#, "missing-member", "file.tensors[1].name"),
      (
        #"TENSORS{"name":"b","dtype":"u9","shape":[],"data":1}]}"#, "unknown-word",
        "file.tensors[1].dtype"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":["1"],"data":1}]}"#, "wrong-type",
        "file.tensors[1].shape[0]"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[0.5],"data":1}]}"#, "wrong-type",
        "file.tensors[1].shape[0]"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[1,1,1,1,1,1,1,1,1],"data":1}]}"#,
        "limit-exceeded", "file.tensors[1].shape"
      ),
      (
        #"TENSORS{"name":"","dtype":"u8","shape":[],"data":1}]}"#, "invalid-name",
        "file.tensors[1].name"
      ),
      (
        #"TENSORS{"name":"a","dtype":"u8","shape":[],"data":1}]}"#, "duplicate-name",
        "file.tensors[1].name"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[],"data":1,"header.x":1}]}"#, "unknown-member",
        "file.tensors[1].header.x"
      ),
      (#"TENSORS{"name":"b","dtype":"u8","shape":[]}]}"#, "missing-member", "file.tensors[1].data"),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[2],"data":[1]}]}"#, "inconsistent",
        "file.tensors[1].data"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[1,2],"data":[7]}]}"#, "inconsistent",
        "file.tensors[1].data[0]"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[0],"data":[[]]}]}"#, "inconsistent",
        "file.tensors[1].data"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[],"data":[1]}]}"#, "invalid-value",
        "file.tensors[1].data"
      ),
      (
        #"TENSORS{"name":"b","dtype":"u8","shape":[1],"data":[256]}]}"#, "invalid-value",
        "file.tensors[1].data[0]"
      ),
      (
        #"TENSORS{"name":"b","dtype":"c64","shape":[1],"data":[1]}]}"#, "inconsistent",
        "file.tensors[1].data[0]"
      ),
      (
        #"TENSORS{"name":"b","dtype":"c64","shape":[],"data":[1,"x"]}]}"#, "invalid-value",
        "file.tensors[1].data[1]"
      ),
    ])
  func errors(_ text: String, _ code: String, _ field: String) {
    let start =
      #"{"format":"nnmodel-json","version":1,"tensors":[{"name":"a","dtype":"u8","shape":[1.0,1e0],"data":[[1]]}"#
    let comma = text.hasPrefix("TENSORS{") ? "," : ""
    let whole = text.replacingOccurrences(of: "TENSORS", with: start + comma)
    let error = #expect(throws: FormatError.self) { _ = try read(whole) }
    #expect(error?.code == code && error?.field == field, "\(String(describing: error))")
    #expect(error?.offset == nil)
  }

  @Test("refuses two tensors of one name, and kinds of members that no header has")
  func header() throws {
    let tensor = #"{"name":"a","dtype":"u8","shape":[],"data":1}"#
    let start = #"{"format":"nnmodel-json","version":1"#
    #expect(throws: FormatError.self) {
      _ = try read("\(start),\"tensors\":[\(tensor),\(tensor)]}")
    }
    #expect(throws: FormatError.self) {
      _ = try read("\(start),\"run\":7,\"tensors\":[\(tensor)]}")
    }
  }

  /// Seconds that this thread has computed.
  private var computed: Double {
    var time = timespec()
    let status = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    precondition(status == 0, "no clock of the thread")
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  @Test("takes time in proportion to the tensor")
  func linear() throws {
    var random = Deterministic(seed: 3)
    func seconds(_ rows: Int) throws -> Double {
      let values = (0..<rows * 100).map { _ in Float.random(in: -1...1, using: &random) }
      let model = try SampleNetwork.exported(
        ImportedModel(tensors: [try Tensor("a", shape: [rows, 100], values)]))
      let start = computed
      _ = try ModelJSON.write(model, to: directory.file("a.json"))
      let again = try ModelJSON.read(directory.file("a.json"), ImportOptions())
      let end = computed
      #expect(again.tensors == model.tensors)
      return end - start
    }
    let (small, large) = (try seconds(500), try seconds(4000))
    // Eight times as much; a square would make it 64.
    #expect(large < 30 * small, "\(small) s, then \(large) s")
  }

  @Test("does not write what it would not read")
  func limits() throws {
    let bytes = [UInt8](repeating: 0, count: JSON.maximumSeparators + 1)
    let tensor = Tensor(try TensorInfo("a", .u8, [bytes.count]), bytes: bytes)
    let model = try SampleNetwork.exported(ImportedModel(tensors: [tensor]))
    let error = #expect(throws: FormatError.self) {
      _ = try ModelJSON.write(model, to: directory.file("large.json"))
    }
    #expect(error?.code == "limit-exceeded")
    #expect(try directory.contents() == [])
  }
}
