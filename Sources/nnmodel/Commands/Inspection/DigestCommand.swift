import ModelFormat

/// `nnmodel digest`: the identity of a file's content.
struct DigestCommand: Command {
  static let name = "digest"
  static let summary = "prints the identity of a file's content, the same on every machine"
  static let discussion = """
    The SHA-256 of what is in the file, however it is compressed: names, shapes, values, metadata,
    network and training. --model leaves all but the network out: is this the same network as in
    that other file?

    --json prints file and digest.
    """
  static let examples = [
    "nnmodel digest digits.nnmodel", "nnmodel digest --model a.nnmodel b.nnmodel",
  ]

  var models: [String] = []
  var coversModelAlone = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positionals("MODEL", \.models, "the files; - reads standard input"),
    .flag("--model", \.coversModelAlone, "the network alone: layers, weights and scaling"),
    .json(\.isJSON, " a file"),
  ]

  func validate() throws(UsageError) { try models.checkStandardInputOnce() }

  func run(_ terminal: Terminal) throws {
    try forEach(models, on: terminal) { path in
      let stream = try ModelInput.stream(path)
      if coversModelAlone && stream.header["model"] == nil {
        throw Failure(
          .data,
          "\(Wording.input(path)): holds no network, so --model has nothing to identify")
      }
      let digest = try stream.digest(coversModelAlone ? .model : .content)
      if isJSON {
        try terminal.print(["file": .string(path), "digest": .string(digest)] as JSONOutput)
      } else {
        try terminal.print("\(digest)  \(path)")
      }
    }
  }
}
