import CJSON
import Glibc

/// JSON from bytes, through json-c where it is not canonical at once.
///
/// json-c alone takes much that is not JSON: of duplicate members the last, single quotes, integers that
/// it saturates. So what it read is written again, and must give the bytes that came in.
enum JSONParser {
  /// Parses the raw header.
  ///
  /// - Throws: ``FormatError`` with `invalid-json`, `wrong-type` for null, or `out-of-range` for a number
  ///   of 2^53 and above (spec/format.md H3 … H6); `limit-exceeded` or `system` for more than may be held in memory.
  static func parse(
    _ bytes: [UInt8], limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) -> JSON {
    let size = JSONTally.valueSize(of: bytes)
    try limits.check(header: size)
    try requireMemory(size, for: "hold a header of \(bytes.count) bytes in memory")
    if let value = CanonicalJSONParser.parse(bytes) { return value }
    let tally = JSONTally(of: bytes)
    guard tally.isWorthExplaining else { throw .invalidHeader("not in canonical form (RFC 8785)") }
    try requireMemory(tally.treeSize, for: "tell what is wrong with the header")
    return try parseSlowly(bytes)
  }

  /// The same by json-c.
  static func parseSlowly(_ bytes: [UInt8]) throws(FormatError) -> JSON {
    guard isValidUTF8(bytes) else { throw .invalidHeader("not valid UTF-8") }
    // json-c ends the name of a member there, so the path of what is wrong in it would be another's.
    if spellsZero(bytes) { throw .invalidHeader("a string contains U+0000") }
    let value = try parseLeniently(bytes)
    let canonical = value.canonicalBytes()
    if canonical != bytes {
      let shared = min(canonical.count, bytes.count)
      let place = (0..<shared).first { canonical[$0] != bytes[$0] } ?? shared
      throw .invalidHeader("not in canonical form (RFC 8785) at byte \(place) of the JSON text")
    }
    return value
  }

  /// Parses JSON in any spelling, as other formats write it.
  ///
  /// What json-c takes and RFC 8259 does not is refused (``JSONSpelling``), and so is an object with two members of
  /// one name: json-c keeps the last, so the value then has fewer members than the text has colons.
  ///
  /// - Parameter leavingOutNulls: whether members that are null are taken as absent.
  /// - Throws: as ``parse(_:limits:)``.
  static func parseAnySpelling(
    _ bytes: [UInt8], leavingOutNulls: Bool, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) -> JSON {
    let tally = JSONTally(of: bytes)
    try tally.check(field: "header")
    try limits.check(header: tally.treeSize)
    try requireMemory(tally.treeSize, for: "hold \(tally.separators) values of JSON in memory")
    guard isValidUTF8(bytes) else { throw .invalidHeader("not valid UTF-8") }
    // json-c ends the name of a member there, and the value would not show it.
    if spellsZero(bytes) { throw .invalidHeader("a string contains U+0000") }
    var leftOut = leavingOutNulls ? 0 : nil
    let value = try parseLeniently(bytes, &leftOut)
    let colons = try JSONSpelling(of: bytes).colons
    if colons != value.memberCount + (leftOut ?? 0) {
      throw .invalidHeader("two members of one name")
    }
    return value
  }

