import CZlib
import Glibc

/// Unpacks what other programs have packed with DEFLATE, piece by piece: gzip files of data, members of
/// archives.
///
/// What comes out is held in proportion to what went in, so that a small file cannot fill the memory
/// of the machine. Model files have streams of their own kind, which `Inflater` reads.
@safe public struct Decompressor: ~Copyable {
  /// What stands around the compressed bytes.
  public enum Wrapping: Sendable {
    /// Headers and checks of gzip (RFC 1952); one stream may follow another.
    case gzip
    /// Nothing: DEFLATE alone (RFC 1951), as in a zip archive.
    case none
    /// A header and a check of zlib (RFC 1950).
    case zlib
  }

  /// Whatever the proportion, so much may come out: 64 MiB.
  public static let freeSize = 64 << 20
  /// Beyond that, so many bytes may come out for each that went in. Real data seldom reach 20.
  public static let maximumRatio = 64

  private let stream: UnsafeMutablePointer<z_stream>
  private let wrapping: Wrapping
  /// The most that may come out, where that is known beforehand.
  private let limit: Int?
  private var consumed = 0
  private var produced = 0
  private var isBetweenStreams = false

  /// Prepares to unpack.
  ///
  /// - Parameter limit: so many bytes may come out, whatever the proportion: for who knows a size and has found that the
  ///   packed bytes can hold it.
  /// - Throws: ``FormatError`` with `system` where there is no memory.
  public init(_ wrapping: Wrapping, upTo limit: Int? = nil) throws(FormatError) {
    self.wrapping = wrapping
    self.limit = limit
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let window: Int32 =
      switch wrapping {
      case .gzip: MAX_WBITS + 16
      case .none: -MAX_WBITS
      case .zlib: MAX_WBITS
      }
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    if unsafe inflateInit2_(stream, window, ZLIB_VERSION, size) != Z_OK {
      unsafe stream.deallocate()
      throw FormatError(.system(errno: ENOMEM), field: "prepare decompression")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Appends what the next bytes stand for.
  ///
  /// - Throws: ``FormatError`` with `invalid-stream` for what no such stream holds, `limit-exceeded`
  ///   where far more comes out than went in, or `system` where there is too little memory.
  public mutating func unpack(
    _ bytes: [UInt8], into output: inout [UInt8]
  ) throws(FormatError) {
    var rest = bytes[...]
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if isBetweenStreams {
        if rest.isEmpty { return }
        if wrapping != .gzip { throw fault("\(rest.count) bytes follow its end") }
        unsafe inflateReset(stream)
        isBetweenStreams = false
      }
      let (taken, made, status) = step(rest, &piece)
      rest = rest.dropFirst(taken)
      consumed += taken
      produced += made
      try output.requireRoom(for: made)
      output += piece[..<made]
      try checkProportion()
      switch status {
      case Z_STREAM_END: isBetweenStreams = true
      case Z_OK, Z_BUF_ERROR: if made < piece.count, rest.isEmpty { return }
      case Z_MEM_ERROR: throw FormatError(.system(errno: ENOMEM), field: "decompress")
      default: throw fault(unsafe stream.pointee.msg.map { unsafe String(cString: $0) })
      }
    }
  }

  /// Unpacks a zlib stream that other bytes follow.
  ///
  /// - Returns: what it stands for, and how many bytes it is long.
  /// - Throws: as ``unpack(_:into:)``, and where the bytes end before it does.
  static func unpackStream(
    atFrontOf bytes: [UInt8], upTo limit: Int
  ) throws(FormatError) -> (raw: [UInt8], stored: Int) {
    var decompressor = try Decompressor(.zlib, upTo: limit)
    var raw: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let (taken, made, status) = decompressor.step(bytes[decompressor.consumed...], &piece)
      decompressor.consumed += taken
      decompressor.produced += made
      try raw.requireRoom(for: made)
      raw += piece[..<made]
      try decompressor.checkProportion()
      if status == Z_STREAM_END { return (raw, decompressor.consumed) }
      if status != Z_OK || made < piece.count && decompressor.consumed == bytes.count {
        throw decompressor.fault(nil)
      }
    }
  }

  private func checkProportion() throws(FormatError) {
    guard produced > limit ?? (Self.freeSize + Self.maximumRatio * consumed) else { return }
    let expected =
      limit.map { "\($0) bytes" } ?? "at most \(Self.maximumRatio) bytes for each of \(consumed)"
    throw FormatError(
      .limitExceeded(expected: expected, found: "\(produced) or more"), field: "compressed data")
  }

  /// Checks that the last stream has ended.
  ///
  /// - Throws: ``FormatError`` with `invalid-stream` where it is cut short.
  public func finish() throws(FormatError) {
    guard isBetweenStreams else { throw fault("it is cut short") }
  }

  private func fault(_ why: String?) -> FormatError {
    FormatError(.invalidStream(why ?? "damaged"), field: "compressed data")
  }

  /// One call of zlib: how many bytes it took, how many it made, and what it says.
  private func step(
    _ input: ArraySlice<UInt8>, _ piece: inout [UInt8]
  ) -> (taken: Int, made: Int, status: Int32) {
    // zlib counts in 32 bits.
    let (offered, room) = (min(input.count, 1 << 30), piece.count)
    return unsafe input.withUnsafeBufferPointer { input in
      unsafe piece.withUnsafeMutableBufferPointer { piece in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(offered)
        unsafe stream.pointee.next_out = piece.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        return unsafe (
          offered - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out), status
        )
      }
    }
  }
}
