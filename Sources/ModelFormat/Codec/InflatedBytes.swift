/// What a stream has been inflated to so far: matches are copied from it.
@safe struct InflatedBytes {
  private let start: UnsafeMutablePointer<UInt8>
  let count: Int
  private(set) var position = 0

  /// Bytes that repeat the one before them, and bytes that repeat others.
  private(set) var runBytes = 0
  private(set) var matchBytes = 0

  init(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    // What is empty has no address, and is never written.
    unsafe start = bytes.baseAddress ?? UnsafeMutablePointer(bitPattern: 1)!
    count = bytes.count
  }

  /// Bytes that there is still room for.
  @inline(__always)
  var room: Int { count &- position }

  /// What is wrong with a stream that has no more bytes.
  var unfinished: Inflater.Fault {
    Inflater.Fault("it does not end after \(position) of \(count) bytes")
  }

  private func checkRoom(for added: Int) throws(Inflater.Fault) {
    if added > room { throw Inflater.Fault("it inflates to more than \(count) bytes") }
  }

  /// Appends a few bytes, the first one lowest.
  ///
  /// There must be ``room`` for eight.
  @unsafe @inline(__always)
  mutating func append(_ bytes: UInt64, count added: Int) {
    unsafe UnsafeMutableRawPointer(start + position).storeBytes(
      of: bytes.littleEndian, as: UInt64.self)
    position &+= added
  }

  mutating func append(_ byte: UInt8) throws(Inflater.Fault) {
    try checkRoom(for: 1)
    unsafe start[position] = byte
    position += 1
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(Inflater.Fault) {
    try checkRoom(for: bytes.count)
    if let base = bytes.baseAddress {
      unsafe (start + position).update(from: base, count: bytes.count)
    }
    position += bytes.count
  }

  /// Appends what was appended so far back; the two may overlap, and then it repeats itself.
  mutating func copy(_ added: Int, from distance: Int) throws(Inflater.Fault) {
    if distance > position { throw Inflater.Fault("invalid distance too far back") }
    try checkRoom(for: added)
    let target = unsafe start + position
    if distance == 1 {
      runBytes += added
      unsafe target.update(repeating: target[-1], count: added)
    } else if distance >= added {
      unsafe target.update(from: target - distance, count: added)
    } else {
      for index in 0..<added { unsafe target[index] = target[index - distance] }
    }
    if distance > 1 { matchBytes += added }
    position += added
  }
}
