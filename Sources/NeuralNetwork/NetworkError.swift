public import ModelFormat

/// Why a network could not be built, fed, trained or stored: what is wrong, where, and what was
/// expected.
///
/// One type for the whole library, so that a caller has one thing to catch and one line to print.
public struct NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The ways of being wrong, each with the values that show it.
  public enum Reason: Equatable, Sendable {
    /// A value is outside its domain.
    case invalid(expected: String, found: String)
    /// Two shapes do not fit one another.
    case shapes(left: [Int], right: [Int])
    /// A number of things is not the number needed.
    case count(expected: Int, found: Int)
    /// A word is not one of a closed vocabulary.
    case unknownWord(String, known: [String])
    /// A size is over a stated limit.
    case overLimit(limit: Int)
    /// A field of a table is not a finite decimal number.
    case notANumber(String)
    /// A table lacks a column that is needed.
    case missingColumn
    /// A table has two columns of one name.
    case duplicateColumn
    /// The bytes are not a table as RFC 4180 describes it.
    case malformedTable(String)
    /// A table holds no rows.
    case noRows
    /// A class target has a single class, so nothing can be learnt.
    case oneClass(String)
    /// A label is not among the classes the model knows.
    case unknownClass(String, known: [String])
    /// Training left the finite numbers.
    case notFinite(epoch: Int, step: Int)
    /// What a training is to be resumed with is not what it had: how, a line each.
    case differs([String])
    /// A directory holds no checkpoint.
    case noCheckpoint
    /// A directory holds checkpoints, and none of them loads; why the newest does not.
    indirect case noValidCheckpoint(count: Int, newest: NetworkError)
    /// A file could not be read or written.
    case file(FormatError)
  }

  /// What is wrong.
  public var reason: Reason
  /// The part concerned: a column's name, an option, `layers[1].units`; empty when there is none.
  public var field: String
  /// The line of the table, counted from 1, where there is one.
  public var line: Int?

  /// An error about `field`, at `line` of a table if it concerns one.
  public init(_ reason: Reason, field: String = "", line: Int? = nil) {
    self.reason = reason
    self.field = field
    self.line = line
  }

  /// One line for a person: where, what was expected, what was found.
  public var description: String {
    let place = [
      line.map { "line \($0)" }, field.isEmpty ? nil : field.excerpt(most: isOfPath ? 4096 : 120),
    ]
    .compactMap { $0 }.joined(separator: ", ")
    return place.isEmpty ? message : "\(place): \(message)"
  }

  /// Whether the field is a path, which is told whole.
  private var isOfPath: Bool {
    switch reason {
    case .noCheckpoint, .noValidCheckpoint: true
    default: false
    }
  }

  private var message: String {
    switch reason {
    case .invalid(let expected, let found):
      "expected \(expected.excerpt(most: 240)), found \(found.excerpt(most: 240))"
    case .shapes(let left, let right):
      "shapes \(Self.shape(left)) and \(Self.shape(right)) do not fit"
    case .count(let expected, let found):
      "expected \(expected), found \(found)"
    case .unknownWord(let word, let known):
      "unknown word \(Self.quoted(word)); known are \(known.joined(separator: ", "))"
    case .overLimit(let limit):
      "over the limit of \(limit)"
    case .notANumber(let text):
      text.isEmpty
        ? "expected a number, found nothing"
        : "expected a number, found \(Self.quoted(text))"
    case .missingColumn:
      "no such column"
    case .duplicateColumn:
      "two columns have this name"
    case .malformedTable(let problem):
      problem.excerpt(most: 240)
    case .noRows:
      "no rows of data"
    case .oneClass(let label):
      "every row is of one class, \(Self.quoted(label)); at least two are needed"
    case .unknownClass(let label, let known):
      "unknown class \(Self.quoted(label)); known are "
        + known.prefix(20).map(Self.quoted).joined(separator: ", ")
        + (known.count > 20 ? ", …" : "")
    case .notFinite(let epoch, let step):
      "training left the finite numbers in epoch \(epoch), step \(step); "
        + "try a smaller learning rate"
    case .differs(let lines):
      lines.map { $0.excerpt(most: 240) }.joined(separator: "; ")
    case .noCheckpoint:
      "no checkpoint is there (step-NUMBER.nnmodel)"
    case .noValidCheckpoint(let count, let newest):
      count == 1
        ? "the only checkpoint does not load: \(newest)"
        : "none of the \(count) checkpoints loads; the newest: \(newest)"
    case .file(let error):
      String(describing: error)
    }
  }

  private static func shape(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: " × ")
  }

  /// `text` in quotes, cut to what fits on a line of a terminal, control characters escaped.
  private static func quoted(_ text: String) -> String {
    let line = text.excerpt().unicodeScalars.map { scalar in
      scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return "'" + line.joined() + "'"
  }
}

extension NetworkError {
  /// Asks for memory before it is relied on, where Swift itself would end the process.
  ///
  /// - Throws: ``NetworkError`` with `file`, `system` in it, where there are not so many bytes.
  package static func requireMemory(
    _ byteCount: Int, for what: @autoclosure () -> String
  ) throws(NetworkError) {
    do throws(FormatError) {
      try ModelFormat.requireMemory(byteCount, for: what())
    } catch {
      throw NetworkError(.file(error))
    }
  }
}
