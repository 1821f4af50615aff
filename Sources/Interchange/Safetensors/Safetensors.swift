public import ModelFormat
import NeuralNetwork

/// The safetensors format: named tensors and free text, as PyTorch users hand weights over.
///
/// Files go by in pieces, in both directions: memory for a chunk, not for a model. What the format has no
/// place for (topology, training) travels in its `__metadata__` under names of ours, so that a model comes
/// back whole.
public enum Safetensors {
  /// The names in `__metadata__` that hold members of our header as JSON text.
  private static let carriedMembers = ["model", "training"]
  private static let prefix = "nnmodel."

  /// Whether a file begins like one of this format.
  ///
  /// - Parameter bytes: the first bytes of the file, at least 9.
  public static func recognises(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 9 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy { $0 == 0 }
  }

  /// A safetensors file, read front to back.
  public struct Reader: ~Copyable {
    private let file: File
    private let limits: ReaderLimits
    let header: SafetensorsHeader
    /// Where the data begin.
    private let dataOffset: UInt64

    /// Reads and checks the header.
    ///
    /// - Parameter limits: `memory` bounds what is made of the header, and of the members that it carries.
    /// - Throws: `FormatError` for whatever is not as the format wants it or beyond the limits, or `system`.
    public init(
      reading file: consuming File, limits: ReaderLimits = ReaderLimits()
    ) throws(FormatError) {
      let path = file.path
      do throws(FormatError) {
        (header, dataOffset) = try Reader.front(of: file, limits)
      } catch {
        throw error.inFile(path)
      }
      self.file = file
      self.limits = limits
    }

    private static func front(
      of file: borrowing File, _ limits: ReaderLimits
    ) throws(FormatError) -> (SafetensorsHeader, dataOffset: UInt64) {
      let lengthBytes = try read(8, from: file, at: 0)
      let length = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if length > SafetensorsHeader.maximumLength {
        throw FormatError(
          .limitExceeded(
            expected: "at most \(SafetensorsHeader.maximumLength) bytes", found: "\(length)"),
          field: "header length", offset: 0)
      }
      let front = try SafetensorsHeader(
        parsing: try read(Int(length), from: file, at: 8), limits: limits)
      if let size = file.size {
        let expected = 8 + length + UInt64(front.dataCount)
        if size < expected {
          throw FormatError(
            .truncated(needed: expected, found: size), field: "file", offset: size)
        }
        if size > expected {
          throw FormatError(
            .trailingBytes(expected: expected), field: "file", offset: expected)
        }
      }
      return (front, 8 + length)
    }

    /// The next `count` bytes, in memory that grows as they arrive.
    private static func read(
      _ count: Int, from file: borrowing File, at offset: UInt64
    ) throws(FormatError) -> [UInt8] {
      var bytes: [UInt8] = []
      while bytes.count < count {
        let piece = try file.readNext(upTo: min(1 << 20, count - bytes.count))
        if piece.isEmpty {
          let found = offset + UInt64(bytes.count)
          throw FormatError(
            .truncated(needed: offset + UInt64(count), found: found), field: "file",
            offset: found)
        }
        try bytes.requireRoom(for: piece.count)
        bytes += piece
      }
      return bytes
    }

    var path: String { file.path }

    /// The tensors, in the order of their data.
    public var tensors: [TensorInfo] { header.tensors }

    /// The header's members that the file stands for: `metadata`, and what an export of ours carried.
    ///
    /// - Throws: `FormatError` where carried members are not JSON.
    public func members() throws(FormatError) -> JSONObject {
      try Safetensors.members(header.metadata, in: file.path, limits)
    }

    /// Writes all data to a model file: chunk by chunk, on several threads where the file can be sought in.
    ///
    /// - Throws: as ``forEachPiece(_:)``.
    consuming func append(to writer: inout ModelFileWriter) throws(FormatError) {
      if file.size != nil { return try writer.appendAll(from: file, at: dataOffset) }
      try forEachPiece { (piece) throws(FormatError) in try writer.append(piece) }
    }

