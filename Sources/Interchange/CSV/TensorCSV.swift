public import ModelFormat
import NeuralNetwork

/// One tensor as a table of numbers, with commas between them and no header.
public enum TensorCSV {
  /// Reads a table as a tensor of `f64`: rows × columns, of one dimension where there is a single column.
  ///
  /// Semicolons and tabs are taken for commas, as everywhere; a number is decimal, or one of `nan`, `inf` and
  /// `infinity`, in letters of any size and with a sign.
  ///
  /// - Parameter limits: how much memory the numbers may take, 8 bytes each.
  /// - Throws: `FormatError` with the line where something is no number or rows are not of one length, for what is
  ///   beyond the limits, or `system`.
  public static func read(
    _ path: String, name: String, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) -> Tensor {
    do throws(FormatError) {
      let stream = try ByteStream(path)
      do throws(NetworkError) {
        var reader = try CSVReader(hasHeader: false) { () throws(NetworkError) in
          do throws(FormatError) {
            return try stream.next()
          } catch {
            throw NetworkError(.file(error))
          }
        }
        var record = CSVRecord()
        var values: [Double] = []
        var (rows, columns) = (0, 0)
        while try reader.read(into: &record) {
          try check(values, and: record.count, limits)
          for index in 0..<record.count { values.append(try number(record, index)) }
          rows += 1
          columns = record.count
        }
        let shape = columns == 1 ? [rows] : [rows, columns]
        return try tensor(name, shape, values)
      } catch {
        throw FormatError(error)
      }
    } catch {
      throw error.inFile(path)
    }
  }

  private static func check(
    _ values: [Double], and more: Int, _ limits: ReaderLimits
  ) throws(NetworkError) {
    do throws(FormatError) {
      try limits.check(numbers: values.count + more, of: "numbers")
      try values.requireRoom(for: more)
    } catch {
      throw NetworkError(.file(error))
    }
  }

  private static func tensor(
    _ name: String, _ shape: [Int], _ values: [Double]
  ) throws(NetworkError) -> Tensor {
    do throws(FormatError) {
      return try Tensor(name, shape: shape, values)
    } catch {
      throw NetworkError(.file(error))
    }
  }

  private static func number(
    _ record: CSVRecord, _ index: Int
  ) throws(NetworkError) -> Double {
    let field = record[index]
    // What ends in a digit or a point is no word, and there are many of it.
    guard let last = field.last, last > UInt8(ascii: "9") else {
      return try record.number(index, column: "column \(index + 1)")
    }
    let letters = field.drop { $0 == 0x20 || $0 == 0x09 }.map { $0 | 0x20 }
    let isNegative = letters.first == UInt8(ascii: "-")
    let isSigned = isNegative || letters.first == UInt8(ascii: "+")
    switch String(decoding: isSigned ? letters.dropFirst() : letters[...], as: UTF8.self) {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return try record.number(index, column: "column \(index + 1)")
    }
  }

  /// Writes a tensor: the last dimension across and a line for each of the others' elements; a tensor of one dimension
  /// as a column, as `numpy.savetxt` writes it and ``read(_:name:)`` reads it.
  ///
  /// Floats have the fewest digits by which their own type finds them again, integers all of theirs; bools are 0 and 1.
  ///
  /// - Throws: `FormatError` with `wrong-type` for complex numbers, or `system`.
  public static func write(_ tensor: Tensor, to path: String) throws(FormatError) {
    guard let spelling = try DecimalElements(tensor) else {
      throw FormatError(
        .wrongType(expected: "real numbers", found: tensor.info.type.rawValue),
        field: "tensors[\"\(tensor.info.name)\"]")
    }
    let shape = tensor.info.shape
    let across = shape.count < 2 ? 1 : shape[shape.count - 1]
    let file = try AtomicFile(replacing: path)
    var position: UInt64 = 0
    var piece: [UInt8] = []
    for index in 0..<tensor.info.elementCount {
      piece += spelling.text(of: index).utf8
      piece.append(index % across == across - 1 ? UInt8(ascii: "\n") : UInt8(ascii: ","))
      if piece.count > 1 << 20 || index == tensor.info.elementCount - 1 {
        try file.write(piece.span, at: position)
        position += UInt64(piece.count)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try file.commit()
  }
}

extension FormatError {
  /// What a reader of tables says, as it is said of a file.
  fileprivate init(_ error: NetworkError) {
    let field = [error.line.map { "line \($0)" }, error.field.isEmpty ? nil : error.field]
      .compactMap { $0 }.joined(separator: ", ")
    let reason: Reason
    switch error.reason {
    case .file(let inner):
      self = inner
      return
    case .count(let expected, let found):
      reason = .inconsistent(expected: "\(expected)", found: "\(found)")
    case .overLimit(let limit):
      reason = .limitExceeded(expected: "at most \(limit)", found: "more")
    case .noRows: reason = .invalidValue(expected: "numbers", found: "none")
    case .malformedTable(let problem):
      reason = .invalidValue(expected: "a table of numbers", found: problem)
    case .notANumber(let text):
      reason = .invalidValue(
        expected: "a number", found: text.isEmpty ? "nothing" : "'\(text.prefix(40))'")
    default: reason = .invalidValue(expected: "a table of numbers", found: "\(error)")
    }
    self.init(reason, field: field.isEmpty ? "table" : field)
  }
}
