import ModelFormat

/// A picture or a page that a command is to write.
typealias PictureFile = Output<PictureKind>

/// The kinds of files that are made to be looked at.
enum PictureKind: OutputKind, CaseIterable {
  case svg, html

  var noun: String {
    switch self {
    case .svg: "a picture (SVG)"
    case .html: "a page (HTML)"
    }
  }

  /// How names of such files end, the usual one first.
  var extensions: [String] {
    switch self {
    case .svg: ["svg"]
    case .html: ["html", "htm"]
    }
  }

  private static let frontSize = 4096

  /// The kind that the first element of a file shows; nil for what is no markup, or other markup.
  ///
  /// - Throws: `FormatError` with `system` where the file cannot be read.
  init?(toTell path: String) throws(FormatError) {
    let file = try File(opening: path)
    var front: [UInt8] = []
    while front.count < Self.frontSize {
      let piece = try file.readNext(upTo: Self.frontSize - front.count)
      if piece.isEmpty { break }
      front += piece
    }
    guard let kind = Self(front: String(decoding: front, as: UTF8.self)) else { return nil }
    self = kind
  }

  /// The kind that the beginning of a text shows.
  init?(front: String) {
    var rest = Substring(front.lowercased())
    if rest.hasPrefix("\u{FEFF}") { rest.removeFirst() }
    while true {
      rest = rest.drop { $0.isWhitespace }
      // What may stand before the first element: comments, instructions, and a doctype that names it.
      if rest.hasPrefix("<!doctype html") {
        self = .html
        return
      }
      let skipped = [("<!--", "-->"), ("<?", "?>"), ("<!doctype", ">")].first {
        rest.hasPrefix($0.0)
      }
      guard let skipped else { break }
      guard let end = rest.firstRange(of: skipped.1) else { return nil }
      rest = rest[end.upperBound...]
    }
    let names: [(String, PictureKind)] = [("<svg", .svg), ("<html", .html)]
    guard let found = names.first(where: { rest.hasPrefix($0.0) }),
      rest.dropFirst(found.0.count).first.map({ $0.isWhitespace || $0 == ">" }) == true
    else { return nil }
    self = found.1
  }
}

extension Output where Kind == PictureKind {
  /// A file of a kind that its name must not contradict.
  ///
  /// - Throws: `UsageError` for a name that ends as those of other files.
  init(_ path: String, as kind: PictureKind) throws(UsageError) {
    let last = path.split(separator: "/").last ?? ""
    let parts = last.split(separator: ".")
    guard
      path == "-" || parts.count < 2
        || kind.extensions.contains(parts[parts.count - 1].lowercased())
    else {
      throw UsageError(
        "-o \(path): what is written is \(kind.noun), whose name ends in .\(kind.extensions[0])")
    }
    self.init(path: path, kind: kind)
  }

  /// Writes the file: whole or not at all.
  ///
  /// - Throws: `FormatError` with `system`, or `OutputError` of standard output.
  func write(_ markup: Markup, on terminal: Terminal) throws {
    if isStandardOutput { return try terminal.write(markup.text) }
    let file = try AtomicFile(replacing: path)
    try file.write(Array(markup.text.utf8).span, at: 0)
    try file.commit()
  }
}
