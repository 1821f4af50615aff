import Interchange
import NeuralNetwork

/// How rows lie in their files, as far as the user has to say it.
struct DataLayout {
  /// Whether the first row of a table holds the names of its columns.
  var hasHeader = true
  /// What stands between two fields of a table; nil takes what is most frequent in its first row.
  var delimiter: DelimiterWord?
  /// The file of what each row of an array is; nil where the array's own file holds it.
  var labels: String?
  /// The size of the images, of files that hold nothing but pixels.
  var imageSize: ImageSize?
  /// The class of each file of images; empty for the names of the files.
  var classNames: [String] = []

  /// Refuses what contradicts itself.
  func validate(_ paths: [String]) throws(UsageError) {
    guard imageSize != nil else {
      guard paths.count < 2 else {
        throw UsageError(
          "unexpected argument \(paths[1].quoted): several files are read as images, one file a class, "
            + "with --image-size")
      }
      guard classNames.isEmpty else {
        throw UsageError("--class-names names files of images: --image-size is missing")
      }
      return
    }
    guard labels == nil else {
      throw UsageError("--labels and --image-size exclude each other: a file of images is a class")
    }
    guard classNames.isEmpty || classNames.count == paths.count else {
      throw UsageError(
        "--class-names: \(Wording.counted(classNames.count, "name")) for "
          + Wording.counted(paths.count, "file"))
    }
    guard !classNames.isEmpty || !paths.contains("-") else {
      throw UsageError("standard input has no name to be a class: --class-names is missing")
    }
  }
}

/// `--delimiter semicolon`
enum DelimiterWord: String, CaseIterable, ArgumentValue {
  case comma, semicolon, tab

  var delimiter: CSVReader.Delimiter {
    switch self {
    case .comma: .comma
    case .semicolon: .semicolon
    case .tab: .tab
    }
  }
}

/// `--image-size 28x28`: width and height in pixels.
struct ImageSize: ArgumentValue {
  var size: RawImages.Size

  init(argument: String) throws(InvalidValue) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1] else {
      throw InvalidValue("expected a width and a height, such as 28x28")
    }
    do throws(NetworkError) {
      size = try RawImages.Size(width: width, height: height)
    } catch {
      throw InvalidValue("\(error)")
    }
  }

  var argumentText: String? { "\(size.width)x\(size.height)" }
}
