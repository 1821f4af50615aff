import TestSupport
import Testing

@testable import ModelFormat

struct ContentDigestTests {
  @Test("is the one that an independent program computes", arguments: Fixtures.golden)
  func matchesIndependentDigests(_ fixture: GoldenFixture) throws {
    let file = try ModelFile(opening: fixture.path)
    #expect(try file.digest() == fixture.digest)
    if let modelDigest = fixture.modelDigest {
      #expect(try file.digest(.model) == modelDigest)
      #expect(try ModelStream(reading: File(opening: fixture.path)).digest(.model) == modelDigest)
    }
  }

  @Test("is the same for every encoding and chunk size", arguments: Compression.allCases)
  func encodingDoesNotMatter(_ compression: Compression) throws {
    let directory = try TemporaryDirectory()
    let source = Fixtures.path("v1/network-iris-like.nnmodel")
    let expected = try ModelFile(opening: source).digest()
    var options = WriteOptions()
    options.compression = compression
    options.chunkSize = 4096
    let path = directory.file("again.nnmodel")
    try ModelStream(reading: File(opening: source)).rewrite(to: path, options: options)
    #expect(try ModelFile(opening: path).digest() == expected)
  }

  @Test("covers the tensors whose names begin as the network's, byte for byte")
  func modelScopeComparesBytes() throws {
    // A mark behind the point makes it another character, but no other byte.
    let names = ["layers.\u{301}", "layers", "Layers.0", "scaling.x", "other"]
    let tensors = try names.enumerated().map { index, name in
      try Tensor(name, shape: [1], [UInt8(index)])
    }
    let members: JSONObject = ["model": ["kind": "x"], "metadata": ["a": "b"], "run": [:]]
    let file = try ModelFile(parsing: ModelFileWriter.bytes(tensors, members: members))
    let entries = ["layers.\u{301}", "scaling.x"].map {
      "{\"dtype\":\"u8\",\"name\":\"\($0)\",\"shape\":[1]}"
    }
    let header = "{\"model\":{\"kind\":\"x\"},\"tensors\":[\(entries.joined(separator: ","))]}"
    var message = Array("nnmodel content 1\n".utf8)
    message.append(littleEndian: UInt64(header.utf8.count))
    message += Array(header.utf8) + SHA256.digest([0]) + SHA256.digest([3])
    #expect(try file.digest(.model) == hexadecimal(SHA256.digest(message)))
  }
}
