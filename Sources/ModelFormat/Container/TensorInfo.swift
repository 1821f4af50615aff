/// What the header says of one tensor: its name, element type and shape (spec/format.md S3 … S6).
public struct TensorInfo: Equatable, Sendable {
  /// The name, 1 to 1,024 bytes of UTF-8, compared as bytes.
  public let name: String

  /// The type of each element.
  public let type: ElementType

  /// The dimensions, the slowest first. None for a scalar, which has one element.
  public let shape: [Int]

  /// Members of the entry that this version does not know; kept when the file is rewritten (S9).
  public let otherMembers: JSONObject

  /// The number of elements; 0 where a dimension is 0.
  public let elementCount: Int

  /// The raw bytes of the tensor.
  public var byteCount: Int { elementCount * type.size }

  /// Rows along the first dimension; 1 for a scalar.
  public var rowCount: Int { shape.first ?? 1 }

  /// The raw bytes of one row.
  public var rowByteCount: Int { rowCount == 0 ? 0 : byteCount / rowCount }

  /// Describes a tensor.
  ///
  /// - Throws: ``FormatError`` with `invalid-name` or `limit-exceeded` where no file could hold it.
  public init(
    _ name: String, _ type: ElementType, _ shape: [Int], otherMembers: JSONObject = JSONObject()
  ) throws(FormatError) {
    try self.init(
      name: name, type: type, shape: shape, otherMembers: otherMembers,
      path: "tensors[\"\(name)\"]")
  }

  package init(
    name: String, type: ElementType, shape: [Int], otherMembers: JSONObject,
    path: @autoclosure () -> String
  ) throws(FormatError) {
    self.name = name
    self.type = type
    self.shape = shape
    self.otherMembers = otherMembers
    if let fault = Self.fault(ofName: name) {
      throw FormatError(.invalidName(fault), field: path() + ".name", offset: Header.offset)
    }
    elementCount = try Self.elementCount(shape, type, path: path() + ".shape")
  }

  /// Checks rank, dimensions and size (S5).
  private static func elementCount(
    _ shape: [Int], _ type: ElementType, path: @autoclosure () -> String
  ) throws(FormatError) -> Int {
    func limit(_ expected: String, _ found: String) -> FormatError {
      FormatError(
        .limitExceeded(expected: expected, found: found), field: path(), offset: Header.offset)
    }
    if shape.count > Limits.rank {
      throw limit("at most \(Limits.rank) dimensions", "\(shape.count)")
    }
    var size = type.size
    for dimension in shape where dimension != 0 {
      guard dimension > 0, dimension < Limits.integerBound else {
        throw limit("dimensions from 0 to 2^53 − 1", "\(dimension)")
      }
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      if overflow { throw limit("fewer than 2^63 bytes", "\(shape)") }
      size = product
    }
    return shape.contains(0) ? 0 : size / type.size
  }

  /// Equal in every byte of the name.
  public static func == (left: TensorInfo, right: TensorInfo) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.type == right.type && left.shape == right.shape
      && left.otherMembers == right.otherMembers
  }

  /// What is wrong with a name, or nil (S6).
  static func fault(ofName name: String) -> String? {
    let length = name.utf8.count
    if length == 0 { return "it is empty" }
    if length > Limits.nameLength { return "\(length) bytes, at most \(Limits.nameLength) allowed" }
    let bytes = name.utf8.span
    // As nearly all names are: of signs of ASCII that can be seen.
    if bytes.indices.allSatisfy({ (0x20..<0x7F).contains(bytes[$0]) }) { return nil }
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069,
        0xFDD0...0xFDEF:
        return forbidden(scalar)
      default:
        if scalar.value & 0xFFFE == 0xFFFE { return forbidden(scalar) }
      }
    }
    return nil
  }

  private static func forbidden(_ scalar: Unicode.Scalar) -> String {
    "it contains U+\(hexadecimal(scalar.value).suffix(scalar.value > 0xFFFF ? 6 : 4))"
  }
}

extension TensorInfo {
  /// Reads an entry of `header.tensors`; errors tell paths inside the entry.
  init(parsing entry: JSON) throws(FormatError) {
    let fields = try HeaderFields(entry, path: "")
    let name = try fields.string("name")
    let type: ElementType = try fields.word("dtype", among: ElementType.allCases)
    let shape = try fields.integers("shape")
    var others = JSONObject()
    if fields.object.members.count > 3 {
      others = fields.object
      for known in ["name", "dtype", "shape"] { others[known] = nil }
    }
    try self.init(name: name, type: type, shape: shape, otherMembers: others, path: "")
  }

  /// The entry as it stands in the header.
  var json: JSON {
    var entry = otherMembers
    entry["name"] = .string(name)
    entry["dtype"] = .string(type.rawValue)
    entry["shape"] = .array(shape.map { .number(Double($0)) })
    return .object(entry)
  }
}
