/// Numbers at an address that does not change, a multiple of 64 bytes; zero at first.
///
/// What kernels work on: threads fill disjoint parts of one buffer at a time, which an array does not
/// allow. Whoever shares a buffer between threads keeps their parts apart.
@safe final class Buffer<Element: BitwiseCopyable & Numeric>: @unchecked Sendable {
  /// The number of elements: as asked for, filled up to whole panels of 16.
  let count: Int
  private let base: UnsafeMutablePointer<Element>
  private let ownsMemory: Bool

  /// Room for `count` elements, all zero.
  init(count: Int) {
    self.count = padded(max(count, 1))
    unsafe base = UnsafeMutableRawPointer.allocate(
      byteCount: self.count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: self.count)
    unsafe base.initialize(repeating: 0, count: self.count)
    ownsMemory = true
  }

  private init(borrowing memory: UnsafeMutablePointer<Element>, count: Int) {
    self.count = count
    unsafe base = memory
    ownsMemory = false
  }

  deinit {
    if ownsMemory { unsafe base.deallocate() }
  }

  /// The address of `length` elements from `offset` on.
  ///
  /// - Precondition: they lie in the buffer.
  @unsafe func pointer(at offset: Int, length: Int) -> UnsafeMutablePointer<Element> {
    precondition(offset >= 0 && length >= 0 && length <= count - offset, "outside the buffer")
    return unsafe base + offset
  }

  /// One element.
  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "outside the buffer")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "outside the buffer")
      unsafe base[index] = newValue
    }
  }

  /// Lets `body` read or write `length` elements from `offset` on.
  func withSpan<Result>(
    at offset: Int, length: Int, _ body: (inout MutableSpan<Element>) -> Result
  ) -> Result {
    let part = unsafe UnsafeMutableBufferPointer(
      start: pointer(at: offset, length: length), count: length)
    var span = unsafe part.mutableSpan
    return body(&span)
  }

  /// A buffer of the same elements.
  func copy() -> Buffer {
    let copy = Buffer(count: count)
    copy.assign(self)
    return copy
  }

  /// Takes over the elements of `other`, which has as many.
  func assign(_ other: Buffer) {
    precondition(other.count == count, "buffers of different sizes")
    unsafe base.update(from: other.base, count: count)
  }

  /// Copies `length` elements of `source` to `offset`.
  func assign(_ source: Buffer, from start: Int, length: Int, at offset: Int) {
    unsafe pointer(at: offset, length: length).update(
      from: source.pointer(at: start, length: length), count: length)
  }

  /// Copies `length` elements of `source` to `offset`.
  func assign(_ source: [Element], from start: Int, length: Int, at offset: Int) {
    precondition(start >= 0 && length <= source.count - start, "outside the array")
    let target = unsafe pointer(at: offset, length: length)
    unsafe source.withUnsafeBufferPointer {
      guard let first = $0.baseAddress else { return }
      unsafe target.update(from: first + start, count: length)
    }
  }

  /// Lets `body` read the elements of `array` as a buffer, which must not outlive the call.
  static func withElements<Result>(
    of array: [Element], _ body: (Buffer) -> Result
  ) -> Result {
    unsafe array.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return body(Buffer(count: 0)) }
      return body(
        unsafe Buffer(borrowing: UnsafeMutablePointer(mutating: first), count: array.count))
    }
  }

  /// An array of `count` elements, written by `body` through a buffer that must not outlive the call.
  static func array(count: Int, _ body: (Buffer) -> Void) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { elements, initialized in
      if let first = elements.baseAddress {
        unsafe first.initialize(repeating: 0, count: count)
        body(unsafe Buffer(borrowing: first, count: count))
      }
      initialized = count
    }
  }
}

/// What parameters, activations and errors are in.
typealias FloatBuffer = Buffer<Float>

extension Buffer where Element == Float {
  /// The numbers of a panel.
  static var panel: Int { 16 }

  /// Whether all bits are those of `other`.
  func isEqual(to other: FloatBuffer) -> Bool {
    count == other.count && (0..<count).allSatisfy { self[$0].bitPattern == other[$0].bitPattern }
  }
}

/// `count` filled up to whole panels of 16.
func padded(_ count: Int) -> Int { (count + 15) & ~15 }