    /// Hands over all data, piece by piece, in the order of ``tensors``.
    ///
    /// - Throws: `FormatError` where data are missing, follow the last tensor, or are a bool that is neither
    ///   0 nor 1; or what `body` throws.
    public consuming func forEachPiece(
      _ body: (Span<UInt8>) throws(FormatError) -> Void
    ) throws(FormatError) {
      var left = header.dataCount
      let total = UInt64(left)
      while true {
        let piece = try file.readNext(upTo: 1 << 20)
        if piece.isEmpty { break }
        left -= piece.count
        if left < 0 {
          throw FormatError(
            .trailingBytes(expected: total), field: "data", path: file.path)
        }
        try body(piece.span)
      }
      if left > 0 {
        throw FormatError(
          .truncated(needed: total, found: total - UInt64(left)), field: "data", path: file.path)
      }
    }
  }

  /// Writes the tensors of a model file, with what the format has no place for as text beside them.
  ///
  /// Larger elements come first, so that each tensor is aligned for who maps the file.
  ///
  /// - Throws: `FormatError` for whatever is damaged, with `invalid-name` for a tensor called `__metadata__`, or
  ///   `system`.
  public static func write(
    _ model: consuming ModelStream, to path: String
  ) throws(FormatError) {
    let header = model.header
    guard header.index(of: SafetensorsHeader.metadataName) == nil else {
      throw FormatError(
        .invalidName("safetensors keeps its free text under it"),
        field: "tensors[\"\(SafetensorsHeader.metadataName)\"]")
    }
    var metadata = header.metadata
    for name in carriedMembers {
      guard let member = header[name] else { continue }
      metadata.append((prefix + name, String(decoding: member.canonicalBytes(), as: UTF8.self)))
    }
    let order = header.tensors.indices.sorted {
      (-header.tensors[$0].type.size, $0) < (-header.tensors[$1].type.size, $1)
    }
    let front = SafetensorsHeader(
      tensors: order.map { header.tensors[$0] }, metadata: metadata)
    let frontBytes = front.bytes
    var positions = [UInt64](repeating: 0, count: order.count)
    var position = UInt64(frontBytes.count)
    for tensor in order {
      positions[tensor] = position
      position += UInt64(header.tensors[tensor].byteCount)
    }
    let file = try AtomicFile(replacing: path)
    try file.write(frontBytes.span, at: 0)
    try model.forEachChunk { (tensor, raw) throws(FormatError) in
      try file.write(raw, at: positions[tensor])
      positions[tensor] += UInt64(raw.count)
    }
    try file.commit()
  }
}

extension Safetensors {
  /// The members of our header that free text stands for.
  static func members(
    _ texts: [(name: String, text: String)], in path: String, _ limits: ReaderLimits
  ) throws(FormatError) -> JSONObject {
    var members = JSONObject()
    var metadata: [(name: String, text: String)] = []
    for (name, text) in texts {
      if let carried = carriedMembers.first(where: { prefix + $0 == name }) {
        do throws(FormatError) {
          members[carried] = try JSON(parsing: Array(text.utf8), limits: limits)
        } catch {
          throw FormatError(
            error.reason, field: "header.__metadata__.\(name)",
            offset: SafetensorsHeader.jsonOffset, path: path)
        }
      } else {
        metadata.append((name, text))
      }
    }
    if !metadata.isEmpty { members["metadata"] = .object(JSONObject(texts: metadata)) }
    return members
  }

  /// The header of the model file.
  static func header(
    _ members: JSONObject, _ assembly: NetworkAssembly
  ) throws(FormatError) -> Header {
    var members = members
    members["model"] = assembly.model
    members["producer"] = Producer.json
    return try Header(tensors: assembly.tensors, members: members)
  }

  /// What the tensors of a file become: the network that a person describes, the one that an export of ours
  /// carried, or a bag of tensors.
  ///
  /// - Throws: `FormatError` where carried members are not JSON, or as `NetworkAssembly`.
  public static func assembly(
    of reader: borrowing Reader, _ options: ImportOptions
  ) throws(FormatError) -> NetworkAssembly {
    try NetworkAssembly(reader.tensors, carried: try reader.members()["model"], options)
  }

  /// Writes a model file from a safetensors file, keeping every tensor as it is.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it, or `system`.
  public static func convert(
    _ reader: consuming Reader, assembly: NetworkAssembly, to path: String,
    options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    let source = reader.path
    let header = try header(try reader.members(), assembly)
    var writer: ModelFileWriter
    do throws(FormatError) {
      writer = try ModelFileWriter(replacing: path, header: header, options: options)
    } catch {
      throw error.inFile(source)
    }
    try reader.append(to: &writer)
    try writer.finish()
  }
}