  /// Whether the escape of U+0000 stands in the text.
  private static func spellsZero(_ bytes: [UInt8]) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] != UInt8(ascii: "\\") {
        index += 1
      } else if bytes[(index + 1)...].starts(with: "u0000".utf8) {
        return true
      } else {
        index += 2
      }
    }
    return false
  }

  private static func isValidUTF8(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return true
    } catch {
      return false
    }
  }

  private static func parseLeniently(_ bytes: [UInt8]) throws(FormatError) -> JSON {
    var leftOut: Int?
    return try parseLeniently(bytes, &leftOut)
  }

  /// - Parameter leftOut: counts the members that are null; nil where there may be none.
  private static func parseLeniently(
    _ bytes: [UInt8], _ leftOut: inout Int?
  ) throws(FormatError) -> JSON {
    // json-c counts the outermost value as depth 0, and needs room for the scalars inside the last.
    guard let tokener = unsafe json_tokener_new_ex(Int32(Limits.headerDepth + 1)) else {
      throw FormatError(.system(errno: ENOMEM), field: "parse the header")
    }
    defer { unsafe json_tokener_free(tokener) }
    unsafe json_tokener_set_flags(
      tokener, JSON_TOKENER_STRICT | Int32(JSON_TOKENER_VALIDATE_UTF8))
    // The terminating zero tells json-c that a number at the end is whole.
    let terminated = bytes + [0]
    let root = unsafe terminated.withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        unsafe json_tokener_parse_ex(tokener, characters.baseAddress, Int32(characters.count))
      }
    }
    defer { unsafe json_object_put(root) }
    let status = unsafe json_tokener_get_error(tokener)
    guard status == json_tokener_success else {
      throw .invalidHeader(unsafe String(cString: json_tokener_error_desc(status)))
    }
    guard unsafe json_tokener_get_parse_end(tokener) == bytes.count else {
      throw .invalidHeader("something follows the value")
    }
    do throws(FormatError) {
      return try unsafe convert(root, depth: 1, &leftOut)
    } catch {
      throw error.inside("header")
    }
  }

  private static func convert(
    _ node: OpaquePointer?, depth: Int, _ leftOut: inout Int?
  ) throws(FormatError) -> JSON {
    let type = unsafe json_object_get_type(node)
    switch type {
    case json_type_object, json_type_array:
      if depth > Limits.headerDepth {
        throw .invalidHeader("nested deeper than \(Limits.headerDepth)")
      }
      return type == json_type_object
        ? try unsafe object(node, depth: depth, &leftOut)
        : try unsafe array(node, depth: depth, &leftOut)
    case json_type_string: return .string(try unsafe string(node))
    case json_type_boolean: return .bool(unsafe json_object_get_boolean(node) != 0)
    case json_type_int, json_type_double: return .number(try unsafe number(node, type))
    default:
      throw FormatError(
        .wrongType(expected: "a value", found: "null"), field: "", offset: Header.offset)
    }
  }

  private static func object(
    _ node: OpaquePointer?, depth: Int, _ leftOut: inout Int?
  ) throws(FormatError) -> JSON {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(Int(unsafe json_object_object_length(node)))
    var iterator = unsafe json_object_iter_begin(node)
    var end = unsafe json_object_iter_end(node)
    while unsafe json_object_iter_equal(&iterator, &end) == 0 {
      let name = unsafe String(cString: json_object_iter_peek_name(&iterator))
      let value = unsafe json_object_iter_peek_value(&iterator)
      if unsafe value == nil, let count = leftOut {
        leftOut = count + 1
      } else {
        do throws(FormatError) {
          let value = try unsafe convert(value, depth: depth + 1, &leftOut)
          members.append(JSONObject.Member(name: name, value: value))
        } catch {
          throw error.inside(".\(name)")
        }
      }
      unsafe json_object_iter_next(&iterator)
    }
    return .object(JSONObject(members))
  }

  private static func array(
    _ node: OpaquePointer?, depth: Int, _ leftOut: inout Int?
  ) throws(FormatError) -> JSON {
    let count = unsafe json_object_array_length(node)
    var elements: [JSON] = []
    elements.reserveCapacity(count)
    for index in 0..<count {
      let element = unsafe json_object_array_get_idx(node, index)
      do throws(FormatError) {
        elements.append(try unsafe convert(element, depth: depth + 1, &leftOut))
      } catch {
        throw error.inside("[\(index)]")
      }
    }
    return .array(elements)
  }

  private static func string(_ node: OpaquePointer?) throws(FormatError) -> String {
    let count = Int(unsafe json_object_get_string_len(node))
    guard count > 0, let start = unsafe json_object_get_string(node) else { return "" }
    let string = unsafe String(
      decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    if string.utf8.contains(0) { throw .invalidHeader("a string contains U+0000") }
    return string
  }

  private static func number(
    _ node: OpaquePointer?, _ type: json_type
  ) throws(FormatError) -> Double {
    var value = unsafe json_object_get_double(node)
    if type == json_type_int {
      // Integers that do not fit are saturated, to a magnitude that is refused all the same.
      let integer = unsafe json_object_get_int64(node)
      value = Double(integer)
    } else if !value.isFinite {
      // json-c also takes the words NaN and Infinity; the node remembers how it was spelled.
      let spelling = unsafe String(cString: json_object_to_json_string(node))
      if !spelling.utf8.contains(where: { (0x30...0x39).contains($0) }) {
        throw .invalidHeader("\(spelling) is not a number")
      }
    }
    try JSON.checkNumber(value, at: "")
    return value
  }
}
