import ModelFormat

/// Reads the tensors of a file in the order in which they are wanted, a few ahead.
///
/// So many small ones are read by several threads at a time, and yet a model's bytes are never all in memory beside
/// the network that is made of them.
final class TensorReader {
  private let file: ModelFile
  /// The tensors that will be wanted, one after another.
  private var announced: [Int] = []
  private var next = 0
  private var ahead: [Int: [UInt8]] = [:]

  /// So many bytes are read at a time, unless a single tensor has more.
  private static let batch = 8 << 20

  /// A reader of an open file.
  init(_ file: consuming ModelFile) { self.file = file }

  /// What the file says of its tensors.
  var header: Header { file.header }

  /// Tells which tensors will be wanted, in this order, each once, and which others may be.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where together they are beyond the limit of memory.
  func announce(_ tensors: [Int], beside others: [Int]) throws(FormatError) {
    try file.checkMemory(of: tensors + others)
    announced = tensors
    next = 0
  }

  /// Reads a tensor's raw bytes.
  ///
  /// - Throws: `FormatError` for whatever is damaged, or `system`.
  func read(_ tensor: Int) throws(FormatError) -> [UInt8] {
    if let bytes = ahead.removeValue(forKey: tensor) { return bytes }
    guard next < announced.count, announced[next] == tensor else {
      return try file.readTensors([tensor])[0]
    }
    let start = next
    var size = 0
    repeat {
      size += header.tensors[announced[next]].byteCount
      next += 1
    } while next < announced.count
      && size + header.tensors[announced[next]].byteCount <= Self.batch
    let indices = Array(announced[start..<next])
    for (index, bytes) in zip(indices, try file.readTensors(indices)) { ahead[index] = bytes }
    return ahead.removeValue(forKey: tensor) ?? []
  }
}
