import Glibc

/// A path as the system takes it: bytes, which need not be UTF-8 where a link leads.
struct BytePath: Hashable, Sendable {
  /// The bytes, and the zero that ends them.
  let characters: [CChar]

  private static let slash = CChar(bitPattern: UInt8(ascii: "/"))

  /// The path that a text spells.
  init(_ text: String) { characters = Array(text.utf8CString) }

  private init(bytes: some Sequence<CChar>) { characters = bytes + [0] }

  private var bytes: ArraySlice<CChar> { characters.dropLast() }

  /// The path as it can be told.
  var text: String { String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self) }

  /// The directory that the last name is in.
  var directory: BytePath {
    guard let last = bytes.lastIndex(of: Self.slash) else { return BytePath(".") }
    return BytePath(bytes: last == bytes.startIndex ? bytes[...last] : bytes[..<last])
  }

  /// The path of a name in the directory that this is.
  func appending(_ name: BytePath) -> BytePath {
    BytePath(bytes: bytes + [Self.slash] + name.bytes)
  }

  /// Whether this is a directory or something in it, both without links.
  func isWithin(_ directory: BytePath) -> Bool {
    guard bytes.starts(with: directory.bytes) else { return false }
    return bytes.count == directory.bytes.count || directory.bytes.last == Self.slash
      || bytes.dropFirst(directory.bytes.count).first == Self.slash
  }

  /// The path without links, from the root; of what is there.
  ///
  /// - Throws: ``FormatError`` with `system`, telling of `path`.
  func real(_ path: String) throws(FormatError) -> BytePath {
    guard let real = unsafe realpath(characters, nil) else {
      throw FormatError(.system(errno: errno), field: "create", path: path)
    }
    defer { unsafe free(real) }
    return unsafe BytePath(bytes: UnsafeBufferPointer(start: real, count: strlen(real)))
  }

  /// What the path leads to, through symbolic links; also where the last of them leads to nothing yet.
  ///
  /// - Throws: ``FormatError`` with `system`: `ELOOP` for links that lead to each other.
  func resolved() throws(FormatError) -> BytePath {
    do throws(FormatError) {
      return try real(text)
    } catch {
      if error.reason == .system(errno: ELOOP) { throw error }
    }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(characters, &buffer, buffer.count)
    guard count > 0 else { return self }
    let target = BytePath(bytes: buffer[..<count])
    return try (target.bytes.first == Self.slash ? target : directory.appending(target)).resolved()
  }
}
