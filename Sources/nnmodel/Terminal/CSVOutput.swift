/// Results as CSV (RFC 4180): a field is in quotes only where it has to be.
enum CSVOutput {
  /// The fields with commas between them; the line end is the caller's.
  static func row(_ fields: some Collection<String>) -> String {
    // A row of one empty field would be an empty line, which readers skip.
    if fields.count == 1, fields.first == "" { return "\"\"" }
    return fields.map(field).joined(separator: ",")
  }

  /// One field; quotes inside are doubled. Spaces at its ends, which some readers drop, are kept.
  static func field(_ text: String) -> String {
    let needsQuotes =
      text.utf8.contains { ",\"\r\n".utf8.contains($0) } || text.hasPrefix(" ")
      || text.hasSuffix(" ")
    guard needsQuotes else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
