public import ModelFormat
public import NeuralNetwork

/// Grey images as bytes alone, one image after the other and a class to a file.
///
/// There is nothing in such a file but pixels, so its length is all that can be checked. The form
/// in which bitmaps of *Quick, Draw!* are handed round.
public enum RawImages {
  /// The size of every image of a file.
  public struct Size: Equatable, Sendable {
    /// The largest width and height: 2¹², beyond which a row would be wider than any network.
    public static let maximumSide = 1 << 12
    /// Pixels a line.
    public let width: Int
    /// Lines.
    public let height: Int

    /// A size.
    ///
    /// - Throws: `invalid` for a side that is not 1 … 4096.
    public init(width: Int, height: Int) throws(NetworkError) {
      for (side, field) in [(width, "image width"), (height, "image height")]
      where !(1...Self.maximumSide).contains(side) {
        throw NetworkError(
          .invalid(expected: "1 to \(Self.maximumSide)", found: "\(side)"), field: field)
      }
      self.width = width
      self.height = height
    }

    /// The bytes of an image.
    public var pixels: Int { width * height }
  }

  /// The images of a file, `[images, height, width]`; `-` is standard input.
  ///
  /// - Parameter limits: how much memory the images may take.
  /// - Throws: `file` where it cannot be read, holds nothing, is no whole number of images long, or is beyond the
  ///   limits.
  public static func read(
    _ path: String, size: Size, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) -> NumericArray {
    do throws(FormatError) {
      let file = path == "-" ? File.standardInput() : try File(opening: path)
      if let length = file.size, path != "-" { try check(length, size) }
      var elements: [Double] = []
      while true {
        let bytes = try file.readNext(upTo: 1 << 18)
        if bytes.isEmpty { break }
        try limits.check(numbers: elements.count + bytes.count, of: "images")
        try elements.requireRoom(for: bytes.count)
        elements.append(contentsOf: bytes.lazy.map { Double($0) })
      }
      try check(UInt64(elements.count), size)
      let count = elements.count / size.pixels
      return NumericArray(shape: [count, size.height, size.width], elements: elements)
    } catch {
      throw NetworkError(.file(path == "-" ? error : error.inFile(path)))
    }
  }

  private static func check(_ length: UInt64, _ size: Size) throws(FormatError) {
    guard length > 0, length % UInt64(size.pixels) == 0 else {
      throw FormatError(
        .inconsistent(
          expected: "a whole number of images of \(size.pixels) bytes "
            + "(\(size.width) × \(size.height))",
          found: length == 0 ? "an empty file" : "\(length) bytes"),
        field: "length")
    }
  }
}

extension Dataset {
  /// The images of several files, each of which holds those of a class.
  ///
  /// - Parameters:
  ///   - files: a label for each file, which several files may share, and its images.
  ///   - known: the labels of a model that is to be judged.
  /// - Throws: as `init(inputs:features:labels:target:known:)`; `file` with `system` where there is not enough memory.
  public init(
    images files: [(label: String, images: NumericArray)], target: String,
    known: [String]? = nil
  ) throws(NetworkError) {
    guard let first = files.first?.images else { throw NetworkError(.noRows) }
    try first.checkColumns(of: "inputs")
    var (features, labels): ([Double], [String]) = ([], [])
    let count = files.reduce(0) { $0 + $1.images.elements.count }
    let rows = files.reduce(0) { $0 + $1.images.rows }
    let size = 8 * count + 16 * rows
    try NetworkError.requireMemory(size, for: "hold \(size) bytes in memory")
    features.reserveCapacity(count)
    labels.reserveCapacity(rows)
    for (label, images) in files {
      features += images.elements
      labels += repeatElement(label, count: images.rows)
    }
    try self.init(
      inputs: first.columns, features: features, labels: labels, target: target, known: known)
  }
}
