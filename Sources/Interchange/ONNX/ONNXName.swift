/// The name of a value in a graph, compared as bytes; empty where an optional input is left out.
struct ONNXName: Hashable {
  let bytes: ArraySlice<UInt8>

  /// The name as errors tell it.
  var shown: String { text.shown }

  /// The name as text, for people.
  var text: String { String(decoding: bytes, as: UTF8.self).printable }
}

extension String {
  /// Text from a file as an error may tell it: short, and without what moves a terminal.
  var printable: String {
    let scalars = unicodeScalars.prefix(80)
    let text = String(String.UnicodeScalarView(scalars.filter { $0.properties.isPrinted }))
    return scalars.endIndex == unicodeScalars.endIndex ? text : text + "…"
  }

  /// The same, in quotes.
  var shown: String { "\"\(printable)\"" }
}

extension Unicode.Scalar.Properties {
  /// Whether a character is one that is seen, or a space.
  fileprivate var isPrinted: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: false
    default: true
    }
  }
}
