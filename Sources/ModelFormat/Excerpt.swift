extension String {
  /// The text as an error quotes it: of a long one both ends, and how long it is.
  ///
  /// Names and words of a hostile file, or of a command line, may have megabytes.
  ///
  /// - Parameter most: characters that are quoted whole; of more, 70 are left.
  package func excerpt(most: Int = 80) -> String {
    // A character takes four bytes at most.
    guard utf8.count > 4 * most || unicodeScalars.count > most else { return self }
    let (start, end) = (unicodeScalars.prefix(50), unicodeScalars.suffix(20))
    return "\(String(start))…\(String(end)) (\(utf8.count) bytes)"
  }
}
