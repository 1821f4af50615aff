import Testing

@testable import ModelFormat

struct HeaderTests {
  @Test("takes up to 1,048,576 tensors")
  func tensorCountLimit() throws {
    let tensor = try TensorInfo("a", .u8, [])
    // As many as allowed fail by their names alone, one more by their number.
    let most = #expect(throws: FormatError.self) {
      try Header(tensors: [TensorInfo](repeating: tensor, count: 1_048_576))
    }
    #expect(
      most == FormatError(.duplicateName("a"), field: "header.tensors[1].name", offset: 64))
    let more = #expect(throws: FormatError.self) {
      try Header(tensors: [TensorInfo](repeating: tensor, count: 1_048_577))
    }
    #expect(more?.code == "limit-exceeded")
    #expect(more?.field == "header.tensors")
    #expect(more?.offset == 64)
  }

  @Test("stores a header that would compress like a bomb")
  func extremelyRepetitiveHeaderIsStored() throws {
    for count in [10, 4000, 10_000, 1_000_000] {
      let tensor = try TensorInfo("a", .u8, [1])
      let header = try Header(
        tensors: [tensor], members: ["run": ["text": .string(String(repeating: "x", count: count))]]
      )
      let raw = try header.checkedBytes()
      let stored = try Header.stored(raw)
      // P9 and P10.
      #expect(raw.count <= 64 * stored.count + 4096)
      #expect(stored.count <= raw.count + raw.count / 256 + 128)
      #expect(StockZlib.inflate(stored, upTo: raw.count + 1) == raw)
      // zlib alone would have made it smaller than P9 allows, for the longer ones.
      let best = StockZlib.deflate(raw, level: 6).count
      #expect((raw.count > 64 * best + 4096) == (stored.count >= raw.count), "\(count)")
      let bytes = try ModelFileWriter.bytes(
        [Tensor(tensor, bytes: [5])], members: header.members)
      #expect(try ModelFile(parsing: bytes).header == header)
    }
  }

  @Test("stores a header that has more values than its compressed bytes justify")
  func headerOfManyValuesIsStored() throws {
    for count in [4000, 5000, 100_000] {
      let header = try Header(
        tensors: [], members: ["run": ["zeros": .array([JSON](repeating: 0, count: count))]])
      let raw = try header.checkedBytes()
      let stored = try Header.stored(raw)
      // H7, with the commas counted by hand: all but 4 separators stand between the zeros.
      #expect(count - 1 + 6 <= 4096 + 4 * stored.count)
      #expect((stored.count > raw.count) == (count > 4096))
      let bytes = try ModelFileWriter.bytes([], members: header.members)
      #expect(try ModelFile(parsing: bytes).header == header)
    }
  }

  @Test("compresses an ordinary header")
  func compresses() throws {
    let tensors = try (0..<300).map { try TensorInfo("layers.\($0).weight", .f32, [64, 64]) }
    let raw = try Header(tensors: tensors).checkedBytes()
    #expect(try Header.stored(raw).count < raw.count / 10)
  }

  @Test("takes names that differ as bytes alone")
  func names() throws {
    let names = ["a", "A", "\u{E9}", "e\u{301}", "a ", "\u{212B}", "\u{C5}"]
    let header = try Header(tensors: try names.map { try TensorInfo($0, .u8, []) })
    for (index, name) in names.enumerated() { #expect(header.index(of: name) == index) }
    #expect(header.index(of: "b") == nil)
    #expect(header.index(of: "") == nil)
    let tensors = try ["x", "\u{E9}", "y", "\u{E9}"].map { try TensorInfo($0, .u8, []) }
    let error = #expect(throws: FormatError.self) { try Header(tensors: tensors) }
    #expect(
      error == FormatError(.duplicateName("\u{E9}"), field: "header.tensors[3].name", offset: 64))
  }

  @Test("keeps tensors apart from the other members")
  func members() throws {
    var header = try Header(
      tensors: [try TensorInfo("a", .u8, [])], members: ["tensors": 1, "model": ["kind": "x"]])
    #expect(header.members == ["model": ["kind": "x"]])
    header["tensors"] = 2
    header["run"] = ["host": "h"]
    header["model"] = nil
    let expected: JSON = [
      "run": ["host": "h"], "tensors": [["dtype": "u8", "name": "a", "shape": []]],
    ]
    #expect(header.json == expected)
    #expect(header["run"] == ["host": "h"])
    #expect(header.metadata.isEmpty)
    header["metadata"] = ["b": "2", "a": "1"]
    #expect(header.metadata.map(\.name) == ["a", "b"])
    #expect(header.metadata.map(\.text) == ["1", "2"])
  }

  @Test("reads what it writes")
  func roundTrip() throws {
    let header = try Header(
      tensors: [
        try TensorInfo("b", .f32, [2, 3]),
        try TensorInfo("a", .bool, [], otherMembers: ["note": "x"]),
      ],
      members: ["training": ["learningRate": 0.001], "later": [true]])
    #expect(try Header(parsing: try header.checkedBytes()) == header)
  }

  @Test("tells the same of a bad member when it is read and when it is written")
  func frame() throws {
    let cases: [(JSONObject, String, String)] = [
      (["metadata": []], "wrong-type", "header.metadata"),
      (["metadata": ["a": 1]], "wrong-type", "header.metadata.a"),
      (["model": "x"], "wrong-type", "header.model"),
      (["run": 1], "wrong-type", "header.run"),
      (["storage": true], "wrong-type", "header.storage"),
      (["training": []], "wrong-type", "header.training"),
      (["producer": ["name": "x"]], "missing-member", "header.producer.version"),
      (["producer": ["name": 1, "version": "1"]], "wrong-type", "header.producer.name"),
    ]
    for (members, code, field) in cases {
      let header = try Header(tensors: [], members: members)
      let bytes = header.json.canonicalBytes()
      for error in [
        #expect(throws: FormatError.self) { try header.checkedBytes() },
        #expect(throws: FormatError.self) { try Header(parsing: bytes) },
      ] {
        #expect(error?.code == code)
        #expect(error?.field == field)
        #expect(error?.offset == 64)
      }
    }
  }

  @Test("refuses to write what is larger than a reader takes")
  func tooLarge() throws {
    #expect(Limits.headerSize == 67_108_864)
    let header = try Header(tensors: [], members: ["later": "\u{E9}"])
    // {"later":"é","tensors":[]}, where é has two bytes.
    #expect(try header.checkedBytes(limit: 27).count == 27)
    let error = #expect(throws: FormatError.self) { try header.checkedBytes(limit: 26) }
    let expected = FormatError(
      .limitExceeded(expected: "at most 26 bytes", found: "27"), field: "header", offset: 64)
    #expect(error == expected)
  }
}
