import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

/// npy files as tensors; as data they are in `NumPyTests`, with the headers that nobody should write.
struct NPYTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  static let arrays = [
    "bool", "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "big_endian_f4",
    "big_endian_i8", "c_order_3d", "fortran_2d", "fortran_3d", "empty_0x5_f4", "one_element_1d",
    "scalar_f8", "version_1", "version_2", "version_3",
  ]

  private func tensor(_ bytes: [UInt8]) throws -> Tensor {
    try NPY.read(try directory.write(bytes, to: "a.npy"), ImportOptions()).tensors[0]
  }

  private func npy(_ descr: String, _ shape: String, _ data: [UInt8], order: String = "False")
    -> [UInt8]
  {
    let text = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + data
  }

  @Test("reads what NumPy wrote, to the bit", arguments: arrays)
  func numpyWrote(_ name: String) throws {
    let path = Fixtures.path("peers/numpy/\(name).npy")
    let expected = try PeerTensor.load("peers/numpy/\(name).tensor.json", as: PeerTensor.self)
    let model = try NPY.read(path, ImportOptions())
    #expect(model.tensors.map(\.info.name) == [name])
    #expect(try expected.matches(model.tensors[0]))
    #expect(NPY.recognises(try Fixtures.bytes("peers/numpy/\(name).npy")[...]))
    // Through a pipe, as well.
    let piped = directory.pipe(name, holding: try Fixtures.bytes("peers/numpy/\(name).npy"))
    #expect(try NPY.read(piped, ImportOptions()).tensors[0].bytes == model.tensors[0].bytes)
  }

  @Test(
    "writes what NumPy writes, byte by byte",
    arguments: [
      "bool", "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "c_order_3d",
      "empty_0x5_f4", "one_element_1d", "scalar_f8", "version_1",
    ])
  func numpyWrites(_ name: String) throws {
    let tensor = try NPY.read(Fixtures.path("peers/numpy/\(name).npy"), ImportOptions()).tensors[0]
    try NPY.write(tensor, to: directory.file("out.npy"))
    #expect(try directory.bytes("out.npy") == Fixtures.bytes("peers/numpy/\(name).npy"))
  }

  /// Worked out with NumPy 2.4.6: the length of the header of `numpy.zeros(shape, "u1")`.
  @Test(
    "leaves room for the first dimension to grow, as NumPy does",
    arguments: [
      ([], 118), ([1], 118), ([1, 1, 1, 1], 118), ([123_456_789], 118),
      ([1, 10_000_000_000, 10_000_000_000, 100_000_000_000], 118),
      ([1, 10_000_000_000, 10_000_000_000, 1_000_000_000_000], 182),
    ])
  func headerLength(_ shape: [Int], _ length: Int) throws {
    let bytes = NumPyHeader.bytes("|u1", shape)
    #expect(bytes.count == length + 10 && bytes.number(8, 2) == UInt64(length))
  }

  @Test("puts complex and big-endian numbers in order")
  func order() throws {
    let complex = try tensor(npy(">c8", "(1,)", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]))
    #expect(complex.info.type == .c64)
    #expect(complex.bytes == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let words = try tensor(npy(">u2", "(2, 3)", Array(1...12), order: "True"))
    #expect(words.bytes == [2, 1, 6, 5, 10, 9, 4, 3, 8, 7, 12, 11])
    #expect(try tensor(npy(">u1", "(2,)", [1, 2])).bytes == [1, 2])
  }

  @Test(
    "refuses what is no array of numbers",
    arguments: [
      ("|O", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0], "unknown-word", "pickles"),
      ("<V2", "(1,)", [0, 0], "unknown-word", "bfloat16"), ("|V1", "(1,)", [0], "unknown-word", ""),
      ("<f1", "(1,)", [0], "unknown-word", ""),
      ("<U1", "(1,)", [0, 0, 0, 0], "unknown-word", "text"),
      ("<M8[s]", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0], "unknown-word", "times"),
      ("<c16", "(0,)", [], "unknown-word", ""), ("<f16", "(0,)", [], "unknown-word", ""),
      ("=f4", "(0,)", [], "unknown-word", ""), ("", "(0,)", [], "unknown-word", ""),
      ("|b1", "(3,)", [0, 1, 2], "invalid-value", "2"),
      ("|u1", "(3,)", [0, 1], "truncated", ""),
      ("|u1", "(3,)", [0, 1, 2, 3], "trailing-bytes", ""),
      ("|u1", "(0,)", [0], "trailing-bytes", ""), ("|u1", "()", [], "truncated", ""),
      ("|u1", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", [0], "limit-exceeded", "8 dimensions"),
      ("<f8", "(1152921504606846976,)", [0], "limit-exceeded", ""),
      ("|u1", "(1152921504606846976,)", [0], "limit-exceeded", ""),
      ("|u1", "(9007199254740991,)", [0], "truncated", ""),
      ("|u1", "(4294967296, 4294967296, 0)", [], "limit-exceeded", ""),
    ] as [(String, String, [UInt8], String, String)])
  func refusals(
    _ descr: String, _ shape: String, _ data: [UInt8], _ code: String, _ word: String
  ) throws {
    let error = #expect(throws: FormatError.self) { try tensor(npy(descr, shape, data)) }
    #expect(error?.code == code, "\(String(describing: error))")
    #expect(word.isEmpty || "\(String(describing: error))".contains(word))
    #expect(error?.path == directory.file("a.npy"))
    let piped = directory.pipe("pipe", holding: npy(descr, shape, data))
    #expect(throws: FormatError.self) { try NPY.read(piped, ImportOptions()) }
  }

  @Test func structuredTypes() throws {
    let text = Array("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n".utf8)
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + [0, 0, 0, 0]
    let error = #expect(throws: FormatError.self) { try tensor(bytes) }
    #expect("\(String(describing: error))".contains("structured"))
  }

  @Test("writes bf16 and f8 as f4, with PyTorch's values")
  func widening() throws {
    let values = try JSONDecoder().decode(
      [String: String].self, from: Data(Fixtures.bytes("peers/torch/float8.json")))
    let types: [String: ElementType] = [
      "float8_e4m3fn": .f8E4M3, "float8_e5m2": .f8E5M2, "float8_e8m0fnu": .f8E8M0,
      "float8_e4m3fnuz": .f8E4M3FNUZ, "float8_e5m2fnuz": .f8E5M2FNUZ,
    ]
    #expect(values.count == types.count)
    for (name, type) in types {
      let tensor = Tensor(try TensorInfo("t", type, [256]), bytes: Array(0...255))
      try NPY.write(tensor, to: directory.file("w.npy"))
      let read = try NPY.read(directory.file("w.npy"), ImportOptions()).tensors[0]
      let found = try #require(read.values(as: Float.self))
      let digits = Array(try #require(values[name]))
      for (index, value) in found.enumerated() {
        let bytes = (0..<4).map {
          UInt32(String(digits[(8 * index + 2 * $0)...].prefix(2)), radix: 16) ?? 0
        }
        let expected = Float(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | $1 })
        #expect(
          value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN,
          "\(name) \(index)")
      }
    }
    let brain = Tensor(try TensorInfo("t", .bf16, [3]), bytes: [0x80, 0x3F, 1, 0, 0xC1, 0x7F])
    try NPY.write(brain, to: directory.file("w.npy"))
    let read = try NPY.read(directory.file("w.npy"), ImportOptions()).tensors[0]
    #expect(read.bytes == [0, 0, 0x80, 0x3F, 0, 0, 1, 0, 0, 0, 0xC1, 0x7F])
  }
}
