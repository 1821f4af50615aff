import ModelFormat

/// The pickle of a PyTorch file, carried out as far as it builds tensors, numbers, text and what holds them.
///
/// A pickle is a program. Of its operations only those in ``PickleOpcode`` are known, of the names that it may call
/// only those in ``TorchGlobal``; everything else is refused with its name and place.
struct TorchPickle {
  /// The values of tuples and lists; of dictionaries, names and values in turn.
  private(set) var containers: [[PickleValue]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []
  /// What the whole pickle stands for.
  private(set) var root = PickleValue.none

  /// The largest pickle: 64 MiB, where that of a model of a thousand tensors takes 200 KB.
  static let maximumSize = 64 << 20
  /// The most operations; a tensor takes about 30.
  static let maximumOperations = 1_000_000
  /// The most values that wait for what takes them.
  static let maximumDepth = 1 << 17

  /// Bytes of the pickle.
  var size: Int { cursor.bytes.count }

  private var cursor: PickleCursor
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The index of each storage by the bytes of its key.
  var storageIndices: [[UInt8]: Int] = [:]

  /// Bytes in memory that an operation makes at most, and never of less than a byte of the pickle.
  private static let operationCost = 200

  /// Carries out a pickle.
  ///
  /// - Throws: `FormatError` for an operation or a name that is not known, for what is no pickle, or too large; `system`
  ///   where there is too little memory.
  init(_ bytes: [UInt8]) throws(FormatError) {
    try requireMemory(
      Self.operationCost * min(bytes.count, Self.maximumOperations),
      for: "carry out a pickle of \(bytes.count) bytes")
    cursor = PickleCursor(bytes)
    var count = 0
    var isDone = false
    while !isDone {
      count += 1
      cursor.begin()
      guard count <= Self.maximumOperations else {
        throw error(
          .limitExceeded(expected: "at most \(Self.maximumOperations) operations", found: "more"))
      }
      isDone = try step()
    }
    root = try pop()
    guard stack.isEmpty, marks.isEmpty, cursor.isAtEnd else {
      throw error(.invalidValue(expected: "the end of the pickle", found: "more"))
    }
  }

  /// Carries out one operation.
  ///
  /// - Returns: whether it was the last.
  private mutating func step() throws(FormatError) -> Bool {
    let code = try cursor.byte()
    guard let operation = PickleOpcode(rawValue: code) else {
      throw error(
        .invalidValue(
          expected: "an operation that builds plain values or tensors", found: "operation \(code)"))
    }
    switch operation {
    case .proto:
      let version = try cursor.byte()
      guard cursor.start == 0, (2...5).contains(version) else {
        throw error(.invalidValue(expected: "protocol 2 to 5 at the start", found: "\(version)"))
      }
    case .frame: _ = try cursor.take(8)
    case .stop: return true
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt: try push(.integer(Int128(Int32(truncatingIfNeeded: try cursor.number(4)))))
    case .binInt1: try push(.integer(Int128(try cursor.number(1))))
    case .binInt2: try push(.integer(Int128(try cursor.number(2))))
    case .long1: try push(.integer(try cursor.longInteger()))
    case .binFloat:
      let bits = try cursor.take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      try push(.float(Double(bitPattern: bits)))
    case .binUnicode: try push(.text(try cursor.text(4)))
    case .shortBinUnicode: try push(.text(try cursor.text(1)))
    case .binUnicode8: try push(.text(try cursor.text(8)))
    case .mark: marks.append(stack.count)
    case .emptyTuple: try push(.tuple(add([])))
    case .tuple: try push(.tuple(add(try popToMark())))
    case .tuple1: try push(.tuple(add(try pop(1))))
    case .tuple2: try push(.tuple(add(try pop(2))))
    case .tuple3: try push(.tuple(add(try pop(3))))
    case .emptyList: try push(.list(add([])))
    case .append: try appendToList(try pop(1))
    case .appends: try appendToList(try popToMark())
    case .emptyDict: try push(.dictionary(add([])))
    case .setItem: try appendToDictionary(try pop(2))
    case .setItems: try appendToDictionary(try popToMark())
    case .binPut: memo[Int(try cursor.number(1))] = try top()
    case .longBinPut: memo[Int(try cursor.number(4))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .binGet: try push(try remembered(Int(try cursor.number(1))))
    case .longBinGet: try push(try remembered(Int(try cursor.number(4))))
    case .global: try push(.global(try global(try cursor.line(), try cursor.line())))
    case .stackGlobal:
      let names = try pop(2)
      guard case .text(let module) = names[0], case .text(let name) = names[1] else {
        throw error(.invalidValue(expected: "two names", found: names[0].noun))
      }
      try push(.global(try global(module, name)))
    case .reduce:
      let pair = try pop(2)
      guard case .global(let global) = pair[0], case .tuple(let arguments) = pair[1] else {
        throw error(
          .invalidValue(expected: "a name and its arguments", found: pair[0].noun))
      }
      try push(try result(of: global, containers[arguments]))
    case .build:
      let (state, owner) = (try pop(), try top())
      guard case .dictionary = state, case .dictionary = owner else {
        throw error(
          .invalidValue(expected: "attributes of a dictionary", found: "those of \(owner.noun)"))
      }
    case .binPersId: try push(try storage(try pop()))
    }
    return false
  }

  func error(_ reason: FormatError.Reason) -> FormatError {
    cursor.error(reason)
  }
}

// MARK: The stack

extension TorchPickle {
  private mutating func push(_ value: PickleValue) throws(FormatError) {
    guard stack.count < Self.maximumDepth else {
      throw error(
        .limitExceeded(expected: "at most \(Self.maximumDepth) values at a time", found: "more"))
    }
    stack.append(value)
  }

  private func top() throws(FormatError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw nothing }
    return value
  }

  private mutating func pop() throws(FormatError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(FormatError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw nothing }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func popToMark() throws(FormatError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw nothing }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  private var nothing: FormatError {
    error(.invalidValue(expected: "a value to work on", found: "none"))
  }

  mutating func add(_ values: [PickleValue]) -> Int {
    containers.append(values)
    return containers.count - 1
  }

  private mutating func appendToList(_ values: [PickleValue]) throws(FormatError) {
    let owner = try top()
    guard case .list(let index) = owner else {
      throw error(.invalidValue(expected: "a list to add to", found: owner.noun))
    }
    containers[index] += values
  }

  private mutating func appendToDictionary(_ values: [PickleValue]) throws(FormatError) {
    let owner = try top()
    guard case .dictionary(let index) = owner, values.count % 2 == 0 else {
      throw error(
        .invalidValue(
          expected: "a dictionary to add pairs to",
          found: "\(owner.noun) and \(values.count) values"))
    }
    containers[index] += values
  }

  private func remembered(_ index: Int) throws(FormatError) -> PickleValue {
    guard let value = memo[index] else {
      throw error(.invalidValue(expected: "a value noted before", found: "number \(index)"))
    }
    return value
  }
}
