/// Why a model file could not be read or written: what is wrong, where, and what was expected.
///
/// One type for the whole library, so that a caller can always say which byte and which field is at
/// fault. Names, fields and offsets are those of spec/format.md §11.
public struct FormatError: Error, Equatable, Sendable {
  /// The ways of being wrong, each with the values that show it.
  public enum Reason: Equatable, Sendable {
    case notAModelFile(hint: String)
    case unsupportedVersion(major: Int, minor: Int)
    case unsupportedFeature(bit: Int)
    case truncated(needed: UInt64, found: UInt64)
    case trailingBytes(expected: UInt64)
    case checksumMismatch(expected: UInt32, found: UInt32)
    case invalidStream(String)
    case invalidJSON(String)
    case missingMember
    case unknownMember
    case wrongType(expected: String, found: String)
    case unknownWord(String, known: [String])
    case invalidName(String)
    case duplicateName(String)
    case outOfRange(expected: String, found: String)
    case limitExceeded(expected: String, found: String)
    case invalidValue(expected: String, found: String)
    case inconsistent(expected: String, found: String)
    case nonzeroPadding(UInt8)
    case notFound(String)
    case notMappable
    case locked(by: Int?)
    case system(errno: Int32)
  }

  /// What is wrong.
  public var reason: Reason

  /// The part of the file at fault, such as `header.tensors[3].shape`; for `locked` and `system`, what was
  /// tried.
  public var field: String

  /// The byte in the file, where there is one.
  public var offset: UInt64?

  /// The file, where it is known.
  public var path: String?

  /// An error about a field.
  public init(_ reason: Reason, field: String, offset: UInt64? = nil, path: String? = nil) {
    self.reason = reason
    self.field = field
    self.offset = offset
    self.path = path
  }
}

extension FormatError {
  /// The error's name in the specification: the same in every implementation.
  public var code: String {
    switch reason {
    case .notAModelFile: "not-a-model-file"
    case .unsupportedVersion: "unsupported-version"
    case .unsupportedFeature: "unsupported-feature"
    case .truncated: "truncated"
    case .trailingBytes: "trailing-bytes"
    case .checksumMismatch: "checksum-mismatch"
    case .invalidStream: "invalid-stream"
    case .invalidJSON: "invalid-json"
    case .missingMember: "missing-member"
    case .unknownMember: "unknown-member"
    case .wrongType: "wrong-type"
    case .unknownWord: "unknown-word"
    case .invalidName: "invalid-name"
    case .duplicateName: "duplicate-name"
    case .outOfRange: "out-of-range"
    case .limitExceeded: "limit-exceeded"
    case .invalidValue: "invalid-value"
    case .inconsistent: "inconsistent"
    case .nonzeroPadding: "nonzero-padding"
    case .notFound: "not-found"
    case .notMappable: "not-mappable"
    case .locked: "locked"
    case .system: "system"
    }
  }

  /// The same error, told of a file.
  public func inFile(_ path: String) -> FormatError {
    var error = self
    error.path = error.path ?? path
    return error
  }
}

extension FormatError: CustomStringConvertible {
  /// One line: the file, the byte, the field, what is wrong and what was expected.
  public var description: String {
    // No system takes a longer path.
    var place = path.map { "\($0.excerpt(most: 4096)): " } ?? ""
    switch reason {
    // Which has a path in it, too, where something of use was left there.
    case .locked, .system: return place + "cannot \(field.excerpt(most: 4300)): \(detail)"
    default: break
    }
    let field = field.excerpt(most: 120)
    if let offset { place += "byte \(offset), " }
    return place + "\(field): \(detail)"
  }

  private var detail: String {
    switch reason {
    case .notAModelFile(let hint): "not an nnmodel file\(hint.excerpt(most: 240))"
    case .unsupportedVersion(let major, let minor):
      "format version \(major).\(minor) needs a newer reader (this one reads 1.x)"
    case .unsupportedFeature(let bit): "required feature \(bit) needs a newer reader"
    case .truncated(let needed, let found):
      "the file is cut short: \(needed) bytes expected, \(found) found"
    case .trailingBytes(let expected): "the file goes on after its \(expected) bytes"
    case .checksumMismatch(let expected, let found):
      "damaged: checksum \(hexadecimal(expected)) expected, \(hexadecimal(found)) found"
    case .invalidStream(let why): "not a valid zlib stream: \(why.excerpt(most: 240))"
    case .invalidJSON(let why): "invalid JSON: \(why.excerpt(most: 240))"
    case .missingMember: "missing"
    case .unknownMember: "unknown here"
    case .unknownWord(let word, let known):
      "unknown word \"\(word.excerpt())\"; known are \(known.joined(separator: ", "))"
    case .invalidName(let why): "not a valid name: \(why.excerpt(most: 240))"
    case .duplicateName(let name): "the name \"\(name.excerpt())\" stands twice"
    case .wrongType(let expected, let found), .outOfRange(let expected, let found),
      .limitExceeded(let expected, let found), .invalidValue(let expected, let found),
      .inconsistent(let expected, let found):
      "\(expected.excerpt(most: 240)) expected, \(found.excerpt(most: 240)) found"
    case .nonzeroPadding(let byte): "padding must be zero, \(byte) found"
    case .notFound(let what): "not in the file: \(what.excerpt(most: 240))"
    case .notMappable: "not stored raw, so it cannot be mapped; read it instead"
    case .locked(let owner):
      "\(owner.map { "process \($0)" } ?? "another process") is writing there"
    case .system(let number): systemErrorText(number)
    }
  }
}

/// Eight hexadecimal digits, as checksums are told.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
