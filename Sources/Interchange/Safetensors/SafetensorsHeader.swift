import ModelFormat

/// The front of a safetensors file: what its tensors are and where their data lie.
///
/// Layout: 8 bytes with the length N of the header, N bytes of JSON, then the data, without a hole or an
/// overlap (github.com/huggingface/safetensors, README "Format").
struct SafetensorsHeader {
  /// The tensors in the order of their data.
  var tensors: [TensorInfo]
  /// The free text of `__metadata__`.
  var metadata: [(name: String, text: String)]

  /// The member that holds the free text, a name that no tensor can have.
  static let metadataName = "__metadata__"
  /// Where the JSON begins.
  static let jsonOffset: UInt64 = 8
  /// The longest header that is read, in bytes: as long as the one of the file that it becomes may be.
  static let maximumLength: UInt64 = 64 << 20

  /// Bytes of all tensors.
  var dataCount: Int { tensors.reduce(0) { $0 + $1.byteCount } }
}

extension SafetensorsHeader {
  private struct Entry {
    var info: TensorInfo
    var begin: Int
    var end: Int
    var fields: HeaderFields
  }

  /// Reads the header's JSON.
  ///
  /// - Throws: `FormatError` for what is not JSON, an element type that the format does not know, offsets
  ///   that overlap, leave holes or do not fit the shape; or beyond the limits.
  init(
    parsing bytes: [UInt8], limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    guard bytes.first == UInt8(ascii: "{") else {
      throw Self.error(.invalidJSON("it does not begin with {"), "header")
    }
    let json: JSON
    do throws(FormatError) {
      json = try JSON(parsing: bytes.dropLastSpaces(), limits: limits)
    } catch {
      throw Self.error(error.reason, error.field)
    }
    let root = try HeaderFields(json, path: "header", offset: Self.jsonOffset)
    metadata = []
    var entries: [Entry] = []
    for member in root.object.members {
      let fields = try root.fields(member.name)
      if member.name == Self.metadataName {
        for text in fields.object.members {
          metadata.append((text.name, try fields.string(text.name)))
        }
      } else {
        entries.append(try Self.entry(member.name, fields))
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var position = 0
    for entry in entries {
      if entry.begin != position {
        throw entry.fields.error(
          .inconsistent(expected: "data from \(position) on", found: "from \(entry.begin)"),
          at: "data_offsets")
      }
      position = entry.end
    }
    tensors = entries.map(\.info)
  }

  private static func entry(
    _ name: String, _ fields: HeaderFields
  ) throws(FormatError) -> Entry {
    let word = try fields.string("dtype")
    guard let type = elementTypes.first(where: { $0.word == word })?.type else {
      throw fields.error(.unknownWord(word, known: elementTypes.map(\.word)), at: "dtype")
    }
    let info: TensorInfo
    do throws(FormatError) {
      info = try TensorInfo(name, type, try fields.integers("shape"))
    } catch {
      throw Self.error(error.reason, error.field)
    }
    let offsets = try fields.integers("data_offsets")
    guard offsets.count == 2, offsets[1] >= offsets[0],
      offsets[1] - offsets[0] == info.byteCount
    else {
      throw fields.error(
        .inconsistent(
          expected: "two offsets \(info.byteCount) apart, as \(word) \(info.shape) needs,",
          found: "\(offsets)"), at: "data_offsets")
    }
    return Entry(info: info, begin: offsets[0], end: offsets[1], fields: fields)
  }

  static func error(_ reason: FormatError.Reason, _ field: String) -> FormatError {
    FormatError(reason, field: field, offset: jsonOffset)
  }
}

extension SafetensorsHeader {
  /// The bytes before the data: length and JSON, padded with spaces so that data begin at a multiple of 64.
  var bytes: [UInt8] {
    var members: [JSONObject.Member] = []
    if !metadata.isEmpty {
      members.append(.init(name: Self.metadataName, value: .object(JSONObject(texts: metadata))))
    }
    var position = 0
    for tensor in tensors {
      let end = position + tensor.byteCount
      let entry: JSON = [
        "data_offsets": [JSON(position), JSON(end)],
        "dtype": .string(Self.word(of: tensor.type)),
        "shape": .array(tensor.shape.map { JSON($0) }),
      ]
      members.append(.init(name: tensor.name, value: entry))
      position = end
    }
    var json = JSON.object(JSONObject(members)).canonicalBytes()
    let padding = (64 - (8 + json.count) % 64) % 64
    json += [UInt8](repeating: UInt8(ascii: " "), count: padding)
    let length = UInt64(json.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json
  }

  private static let elementTypes: [(word: String, type: ElementType)] = [
    ("BOOL", .bool), ("U8", .u8), ("I8", .i8), ("F8_E5M2", .f8E5M2), ("F8_E4M3", .f8E4M3),
    ("F8_E8M0", .f8E8M0), ("F8_E4M3FNUZ", .f8E4M3FNUZ), ("F8_E5M2FNUZ", .f8E5M2FNUZ),
    ("I16", .i16), ("U16", .u16), ("F16", .f16), ("BF16", .bf16), ("I32", .i32), ("U32", .u32),
    ("F32", .f32), ("C64", .c64), ("F64", .f64), ("I64", .i64), ("U64", .u64),
  ]

  private static func word(of type: ElementType) -> String {
    guard let entry = elementTypes.first(where: { $0.type == type }) else {
      preconditionFailure("every element type has a word")
    }
    return entry.word
  }
}

extension [UInt8] {
  /// Without the spaces that pad a header.
  fileprivate func dropLastSpaces() -> [UInt8] {
    Array(self[...(lastIndex { $0 != UInt8(ascii: " ") } ?? -1)])
  }
}
