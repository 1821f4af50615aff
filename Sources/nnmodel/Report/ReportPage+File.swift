import ModelFormat

/// What the file is: its tensors, what it says of itself, and its identity.
extension ReportPage {
  var metadata: Markup {
    var facts = PageFacts()
    for (name, text) in contents.header.metadata { facts.add(name, text) }
    return facts.isEmpty ? "" : section("Metadata", facts.markup)
  }

  var tensors: Markup {
    guard !contents.header.tensors.isEmpty else { return "" }
    var table = PageTable(
      [
        .init("tensor"), .init("dtype"), .init("shape"), .number("bytes"), .number("stored"),
        .number("ratio"),
      ], of: "tensors")
    for (tensor, storage) in zip(contents.header.tensors, contents.storages) {
      let ratio = Double(storage.byteCount) / Double(tensor.byteCount)
      table.add(
        tensor.name, tensor.type.rawValue,
        tensor.shape.isEmpty ? "scalar" : tensor.shape.map(String.init).joined(separator: " × "),
        NumberFormat.grouped(tensor.byteCount), NumberFormat.grouped(storage.byteCount),
        tensor.byteCount == 0 ? "" : NumberFormat.fixed(ratio, digits: 3))
    }
    return section("Tensors", table.markup)
  }

  var file: Markup {
    let raw = contents.header.tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    var facts = PageFacts()
    facts.add("name", contents.name)
    facts.add("format", "nnmodel \(contents.version.major).\(contents.version.minor)")
    let bytes = Wording.counted(Int(contents.byteCount), "byte")
    facts.add("size", "\(bytes); the tensors unpacked: \(NumberFormat.bytes(raw))")
    if case .object(let producer)? = contents.header["producer"],
      case .string(let name)? = producer["name"], case .string(let version)? = producer["version"]
    {
      facts.add("written by", "\(name) \(version)")
    }
    facts.add("content digest", contents.digest)
    return section("File", facts.markup)
  }
}
