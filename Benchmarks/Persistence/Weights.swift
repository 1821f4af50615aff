import Interchange
import ModelFormat

/// The tensors of a safetensors file, in memory.
enum Weights {
  /// Reads all of them.
  static func read(_ path: String) throws(FormatError) -> [Tensor] {
    let reader = try Safetensors.Reader(reading: File(opening: path))
    let infos = reader.tensors
    var bytes: [UInt8] = []
    bytes.reserveCapacity(infos.reduce(0) { $0 + $1.byteCount })
    try reader.forEachPiece { (piece) throws(FormatError) in
      for index in piece.indices { bytes.append(piece[index]) }
    }
    var tensors: [Tensor] = []
    var position = 0
    for info in infos {
      tensors.append(Tensor(info, bytes: Array(bytes[position..<position + info.byteCount])))
      position += info.byteCount
    }
    return tensors
  }

  /// The tensors of a network with 2 inputs, 4 hidden units and an output.
  static func small() throws(FormatError) -> [Tensor] {
    func values(_ count: Int) -> [Float] {
      (1...count).map { 0.618_034 * Float($0) - Float(Int(0.618_034 * Float($0))) - 0.5 }
    }
    return [
      try Tensor("layers.0.weight", shape: [4, 2], values(8)),
      try Tensor("layers.0.bias", shape: [4], values(4)),
      try Tensor("layers.1.weight", shape: [1, 4], values(4)),
      try Tensor("layers.1.bias", shape: [1], values(1)),
    ]
  }
}
