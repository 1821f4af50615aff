public import ModelFormat
public import NeuralNetwork

/// A file of rows, told by its first bytes and not by its name; gzip is unpacked on the way.
///
/// A name such as `set.npz:images` means one member of an archive. Without one, the inputs of an archive
/// are the member `x`, `X` or `arr_0`, or its only one, and their truth is `y`, `Y` or `arr_1`.
public enum DataFile {
  /// A table, in pieces.
  case table(CSVReader.Source)
  /// Numbers in rows, and the truth about them where the file holds it.
  case arrays(inputs: NumericArray, labels: NumericArray?)

  /// What an array is wanted for.
  public enum Role: Sendable {
    case inputs, labels

    fileprivate var names: [String] {
      switch self {
      case .inputs: ["x", "X", "arr_0"]
      case .labels: ["y", "Y", "arr_1"]
      }
    }
  }

  /// Opens a file; `-` is standard input. A table is read as it is asked for, arrays at once.
  ///
  /// - Parameter limits: how much memory an array may take.
  /// - Throws: `file` where it cannot be read, or is an array that is not as its format wants it, or beyond the
  ///   limits.
  public init(
    opening path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    let (file, member) = Self.parts(path)
    do throws(FormatError) {
      let stream = try ByteStream(file)
      if ZipArchive.recognises(stream.front), !stream.isPacked {
        let archive = try Self.archive(stream, file)
        let inputs = try Self.array(in: archive, member, for: .inputs, limits)
        let hasLabels = member == nil && Self.name(in: archive, nil, for: .labels) != nil
        let labels = hasLabels ? try Self.array(in: archive, nil, for: .labels, limits) : nil
        self = .arrays(inputs: inputs, labels: labels)
      } else if member != nil {
        throw FormatError(
          .invalidValue(expected: "an archive of arrays (npz)", found: "another file"),
          field: "file", offset: 0)
      } else if let array = try Self.array(stream, limits) {
        self = .arrays(inputs: array, labels: nil)
      } else {
        self = .table(Self.source(stream, file))
      }
    } catch {
      throw NetworkError(.file(error.inFile(file)))
    }
  }

  /// Reads one array.
  ///
  /// - Throws: as ``init(opening:limits:)``, also for a table.
  public static func array(
    _ path: String, for role: Role, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) -> NumericArray {
    let (file, member) = parts(path)
    do throws(FormatError) {
      let stream = try ByteStream(file)
      if ZipArchive.recognises(stream.front), !stream.isPacked {
        return try array(in: try archive(stream, file), member, for: role, limits)
      }
      guard member == nil, let array = try array(stream, limits) else {
        throw FormatError(
          .invalidValue(
            expected: member == nil ? "an array (IDX, npy or npz)" : "an archive of arrays (npz)",
            found: "another file"),
          field: "file", offset: 0)
      }
      return array
    } catch {
      throw NetworkError(.file(error.inFile(file)))
    }
  }

  /// The archive that a stream is the beginning of.
  ///
  /// It is opened anew, since its directory stands at the end; a pipe could be opened only once.
  private static func archive(
    _ stream: ByteStream, _ path: String
  ) throws(FormatError) -> ZipArchive {
    guard stream.size != nil else {
      throw FormatError(
        .invalidValue(expected: "a file, since an archive is read from its end", found: "a pipe"),
        field: "archive")
    }
    return try ZipArchive(path)
  }

  private static func array(
    _ stream: ByteStream, _ limits: ReaderLimits
  ) throws(FormatError) -> NumericArray? {
    if NPY.recognises(stream.front) { return try NumericArray(numpy: stream, limits: limits) }
    if IDX.recognises(stream.front) { return try IDX.read(stream, limits: limits) }
    return nil
  }

  private static func array(
    in archive: ZipArchive, _ member: String?, for role: Role, _ limits: ReaderLimits
  ) throws(FormatError) -> NumericArray {
    let array = try name(in: archive, member, for: role).flatMap { (name) throws(FormatError) in
      try archive.withMember("\(name).npy") { (stream) throws(FormatError) in
        try NumericArray(numpy: stream, limits: limits)
      }
    }
    if let array { return array }
    let names = names(in: archive)
    let known = names.isEmpty ? "no arrays" : names.joined(separator: ", ")
    let wanted = member.map { [$0] } ?? role.names
    throw FormatError(
      .notFound("\(wanted.joined(separator: ", or ")); it holds \(known)"), field: "member")
  }

  /// The name of the member that is wanted, if it is there.
  private static func name(
    in archive: ZipArchive, _ member: String?, for role: Role
  ) -> String? {
    let names = names(in: archive)
    if let member { return names.contains(member) ? member : nil }
    if let name = role.names.first(where: { names.contains($0) }) { return name }
    return role == .inputs && names.count == 1 ? names[0] : nil
  }

  /// The names of all arrays of an archive.
  private static func names(in archive: ZipArchive) -> [String] {
    archive.names.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  private static func source(_ stream: ByteStream, _ path: String) -> CSVReader.Source {
    { () throws(NetworkError) in
      do throws(FormatError) {
        return try stream.next()
      } catch {
        throw NetworkError(.file(error.inFile(path)))
      }
    }
  }

  /// The path of the file itself, without the member of an archive that is named behind it.
  package static func file(of path: String) -> String { parts(path).file }

  /// The path of a file, and the member of an archive that is named behind it.
  private static func parts(_ path: String) -> (file: String, member: String?) {
    let letters = Array(path)
    guard let colon = letters.lastIndex(of: ":"), String(letters[..<colon]).hasSuffix(".npz") else {
      return (path, nil)
    }
    return (String(letters[..<colon]), String(letters[(colon + 1)...]))
  }
}
