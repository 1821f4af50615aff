import ModelFormat
import NeuralNetwork

/// The shape of a value less its first dimension, that of the samples.
///
/// Layers work on rows, `[N, width]`; what is before them or behind them may only write the same numbers in another
/// shape.
struct ONNXSample {
  /// The number of samples, if the file ties itself to one.
  private let batch: Int?
  /// A size each, nil for one that is not known; nil where the number of them is not.
  private var sizes: [Int?]?

  /// The shape of an input.
  ///
  /// - Throws: `FormatError` with `inconsistent` for one without samples, or `limit-exceeded` for more than a network takes.
  init(_ input: ONNXValue) throws(FormatError) {
    guard let dims = input.dims else {
      (batch, sizes) = (nil, nil)
      return
    }
    guard (2...8).contains(dims.count) else {
      throw input.error(
        .inconsistent(expected: "2 to 8 dimensions, the first of samples", found: "\(dims.count)"),
        "input")
    }
    var most = Topology.maximumWidth
    for case let size? in dims.dropFirst() {
      most /= size
      guard most > 0 else {
        throw input.error(
          .limitExceeded(
            expected: "at most \(Topology.maximumWidth) numbers a sample", found: "more"), "input")
      }
    }
    (batch, sizes) = (dims[0], Array(dims.dropFirst()))
  }

  /// The numbers of a sample, if that is known.
  var count: Int? {
    guard let sizes else { return nil }
    let known = sizes.compactMap { $0 }
    return known.count == sizes.count ? known.reduce(1, *) : nil
  }

  /// Whether a sample is a row, or may be one.
  var isRow: Bool { sizes.map { $0.count == 1 } ?? true }

  /// A row of another width.
  mutating func setWidth(_ width: Int) { sizes = [width] }

  /// Makes sure that a sample is a row of some width.
  ///
  /// - Throws: `FormatError` with `inconsistent`.
  mutating func requireRow(_ width: Int, for node: ONNXNode) throws(FormatError) {
    guard isRow, width == (sizes?.first ?? nil) ?? width else {
      throw node.error(
        .inconsistent(expected: "rows of \(width) numbers", found: "\(self)"), "input")
    }
    setWidth(width)
  }

  /// `Flatten`: all but the samples in one dimension.
  mutating func flatten(_ node: ONNXNode) throws(FormatError) {
    let axis = try node.integer("axis", else: 1)
    guard axis == 1 || axis == -1 && isRow && sizes != nil else {
      throw node.error(.invalidValue(expected: "1", found: "\(axis)"), "axis")
    }
    sizes = [count]
  }

  /// `Reshape` to a row, or to a number a sample.
  ///
  /// - Parameter shape: the new sizes, nil for that of the samples wherever they stand.
  mutating func reshape(_ node: ONNXNode, to shape: [Int?]) throws(FormatError) {
    let keepsZero = try node.integer("allowzero", else: 0) == 0
    let isFirstSamples =
      switch shape.first ?? 0 {
      case nil, -1: true
      case 0: keepsZero
      case let size: size == batch
      }
    let width: Int? =
      switch shape.dropFirst().first {
      case nil: shape.count == 1 && count == 1 ? 1 : 0
      case -1: shape[0] == -1 ? 0 : count
      case 0: keepsZero && isRow ? count : 0
      case let size?: size ?? 0
      }
    guard isFirstSamples, shape.count <= 2, width ?? 1 > 0, count == nil || count == width else {
      let sizes = shape.map { $0.map { "\($0)" } ?? "N" }.joined(separator: ", ")
      throw node.error(
        .inconsistent(expected: "a shape that keeps each sample together", found: "[\(sizes)]"),
        "shape")
    }
    self.sizes = shape.count == 1 ? [] : [width]
  }

  /// `Squeeze`: without dimensions of one.
  mutating func squeeze(_ node: ONNXNode, _ axes: [Int]?) throws(FormatError) {
    guard let sizes else { throw unknown(node) }
    let removed =
      if let axes {
        try places(axes, rank: sizes.count + 1, node)
      } else {
        Set(sizes.indices.filter { sizes[$0] == 1 })
      }
    guard removed.allSatisfy({ sizes[$0] == 1 }) else {
      throw node.error(.inconsistent(expected: "dimensions of 1", found: "\(self)"), "axes")
    }
    self.sizes = sizes.indices.filter { !removed.contains($0) }.map { sizes[$0] }
  }

  /// `Unsqueeze`: with dimensions of one more.
  mutating func unsqueeze(_ node: ONNXNode, _ axes: [Int]) throws(FormatError) {
    guard var rest = sizes else { throw unknown(node) }
    let rank = rest.count + 1 + axes.count
    let added = try places(axes, rank: rank, node)
    sizes = (0..<rank - 1).map { added.contains($0) ? 1 : rest.removeFirst() }
  }

  /// Axes of the whole value as places in a sample.
  private func places(
    _ axes: [Int], rank: Int, _ node: ONNXNode
  ) throws(FormatError) -> Set<Int> {
    let places = axes.map { ($0 < 0 ? $0 + rank : $0) - 1 }
    guard Set(places).count == axes.count, places.allSatisfy({ (0..<rank - 1).contains($0) }),
      rank <= 9
    else {
      throw node.error(
        .invalidValue(expected: "different axes of 1 ..< \(rank)", found: "\(axes)"), "axes")
    }
    return Set(places)
  }

  private func unknown(_ node: ONNXNode) -> FormatError {
    node.error(.inconsistent(expected: "a shape that is known", found: "none"), "input")
  }
}

extension ONNXSample: CustomStringConvertible {
  /// The shape as errors tell it.
  var description: String {
    guard let sizes else { return "an unknown shape" }
    return "[" + (["N"] + sizes.map { $0.map { "\($0)" } ?? "?" }).joined(separator: ", ") + "]"
  }
}
