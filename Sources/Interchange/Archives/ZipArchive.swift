import ModelFormat

/// The members of a zip archive, stored or deflated, each read when it is asked for.
///
/// PKWARE's APPNOTE.TXT with ZIP64, without encryption and several volumes. What is believed is the directory at the
/// end; where a member's own header says something else, the member is refused.
struct ZipArchive: Sendable {
  /// The names of the members, in the order of the directory.
  let names: [String]
  private let members: [ZipMember]
  /// The index of each member by the bytes of its name.
  private let indices: [[UInt8]: Int]
  private let file: OpenFile

  /// Bytes that all members have unpacked, by the directory.
  var byteCount: UInt64 {
    members.reduce(0) { sum, member in
      let (total, overflow) = sum.addingReportingOverflow(UInt64(member.size))
      return overflow ? .max : total
    }
  }

  /// Whether a file begins like one of this format.
  static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    front.starts(with: [0x50, 0x4B, 3, 4]) || front.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Reads the directory of an archive, which stands at the end of the file.
  ///
  /// - Throws: `FormatError` for one that is damaged or of a kind that is not read.
  init(_ path: String) throws(FormatError) {
    let file = try File(opening: path)
    let directory = try ZipDirectory(endOf: file)
    var members = try directory.members(of: file)
    try Self.setEnds(of: &members, upTo: directory.start)
    var indices: [[UInt8]: Int] = [:]
    for (index, member) in members.enumerated() {
      guard indices.updateValue(index, forKey: Array(member.name.utf8)) == nil else {
        throw FormatError(
          .duplicateName(member.name), field: "directory", offset: directory.start)
      }
    }
    names = members.map(\.name)
    self.members = members
    self.indices = indices
    self.file = OpenFile(file)
  }

  /// Checks that no two members share a byte, and none lies in the directory.
  private static func setEnds(
    of members: inout [ZipMember], upTo directory: UInt64
  ) throws(FormatError) {
    var end = directory
    for index in members.indices.sorted(by: { members[$0].offset > members[$1].offset }) {
      let member = members[index]
      guard member.offset <= end, member.leastSize <= end - member.offset else {
        throw FormatError(
          .inconsistent(
            expected: "members one after the other before byte \(end)",
            found: "\(member.name), which goes on"),
          field: "directory", offset: member.offset)
      }
      members[index].end = end
      end = member.offset
    }
  }

  /// The bytes that a member has unpacked; nil where there is none of this name.
  func size(of name: String) -> UInt64? {
    indices[Array(name.utf8)].map { members[$0].size }
  }

  /// Whether a member is there and deflated.
  func isDeflated(_ name: String) -> Bool {
    indices[Array(name.utf8)].map { members[$0].isDeflated } ?? false
  }

  /// The bytes of a member; nil where there is none of this name.
  ///
  /// - Throws: `FormatError` where it is damaged or larger than `limit`, with the member's name.
  func read(_ name: String, upTo limit: Int = .max) throws(FormatError) -> [UInt8]? {
    try withMember(name) { (stream) throws(FormatError) in
      let size = stream.size ?? 0
      guard size <= UInt64(limit) else {
        throw FormatError(
          .limitExceeded(expected: "at most \(limit) bytes", found: "\(size)"), field: "size")
      }
      return try stream.read(Int(size))
    }
  }

  /// Reads a member front to back; nil where there is none of this name.
  ///
  /// - Throws: `FormatError` where it is damaged or not read to its end, and what `body` throws, with the member's
  ///   name.
  func withMember<Result>(
    _ name: String, _ body: (ByteStream) throws(FormatError) -> Result
  ) throws(FormatError) -> Result? {
    guard let index = indices[Array(name.utf8)] else { return nil }
    do throws(FormatError) {
      let stream = try ByteStream(members[index].part(of: file.file), of: file)
      let result = try body(stream)
      try stream.finish()
      return result
    } catch {
      if case .system = error.reason { throw error }
      throw FormatError(error.reason, field: "\(name), \(error.field)", offset: error.offset)
    }
  }
}
