/// What of a file is identified (spec/format.md §10).
public enum DigestScope: Sendable {
  /// Everything that was learnt and said: tensors, metadata, model and training.
  case content
  /// The network alone: `model`, its weights and scaling.
  case model

  /// Whether a tensor is identified.
  package func covers(_ tensor: TensorInfo) -> Bool {
    switch self {
    case .content: true
    case .model:
      // As bytes: a letter's mark that follows the point makes it another character for `hasPrefix`.
      tensor.name.utf8.starts(with: "layers.".utf8)
        || tensor.name.utf8.starts(with: "scaling.".utf8)
    }
  }

  /// The members of the header that are identified, beside the tensors.
  package func members(of header: Header) -> JSONObject {
    var members = JSONObject()
    for member in header.members.members {
      let isCovered =
        switch self {
        case .content: !["producer", "storage", "run"].contains(member.name)
        case .model: member.name == "model"
        }
      if isCovered { members[member.name] = member.value }
    }
    return members
  }
}

/// The content digest, built up as the tensors go by: the same for every encoding, chunk size and machine.
struct ContentDigest {
  private var whole = SHA256()
  private var current = SHA256()
  private var currentIndex = 0
  private let tensors: [TensorInfo]
  private let scope: DigestScope

  init(_ header: Header, scope: DigestScope) {
    self.scope = scope
    tensors = header.tensors
    var object = scope.members(of: header)
    object["tensors"] = .array(tensors.filter(scope.covers).map(\.json))
    let bytes = JSON.object(object).canonicalBytes()
    var prefix = Array("nnmodel content 1\n".utf8)
    prefix.append(littleEndian: UInt64(bytes.count))
    whole.update(prefix)
    whole.update(bytes)
  }

  /// Takes the next raw bytes of a tensor; tensors come in their order.
  mutating func update(_ tensor: Int, _ raw: Span<UInt8>) {
    close(before: tensor)
    if scope.covers(tensors[tensor]) { current.update(raw) }
  }

  /// The digest: 32 bytes.
  consuming func finish() -> [UInt8] {
    close(before: tensors.count)
    return whole.finish()
  }

  /// Takes the digests of the tensors before one into the whole.
  private mutating func close(before tensor: Int) {
    while currentIndex < tensor {
      if scope.covers(tensors[currentIndex]) { whole.update(current.finish()) }
      current = SHA256()
      currentIndex += 1
    }
  }
}

extension ModelStream {
  /// Reads everything, checks everything, and tells the content's identity.
  ///
  /// - Returns: the digest, 64 hexadecimal digits.
  /// - Throws: ``FormatError`` for whatever is damaged.
  public consuming func digest(_ scope: DigestScope = .content) throws(FormatError) -> String {
    var digest = ContentDigest(header, scope: scope)
    try forEachChunk { (tensor, raw) throws(FormatError) in
      digest.update(tensor, raw)
    }
    return hexadecimal(digest.finish())
  }
}

extension ModelFile {
  /// Reads everything, checks everything, and tells the content's identity.
  ///
  /// - Returns: the digest, 64 hexadecimal digits.
  /// - Throws: ``FormatError`` for whatever is damaged.
  public func digest(_ scope: DigestScope = .content) throws(FormatError) -> String {
    var digest = ContentDigest(header, scope: scope)
    try namingFile { () throws(FormatError) in
      try contents.forEachChunk(in: source, threads: threads) { (tensor, raw) throws(FormatError) in
        digest.update(tensor, raw)
      }
    }
    return hexadecimal(digest.finish())
  }
}
