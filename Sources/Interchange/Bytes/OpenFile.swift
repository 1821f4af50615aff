import ModelFormat

/// An open file that several streams read from, each its part.
final class OpenFile: Sendable {
  let file: File

  init(_ file: consuming File) { self.file = file }
}
