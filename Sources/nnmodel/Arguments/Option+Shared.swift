/// The lines of the option table that several commands have in common: one wording for one thing.
extension Option {
  /// `--threads N`
  static func threads(_ path: Path<Int?>) -> Option {
    .value(
      "--threads", path, "N", "threads; they change no bit of the result",
      in: .from(1, through: 1024), default: "one a processor")
  }

  /// `--max-memory SIZE`
  static func maxMemory(_ path: Path<MemorySize?>) -> Option {
    .value(
      "--max-memory", path, "SIZE",
      "refuse what would hold more tensors or rows in memory: 500M, 2G",
      default: "no limit")
  }

  /// `--force`
  static func force(_ path: Path<Bool>) -> Option {
    .flag("--force", path, "write over a file of another kind")
  }

  /// `--quiet`
  static func quiet(_ path: Path<Bool>) -> Option {
    .flag("--quiet", path, "say nothing but results and errors")
  }

  /// `--json`; what is printed as one object stands in `unit`.
  static func json(_ path: Path<Bool>, _ unit: String = "") -> Option {
    .flag("--json", path, "results as one JSON object" + unit)
  }

  /// `--delimiter WORD`
  static func delimiter(_ path: Path<DelimiterWord?>) -> Option {
    .value(
      "--delimiter", path, "WORD", "what stands between two fields of a table",
      default: "what is most frequent in its first row")
  }

  /// `--labels FILE`
  static func labels(_ path: Path<String?>) -> Option {
    .value(
      "--labels", path, "FILE", "what each row of DATA is, where DATA is an array (IDX, npy, npz)",
      default: "member y of an npz")
  }

  /// `--image-size WxH`
  static func imageSize(_ path: Path<ImageSize?>) -> Option {
    .value(
      "--image-size", path, "WxH", "DATA is images, a byte a pixel and one file a class",
      default: "DATA is a table")
  }

  /// `--class-names LIST`
  static func classNames(_ path: Path<[String]>) -> Option {
    .list(
      "--class-names", path, "LIST", "the class of each file of images",
      default: "the names of the files")
  }

  /// `--no-header` for a table that a model is to read.
  static func noHeader(_ path: Path<Bool>) -> Option {
    .flag("--no-header", path, sets: false, "the first row is data; columns by position")
  }
}
