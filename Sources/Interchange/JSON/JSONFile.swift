public import ModelFormat

/// A JSON file that another program wrote, parsed once, whoever's it is.
///
/// Members that are null count as absent. A null among numbers is what JavaScript makes of NaN and infinities,
/// and is refused as such.
public struct JSONFile: Sendable {
  /// The file.
  public let path: String

  /// What is in it.
  public let json: JSON

  /// The longest text that is read or written.
  static let maximumLength = 64 << 20

  /// Reads and parses a file.
  ///
  /// - Parameter limits: `memory` bounds what is made of the text.
  /// - Throws: `FormatError` with `limit-exceeded` for a text of more than 64 MiB, 8,388,608 values or 1,048,576
  ///   objects, or beyond the limits; `invalid-json`, `invalid-value` or `out-of-range` for what is not JSON with
  ///   numbers below 2^53; `system`.
  public init(reading path: String, limits: ReaderLimits = ReaderLimits()) throws(FormatError) {
    let bytes = try WholeFile.read(path, limit: Self.maximumLength)
    do throws(FormatError) {
      json = try Self.parse(bytes, "file", limits)
    } catch {
      throw error.inFile(path)
    }
    self.path = path
  }

  /// Parses a text that is the whole of `field`.
  static func parse(
    _ bytes: [UInt8], _ field: String, _ limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) -> JSON {
    do throws(FormatError) {
      return try JSON(parsing: bytes, leavingOutNulls: true, limits: limits)
    } catch {
      var error = error.told(of: field)
      if case .wrongType(_, "null") = error.reason {
        error.reason = .invalidValue(
          expected: "a value", found: "null, which JavaScript writes for NaN and infinities,")
      }
      throw error
    }
  }

  /// The members of the outermost object.
  ///
  /// - Throws: `FormatError` with `wrong-type`.
  func fields() throws(FormatError) -> HeaderFields {
    try HeaderFields(json, path: "file", offset: nil)
  }

  /// What a body makes of the file, its errors told of the file.
  func naming<Result>(
    _ body: (HeaderFields) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    do throws(FormatError) {
      return try body(try fields())
    } catch {
      throw error.inFile(path)
    }
  }
}

extension FormatError {
  /// The same error, told of a text that has the members of a header: what reads headers tells where headers are.
  func told(of text: String) -> FormatError {
    let place = field.utf8.dropFirst("header".utf8.count)
    let isOfHeader =
      field.utf8.starts(with: "header".utf8) && (place.first.map { ".[".utf8.contains($0) } ?? true)
    guard isOfHeader else { return self }
    return FormatError(reason, field: text + String(decoding: Array(place), as: UTF8.self))
  }
}
