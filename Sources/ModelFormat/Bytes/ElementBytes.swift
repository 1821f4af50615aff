/// Elements as bytes and bytes as elements: this machine is little-endian, as the format is.
extension Array where Element: TensorElement {
  /// Hands over the values as the bytes of a file.
  func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = span
    let bytes = unsafe values.bytes
    return try body(Span(_bytes: bytes))
  }

  /// Values from the bytes of a file.
  package init(copyingBytes bytes: Span<UInt8>) {
    let count = bytes.count / MemoryLayout<Element>.size
    self = unsafe [Element](unsafeUninitializedCapacity: count) { elements, initialized in
      let target = UnsafeMutableRawBufferPointer(elements)
      unsafe bytes.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      initialized = count
    }
  }
}

extension [UInt8] {
  /// A copy of some bytes.
  init(copying bytes: Span<UInt8>) {
    self = []
    append(contentsOf: bytes)
  }
}

extension Span<UInt8> {
  /// Hands over aligned bytes as elements.
  func withElements<Value: TensorElement, Result, Failure: Error>(
    _ body: (Span<Value>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = unsafe self.bytes
    return try body(unsafe bytes._unsafeView(as: Value.self))
  }
}
