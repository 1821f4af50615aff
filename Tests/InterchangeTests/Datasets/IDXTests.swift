import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

struct IDXTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func array(_ bytes: [UInt8]) throws(NetworkError) -> NumericArray {
    do {
      return try DataFile.array(try directory.write(bytes, to: "a.idx"), for: .inputs)
    } catch let error as NetworkError {
      throw error
    } catch {
      throw NetworkError(.noRows, field: "no file: \(error)")
    }
  }

  /// Every type of the format, its bytes written out by hand, the highest first.
  @Test(
    arguments: [
      (0x08, [0, 255], [0, 255]), (0x09, [0x80, 0x7F], [-128, 127]),
      (0x0B, [0x80, 0, 0x01, 0x02], [-32768, 258]),
      (0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 0, 1, 0, 0], [-2, 65536]),
      (0x0D, [0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0], [1, -2.5]),
      (0x0E, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0], [1, -2.5]),
    ] as [(UInt8, [UInt8], [Double])])
  func everyType(_ type: UInt8, _ bytes: [UInt8], _ values: [Double]) throws {
    let found = try array([0, 0, type, 2, 0, 0, 0, 1, 0, 0, 0, 2] + bytes)
    #expect(found == NumericArray(shape: [1, 2], elements: values))
  }

  /// The first digits, which Python wrote as IDX and packed, are those of the table.
  @Test func digitsPackedByPython() throws {
    let folder = Fixtures.path("data/digits_idx/")
    let images = try DataFile.array(folder + "images-idx3-ubyte.gz", for: .inputs)
    let labels = try DataFile.array(folder + "labels-idx1-ubyte.gz", for: .labels)
    let digits = try Dataset(csv: Fixtures.path("data/digits.csv"), target: "digit")
    let data = try Dataset(rows: images, labels: labels, target: "digit")
    #expect(images.shape == [300, 8, 8])
    #expect(data == (try digits.subset(Array(0..<300))))
  }

  @Test(
    arguments: [
      ([0, 0, 7, 1, 0, 0, 0, 1, 5], "element type: one of 8, 9, 11, 12, 13, 14 expected, 7 found"),
      ([0, 0, 8, 0], "number of dimensions: 1 to 32 expected, 0 found"),
      ([0, 0, 8, 33], "number of dimensions: 1 to 32 expected, 33 found"),
      ([0, 0, 8, 1, 0, 0], "file: the file is cut short: 8 bytes expected, 6 found"),
      ([0, 0, 8, 1, 0, 0, 0, 2, 5], "file: the file is cut short: 10 bytes expected, 9 found"),
      ([0, 0, 8, 1, 0, 0, 0, 1, 5, 6], "file: the file goes on after its 9 bytes"),
      (
        [0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255],
        "shape: at most 1073741824 elements expected, 4294967295 × 4294967295 found"
      ),
      (
        [0, 0, 14, 1, 0x40, 0, 0, 0],
        "file: the file is cut short: 8589934600 bytes expected, 8 found"
      ),
    ] as [([UInt8], String)])
  func aFrontThatIsWrong(_ bytes: [UInt8], _ message: String) {
    let error = #expect(throws: NetworkError.self) { try array(bytes) }
    #expect("\(error.map { "\($0)" } ?? "")".hasSuffix(message), "\(String(describing: error))")
    // Through a pipe, whose size nobody knows, the same.
    let piped = directory.pipe("pipe", holding: bytes)
    let again = #expect(throws: NetworkError.self) { try DataFile.array(piped, for: .inputs) }
    #expect("\(again.map { "\($0)" } ?? "")".hasSuffix(message), "\(String(describing: again))")
  }

  /// A packed file cannot say more than it holds.
  @Test func aPackedFileThatIsWrong() throws {
    let bytes = try Fixtures.bytes("data/digits_idx/images-idx3-ubyte.gz")
    #expect(throws: NetworkError.self) { try array(Array(bytes.dropLast())) }
    #expect(throws: NetworkError.self) { try array(bytes + [0]) }
    var changed = bytes
    changed[bytes.count / 2] ^= 1
    #expect(throws: NetworkError.self) { try array(changed) }
    // Two streams are one file: the second is too much here.
    let error = #expect(throws: NetworkError.self) { try array(bytes + bytes) }
    #expect("\(error.map { "\($0)" } ?? "")".hasSuffix("the file goes on after its 19216 bytes"))
  }
}
