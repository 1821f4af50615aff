/// What was put right in a damaged file, so that more of it could be read.
public enum Repair: Equatable, Sendable {
  /// The one bit of a part that made its checksum wrong.
  case flippedBit(part: String, offset: UInt64)
  /// The prelude, from the header that follows it and the size of the file.
  case prelude
  /// The chunk table is damaged: its entries were believed where the checksum of their chunk is right.
  case table
  /// Bytes that follow the end of the file were left out.
  case trailingBytes(after: UInt64)
}

extension Repair: CustomStringConvertible {
  /// In words.
  public var description: String {
    switch self {
    case .flippedBit(let part, let offset): "byte \(offset), \(part): put a flipped bit right"
    case .prelude: "byte 0, prelude: made again from the header and the size of the file"
    case .table: "chunk table: damaged, so entries are believed where their chunks bear them out"
    case .trailingBytes(let length): "byte \(length): left out what follows the end of the file"
    }
  }
}
