public import ModelFormat

extension ModelDifference {
  /// Compares two files in a few pieces of memory, however large they are.
  ///
  /// - Parameters:
  ///   - stream: one of the files, read once from front to back; it may be a pipe.
  ///   - file: the other one, in which the tensors are looked up.
  ///   - scope: all of the content, or the network alone.
  ///   - streamIsRight: whether `stream` is the right one of the two.
  /// - Throws: `FormatError` for whatever is damaged in what is read.
  public init(
    _ stream: consuming ModelStream, _ file: borrowing ModelFile, scope: DigestScope = .content,
    streamIsRight: Bool = false
  ) throws(FormatError) {
    let (first, second) = (stream.header, file.header)
    let (left, right) = streamIsRight ? (second, first) : (first, second)
    var comparison = FileComparison(
      first, second, chunkSizes: (stream.chunkSize, file.chunkSize), scope, streamIsRight)
    try stream.forEachChunk { (tensor, raw) throws(FormatError) in
      try comparison.add(raw, of: tensor, file)
    }
    let lefts = left.tensors.filter(scope.covers)
    let rights = right.tensors.filter(scope.covers)
    header = HeaderDifference.between(
      .object(scope.members(of: left)), .object(scope.members(of: right)))
    tensors = lefts.map { info in
      guard let index = right.index(of: info.name) else { return .onlyLeft(info) }
      let other = right.tensors[index]
      guard TensorDifference.canCompare(info, other) else { return .incomparable(info, other) }
      let known = first.index(of: info.name).flatMap { comparison.finished[$0] }
      return .compared(known ?? TensorDifference(info, other))
    }
    tensors += rights.filter { left.index(of: $0.name) == nil }.map { .onlyRight($0) }
    let shared = lefts.filter { right.index(of: $0.name) != nil }.map(\.name)
    haveSameOrder = zip(shared, rights.filter { left.index(of: $0.name) != nil }).allSatisfy {
      $0.hasSameBytes(as: $1.name)
    }
    for info in lefts {
      guard let index = right.index(of: info.name) else { continue }
      header += HeaderDifference.between(
        .object(info.otherMembers), .object(right.tensors[index].otherMembers),
        at: "tensors[\"\(info.name)\"]")
    }
  }
}

/// The comparison of two files under way: which tensor, and what has come of it.
private struct FileComparison {
  /// What is known of the tensors that have gone by, by their place in the stream.
  var finished: [Int: TensorDifference] = [:]

  private let first: Header
  private let second: Header
  private let chunkSizes: (Int, Int)
  private let scope: DigestScope
  private let streamIsRight: Bool

  private var pending: [UInt8] = []
  /// Elements of the tensor that have been compared.
  private var position = 0

  /// Bytes that are compared at a time, at least: enough to be decoded on several threads.
  private static let pieceSize = 4 << 20

  init(
    _ first: Header, _ second: Header, chunkSizes: (Int, Int), _ scope: DigestScope,
    _ streamIsRight: Bool
  ) {
    self.first = first
    self.second = second
    self.chunkSizes = chunkSizes
    self.scope = scope
    self.streamIsRight = streamIsRight
  }

  /// Takes the next chunk of the stream.
  mutating func add(
    _ raw: Span<UInt8>, of tensor: Int, _ file: borrowing ModelFile
  ) throws(FormatError) {
    let info = first.tensors[tensor]
    guard scope.covers(info), let index = second.index(of: info.name) else { return }
    let other = second.tensors[index]
    guard TensorDifference.canCompare(info, other) else { return }
    pending.append(contentsOf: raw)
    let count = pending.count / info.type.size
    guard count >= pieceCount(info, other) || position + count == info.elementCount else { return }

    let range = position * other.type.size..<(position + count) * other.type.size
    let bytes = try file.read(tensor: index, bytes: range)
    let piece = pending
    pending = []
    if streamIsRight {
      finished[tensor, default: TensorDifference(other, info)]
        .add(left: bytes.span, right: piece.span)
    } else {
      finished[tensor, default: TensorDifference(info, other)]
        .add(left: piece.span, right: bytes.span)
    }
    position = position + count == info.elementCount ? 0 : position + count
  }

  /// Elements of a piece that ends where a chunk does in either file, so that none is decoded twice.
  ///
  /// All sizes are powers of two, so the largest is a multiple of the others.
  private func pieceCount(_ info: TensorInfo, _ other: TensorInfo) -> Int {
    max(
      chunkSizes.0 / info.type.size, chunkSizes.1 / other.type.size,
      Self.pieceSize / max(info.type.size, other.type.size))
  }
}
