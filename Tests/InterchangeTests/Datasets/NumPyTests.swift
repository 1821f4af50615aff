import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// npy and npz files, as NumPy wrote them and as nobody should.
struct NumPyTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let arrays = [
    "bool", "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "big_endian_f4",
    "big_endian_i8", "c_order_3d", "fortran_2d", "fortran_3d", "empty_0x5_f4", "one_element_1d",
    "scalar_f8", "version_1", "version_2", "version_3",
  ]

  /// What NumPy read back from a file of its own.
  private struct Expected: Decodable {
    /// A value as text, or of a bool as such.
    enum Value: Decodable {
      case number(Double)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
          self = .number(truth ? 1 : 0)
        } else {
          self = .number(Double(try container.decode(String.self)) ?? .nan)
        }
      }
    }

    var dtype: String
    var shape: [Int]
    var crc32: String
    /// All values, where they are few.
    var values: [Value]?
  }

  private func array(_ bytes: [UInt8], _ name: String = "a.npy") throws -> NumericArray {
    try DataFile.array(try directory.write(bytes, to: name), for: .inputs)
  }

  private func isSame(_ array: NumericArray, _ expected: Expected) -> Bool {
    guard array.shape == expected.shape else { return false }
    guard let values = expected.values else {
      // Of many there is the checksum of their bytes alone.
      guard expected.dtype == "f4" else { return false }
      let bytes = array.elements.flatMap { element in
        (0..<4).map { UInt8(truncatingIfNeeded: Float(element).bitPattern >> (8 * $0)) }
      }
      return UInt32(expected.crc32, radix: 16) == bytes.crc32
    }
    return array.elements.elementsEqual(values) { element, value in
      guard case .number(let number) = value else { return false }
      return element == number && element.sign == number.sign || element.isNaN && number.isNaN
    }
  }

  @Test("reads what NumPy wrote", arguments: arrays)
  func numpyWrote(_ name: String) throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(Fixtures.bytes("peers/numpy/\(name).tensor.json")))
    let found = try DataFile.array(Fixtures.path("peers/numpy/\(name).npy"), for: .inputs)
    #expect(isSame(found, expected), "\(found)")
    // Through a pipe, as well.
    let piped = directory.pipe(name, holding: try Fixtures.bytes("peers/numpy/\(name).npy"))
    #expect(isSame(try DataFile.array(piped, for: .labels), expected))
  }

  @Test("reads the members of what NumPy wrote", arguments: ["stored", "deflated", "unnamed"])
  func archives(_ name: String) throws {
    let expected = try JSONDecoder().decode(
      [String: Expected].self, from: Data(Fixtures.bytes("peers/numpy/\(name).tensors.json")))
    #expect(expected.count > 1)
    for (member, values) in expected {
      let path = Fixtures.path("peers/numpy/\(name).npz:\(member)")
      #expect(isSame(try DataFile.array(path, for: .inputs), values), "\(member)")
    }
  }

  @Test func inputsAndLabelsOfAnArchive() throws {
    let iris = try Dataset(csv: Fixtures.path("data/iris.csv"), target: "species")
    let path = Fixtures.path("peers/numpy/iris_xy.npz")
    guard case .arrays(let inputs, let labels?) = try DataFile(opening: path) else {
      Issue.record("no labels")
      return
    }
    #expect(inputs == NumericArray(shape: [150, 4], elements: iris.features))
    let data = try Dataset(rows: inputs, labels: labels)
    #expect(data.targets == iris.targets)
    #expect(data.labels == ["0", "1", "2"])
    #expect(data.outputs[0].name == "class")
    #expect(data.inputs.map(\.name) == ["column_1", "column_2", "column_3", "column_4"])
    guard case .arrays(_, nil) = try DataFile(opening: path + ":x") else {
      Issue.record("labels of a member")
      return
    }
    #expect(throws: NetworkError.self) { try DataFile(opening: path + ":z") }
    let error = #expect(throws: NetworkError.self) {
      try DataFile(opening: Fixtures.path("peers/numpy/stored.npz"))
    }
    #expect("\(String(describing: error))".contains("it holds w, b, labels"))
  }

  // MARK: What is broken

  private func npy(
    _ header: String, _ data: [UInt8] = [1, 2, 3, 4, 5, 6], version: [UInt8] = [1, 0]
  ) -> [UInt8] {
    let text = Array(header.utf8)
    return [0x93] + Array("NUMPY".utf8) + version
      + [UInt8(text.count & 255), UInt8(text.count >> 8)] + text + data
  }

  private func refusal(_ bytes: [UInt8], _ name: String = "a.npy") throws -> FormatError? {
    do {
      _ = try array(bytes, name)
      return nil
    } catch let error as NetworkError {
      guard case .file(let error) = error.reason else { return nil }
      return error
    }
  }

  @Test(arguments: [
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }   \n",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)}",
    "{\"shape\":(2,3,),\"descr\":\"<u1\",\"fortran_order\":False}",
    "{'descr': '>u1', 'fortran_order': False, 'shape': (2L, 3L), }",
  ])
  func spellingsOfAHeader(_ header: String) throws {
    #expect(try array(npy(header)) == NumericArray(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]))
  }

  @Test(arguments: [
    ("", "invalid-value"), ("{", "invalid-value"), ("{}", "missing-member"),
    ("{'descr': '|u1', 'fortran_order': False}", "missing-member"),
    ("{'descr': '|u1', 'shape': (6,)}", "missing-member"),
    ("{'fortran_order': False, 'shape': (6,)}", "missing-member"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (6)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': [6]}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (-6,)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (6.0,)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (2 3)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': 0, 'shape': (6,)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)} x", "invalid-value"),
    ("{'descr': '|u1' 'fortran_order': False, 'shape': (6,)}", "invalid-value"),
    ("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (6,)}", "duplicate-name"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), 'x': 1}", "unknown-word"),
    ("{'descr': [('a', '<u1')], 'fortran_order': False, 'shape': (6,)}", "invalid-value"),
    ("{'descr': '|u1\\'', 'fortran_order': False, 'shape': (6,)}", "invalid-value"),
    ("__import__('os').getcwd()", "invalid-value"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '<U3', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '<f1', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '|f4', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '<f16', 'fortran_order': False, 'shape': (6,)}", "unknown-word"),
    ("{'descr': '|b1', 'fortran_order': False, 'shape': (6,)}", "invalid-value"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (7,)}", "truncated"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (5,)}", "trailing-bytes"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 6)}", "trailing-bytes"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (1073741824,)}", "truncated"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (1073741825,)}", "limit-exceeded"),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296, 4294967296, 0)}",
      "limit-exceeded"
    ),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': ("
        + String(repeating: "1, ", count: 33) + ")}", "limit-exceeded"
    ),
  ])
  func aHeaderThatIsWrong(_ header: String, _ code: String) throws {
    let bytes = npy(header)
    let error = try refusal(bytes)
    #expect(error?.code == code, "\(String(describing: error))")
    // A pipe has no size to compare with, and must come to the same.
    let piped = directory.pipe("pipe", holding: bytes)
    #expect(throws: NetworkError.self) { try DataFile.array(piped, for: .inputs) }
  }

  @Test func aFrontThatIsWrong() throws {
    let good = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}")
    #expect(try refusal(good) == nil)
    for count in 0..<good.count {
      #expect(throws: (any Error).self, "\(count)") { try array(Array(good.prefix(count))) }
    }
    for version in [[0, 0], [1, 1], [4, 0]] as [[UInt8]] {
      let error = try refusal(npy("{}", version: version))
      #expect(error?.code == "out-of-range" && error?.field == "version")
    }
    let long = [0x93] + Array("NUMPY".utf8) + [2, 0, 0, 0, 0, 0x80]
    #expect(try refusal(long)?.code == "limit-exceeded")
    #expect(try refusal(Array("x,y\n1,2\n".utf8))?.code == "invalid-value")
  }

  /// One byte of an archive changed at a time: never anything but an error or the same numbers.
  @Test func everyByteOfAnArchiveCounts() throws {
    for name in ["stored", "deflated"] {
      let bytes = try Fixtures.bytes("peers/numpy/\(name).npz")
      let whole = try DataFile.array(Fixtures.path("peers/numpy/\(name).npz:w"), for: .inputs)
      var refused = 0
      for position in bytes.indices {
        var changed = bytes
        changed[position] ^= 0x55
        let path = try directory.write(changed, to: "c.npz")
        do {
          #expect(try DataFile.array(path + ":w", for: .inputs) == whole, "\(position)")
        } catch {
          refused += 1
        }
      }
      #expect(refused > bytes.count / 5)
    }
  }

  @Test func archivesThatAreNotRead() throws {
    let bytes = try Fixtures.bytes("peers/numpy/stored.npz")
    for count in [4, 30, 100, bytes.count - 23, bytes.count - 1] {
      let error = try refusal(Array(bytes.prefix(count)), "cut.npz")
      #expect(error?.code == "invalid-value", "\(count): \(String(describing: error))")
    }
    // An end record that says nothing follows.
    let empty: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
    #expect(try refusal(empty, "empty.npz")?.code == "not-found")
    var large = empty
    large.replaceSubrange(16..<20, with: [255, 255, 255, 255])
    #expect(try refusal(large, "large.npz")?.code == "invalid-value")
    let piped = directory.pipe("pipe.npz", holding: bytes)
    #expect(throws: NetworkError.self) { try DataFile.array(piped, for: .inputs) }
  }
}
