import ModelFormat

/// Where a tensor's bytes lie outside of the model's file (onnx.proto, `TensorProto.external_data`).
///
/// The name comes from a file that may be hostile, and paths in it have been a way to read any file of the machine
/// (CVE-2022-25882, CVE-2024-27318, CVE-2024-5187). So it is a plain name of a regular file beside the model's, never
/// a path, and no symbolic link is followed. A `checksum` is not looked at: it is a SHA-1 of the whole file.
struct ONNXExternalData {
  private var location: String?
  private var start: UInt64 = 0
  private var length: UInt64?
  private let offset: UInt64

  /// What is to be told by entries, one of which begins at byte `offset`.
  init(at offset: Int) { self.offset = UInt64(offset) }

  /// Takes an entry: a key and its value.
  ///
  /// - Throws: `FormatError` with `invalid-value` for a number that is none.
  mutating func set(_ key: String, to value: String) throws(FormatError) {
    switch key {
    case "location": location = value
    case "offset": start = try number(value, key)
    case "length": length = try number(value, key)
    default: break
    }
  }

  /// Reads the bytes, `count` of them, from the file beside that of the model.
  ///
  /// - Throws: `FormatError` for a name that is none, a file that is none or too short, or `system`.
  func read(count: Int, beside model: String) throws(FormatError) -> [UInt8] {
    guard let location, !["", ".", ".."].contains(location),
      !location.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
    else {
      throw error(
        .invalidValue(
          expected: "the plain name of a file beside the model's", found: location?.shown ?? "none"),
        "location")
    }
    if let length, length != UInt64(count) {
      throw error(
        .inconsistent(expected: "\(count) bytes, as type and shape need,", found: "\(length)"),
        "length")
    }
    let slash = model.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { String(model[...$0]) } ?? ""
    let file = try File(openingRegular: directory + location)
    let bytes = try file.bytes(at: start, count: count)
    if length == nil, let size = file.size, size > start + UInt64(count) {
      throw FormatError(
        .trailingBytes(expected: start + UInt64(count)), field: "file", path: file.path)
    }
    return bytes
  }

  private func number(_ text: String, _ key: String) throws(FormatError) -> UInt64 {
    guard let number = UInt64(text) else {
      throw error(.invalidValue(expected: "a whole number, 0 or more", found: text.shown), key)
    }
    return number
  }

  private func error(_ reason: FormatError.Reason, _ key: String) -> FormatError {
    FormatError(reason, field: "external_data.\(key)", offset: offset)
  }
}
