import Interchange
import NeuralNetwork
import TestSupport
import Testing

struct RawImagesTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func refusal(_ bytes: [UInt8], _ size: RawImages.Size) throws -> String? {
    let path = try directory.write(bytes, to: "a.bin")
    do throws(NetworkError) {
      _ = try RawImages.read(path, size: size)
      return nil
    } catch {
      return "\(error)".replacing(path, with: "a.bin")
    }
  }

  @Test func bytesArePixelsLineAfterLine() throws {
    let path = try directory.write([0, 1, 2, 3, 4, 255, 9, 8, 7, 6, 5, 4], to: "a.bin")
    let images = try RawImages.read(path, size: .init(width: 3, height: 2))
    #expect(
      images == NumericArray(shape: [2, 2, 3], elements: [0, 1, 2, 3, 4, 255, 9, 8, 7, 6, 5, 4]))
    #expect(images.rows == 2 && images.width == 6)
    #expect(images.columns.map(\.name) == (0..<6).map { "pixel_\($0)" })
  }

  /// A pipe tells its length when it ends.
  @Test func aPipeIsReadToItsEnd() throws {
    let path = directory.pipe("images", holding: [UInt8](repeating: 7, count: 300_000))
    #expect(try RawImages.read(path, size: .init(width: 100, height: 30)).rows == 100)
  }

  @Test func theDrawingsAreAThousandEach() throws {
    let size = try RawImages.Size(width: 28, height: 28)
    let cats = try RawImages.read(Fixtures.path("data/quickdraw/cats1000.bin"), size: size)
    #expect(cats.shape == [1000, 28, 28])
    #expect(try cats.elements == Fixtures.bytes("data/quickdraw/cats1000.bin").map(Double.init))
  }

  @Test func aLengthThatIsNoNumberOfImages() throws {
    let size = try RawImages.Size(width: 3, height: 2)
    #expect(
      try refusal([UInt8](repeating: 0, count: 13), size)
        == "a.bin: length: a whole number of images of 6 bytes (3 × 2) expected, 13 bytes found")
    #expect(
      try refusal([], size)
        == "a.bin: length: a whole number of images of 6 bytes (3 × 2) expected, an empty file found"
    )
    #expect(throws: NetworkError.self) {
      try RawImages.read(directory.pipe("odd", holding: [1, 2, 3]), size: size)
    }
  }

  @Test func sizesOutsideTheirDomain() {
    for (width, height) in [(0, 1), (1, -1), (4097, 1), (1, Int.max)] {
      #expect(throws: NetworkError.self) { try RawImages.Size(width: width, height: height) }
    }
  }

  @Test func filesThatShareALabelAreOneClass() throws {
    let one = NumericArray(shape: [1, 1, 2], elements: [1, 2])
    let two = NumericArray(shape: [2, 1, 2], elements: [3, 4, 5, 6])
    let data = try Dataset(
      images: [("b", one), ("a", two), ("b", one)], target: "class")
    #expect(data.labels == ["a", "b"])
    #expect(data.targets == .classes([1, 0, 0, 1]))
    #expect(data.features == [1, 2, 3, 4, 5, 6, 1, 2])
    let judged = try Dataset(images: [("b", one)], target: "class", known: ["z", "b", "a"])
    #expect(judged.targets == .classes([1]))
    #expect(judged.labels == ["z", "b", "a"])
    #expect(
      throws: NetworkError(.unknownClass("c", known: ["a", "b"]), field: "class")
    ) { try Dataset(images: [("c", one)], target: "class", known: ["a", "b"]) }
    #expect(throws: NetworkError(.oneClass("b"), field: "class")) {
      try Dataset(images: [("b", one), ("b", two)], target: "class")
    }
  }
}
