import ModelFormat

extension TorchPickle {
  /// Finds what a pickle asks for by name.
  func global(_ module: String, _ name: String) throws(FormatError) -> TorchGlobal {
    guard let global = TorchGlobal(module, name) else {
      throw error(
        .invalidValue(
          expected: "tensors, numbers and text alone (of a model save its state_dict())",
          found: "\(module).\(name)"))
    }
    return global
  }

  /// What a call of a name stands for.
  mutating func result(
    of global: TorchGlobal, _ arguments: [PickleValue]
  ) throws(FormatError) -> PickleValue {
    switch global {
    case .orderedDictionary where arguments.isEmpty: return .dictionary(add([]))
    case .size where arguments.count == 1:
      if case .tuple = arguments[0] { return arguments[0] }
    case .tensor where (6...7).contains(arguments.count):
      return .tensor(try view(arguments, nil, metadata: arguments.dropFirst(6).first))
    case .typedTensor where (7...8).contains(arguments.count):
      guard case .global(.elementType(let type)) = arguments[6] else { break }
      return .tensor(try view(arguments, type, metadata: arguments.dropFirst(7).first))
    case .parameter where arguments.count == 3:
      if case .tensor = arguments[0] { return arguments[0] }
    default: break
    }
    let nouns = arguments.prefix(8).map(\.noun).joined(separator: ", ")
    throw error(
      .invalidValue(
        expected: "a call of \(global.name) as torch.save writes it", found: "one with (\(nouns))"))
  }

  /// A tensor: storage, first element, shape, strides, and what concerns training.
  private mutating func view(
    _ arguments: [PickleValue], _ type: ElementType?, metadata: PickleValue?
  ) throws(FormatError) -> Int {
    guard case .storage(let index) = arguments[0], let offset = arguments[1].int, offset >= 0,
      let shape = try sizes(arguments[2]), let strides = try sizes(arguments[3]),
      shape.count == strides.count, let type = type ?? storages[index].type
    else {
      throw error(
        .invalidValue(
          expected: "a storage, an offset, a shape and a stride for each dimension",
          found: arguments.prefix(4).map(\.noun).joined(separator: ", ")))
    }
    guard isPlain(metadata) else {
      throw error(
        .invalidValue(
          expected: "a tensor as it is in memory (resolve_conj() or resolve_neg() makes one)",
          found: "one to be conjugated or negated"))
    }
    let layout = StridedLayout(shape: shape, strides: strides, offset: offset)
    let held = storages[index].byteCount / type.size
    guard let extent = layout.extent, extent <= held else {
      throw error(
        .inconsistent(
          expected: "a view into the \(held) elements of storage \(storages[index].key)",
          found: "shape \(shape) with strides \(strides) from \(offset) on"))
    }
    tensors.append(TorchTensor(storage: index, type: type, layout: layout))
    return tensors.count - 1
  }

  /// A tuple of numbers that are not negative, at most as many as a model file has dimensions.
  private func sizes(_ value: PickleValue) throws(FormatError) -> [Int]? {
    guard case .tuple(let index) = value else { return nil }
    guard containers[index].count <= Limits.rank else {
      throw error(
        .limitExceeded(
          expected: "at most \(Limits.rank) dimensions",
          found: "\(containers[index].count)"))
    }
    let sizes = containers[index].compactMap(\.int)
    return sizes.count == containers[index].count && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
  }

  /// Whether nothing is to be done to the elements of a tensor.
  private func isPlain(_ metadata: PickleValue?) -> Bool {
    switch metadata {
    case nil, .some(.none): true
    case .dictionary(let index): containers[index].isEmpty
    default: false
    }
  }

  /// A storage: the word "storage", its type, its key, the device on which it was, the number of its elements.
  mutating func storage(_ identifier: PickleValue) throws(FormatError) -> PickleValue {
    guard case .tuple(let index) = identifier, containers[index].count == 5,
      case .text("storage") = containers[index][0],
      case .global(.storage(let type)) = containers[index][1],
      case .text(let key) = containers[index][2], case .text = containers[index][3],
      let count = containers[index][4].int, count >= 0
    else {
      throw error(
        .invalidValue(
          expected: "a storage with its type, key, device and size", found: identifier.noun))
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: type?.size ?? 1)
    guard !overflow else {
      throw error(.limitExceeded(expected: "fewer than 2^63 bytes", found: "\(count) elements"))
    }
    let storage = TorchStorage(key: key, type: type, byteCount: byteCount)
    if let known = storageIndices[Array(key.utf8)] {
      guard storages[known] == storage else {
        throw error(
          .inconsistent(expected: "storage \(key) as it was told before", found: "another"))
      }
      return .storage(known)
    }
    storages.append(storage)
    storageIndices[Array(key.utf8)] = storages.count - 1
    return .storage(storages.count - 1)
  }
}
