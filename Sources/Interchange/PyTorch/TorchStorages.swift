import ModelFormat

/// The storages of a PyTorch file, and the tensors that are views into them.
struct TorchStorages {
  private let archive: ZipArchive
  private let root: String
  private let pickle: TorchPickle

  /// Whatever is there, the tensors may have so many bytes: 8 MiB.
  static let freeSize = 8 << 20
  /// Beyond that, so many bytes for each in the storages: views may overlap and repeat themselves.
  static let maximumRatio = 64

  init(_ archive: ZipArchive, root: String, _ pickle: TorchPickle) {
    self.archive = archive
    self.root = root
    self.pickle = pickle
  }

  /// Reads all tensors, each storage once.
  ///
  /// - Parameter limits: how much memory the tensors may take, which may be views of the same elements.
  ///
  /// - Throws: `FormatError` where a storage is not there or of another size, where the tensors are out of proportion to
  ///   it or beyond the limits, or as `ZipArchive`.
  func read(_ state: StateDict, _ limits: ReaderLimits) throws(FormatError) -> [Tensor] {
    let isBigEndian = try isBigEndian()
    var infos: [TensorInfo] = []
    var users = [[Int]](repeating: [], count: pickle.storages.count)
    for (place, tensor) in state.tensors.enumerated() {
      let view = pickle.tensors[tensor.index]
      infos.append(try TensorInfo(tensor.name, view.type, view.layout.shape))
      users[view.storage].append(place)
    }
    try checkProportion(infos, users)
    var held = 0
    var counted: Set<Int> = []
    for (info, tensor) in zip(infos, state.tensors) where counted.insert(tensor.index).inserted {
      held += info.byteCount
    }
    try limits.check(memory: UInt64(held), of: "tensors")
    var tensors: [Tensor?] = [Tensor?](repeating: nil, count: infos.count)
    for (index, places) in users.enumerated() where !places.isEmpty {
      let bytes = try bytes(of: pickle.storages[index])
      // What has several names is taken out once, and shared.
      var known: [Int: [UInt8]] = [:]
      for place in places {
        let tensor = state.tensors[place].index
        let data =
          if let data = known[tensor] { data } else {
            try self.bytes(of: tensor, infos[place], in: bytes, isBigEndian)
          }
        tensors[place] = Tensor(infos[place], bytes: data)
        known[tensor] = data
      }
    }
    return tensors.compactMap { $0 }
  }

  private func bytes(
    of tensor: Int, _ info: TensorInfo, in storage: [UInt8], _ isBigEndian: Bool
  ) throws(FormatError) -> [UInt8] {
    do throws(FormatError) {
      return try pickle.tensors[tensor].bytes(of: storage, isBigEndian: isBigEndian)
    } catch {
      throw FormatError(error.reason, field: "tensors[\"\(info.name)\"]", offset: error.offset)
    }
  }

  /// The bytes of a storage, as many as the pickle says.
  private func bytes(of storage: TorchStorage) throws(FormatError) -> [UInt8] {
    let name = "\(root)data/\(storage.key)"
    let size = archive.size(of: name)
    guard size == UInt64(storage.byteCount) || size == nil && storage.byteCount == 0 else {
      throw FormatError(
        .inconsistent(
          expected: "\(storage.byteCount) bytes, as the pickle says,",
          found: size.map { "\($0)" } ?? "no such member"), field: name)
    }
    return try archive.read(name) ?? []
  }

  /// All tensors together are not much more than what they are made of.
  private func checkProportion(
    _ infos: [TensorInfo], _ users: [[Int]]
  ) throws(FormatError) {
    var limit = Self.freeSize
    for (storage, places) in zip(pickle.storages, users) where !places.isEmpty {
      let size = archive.size(of: "\(root)data/\(storage.key)") ?? 0
      // Far more than any machine holds is enough of a limit.
      limit = min(limit + Self.maximumRatio * Int(min(size, 1 << 50)), 1 << 60)
    }
    var left = limit
    for info in infos {
      left = info.byteCount <= left ? left - info.byteCount : -1
      guard left >= 0 else {
        throw FormatError(
          .limitExceeded(
            expected: "at most \(limit) bytes of tensors, by the size of their storages",
            found: "more, up to \(info.shape)"),
          field: "tensors[\"\(info.name)\"]")
      }
    }
  }

  private func isBigEndian() throws(FormatError) -> Bool {
    guard let bytes = try archive.read(root + "byteorder", upTo: 16) else { return false }
    let word = String(decoding: bytes, as: UTF8.self)
    guard ["little", "big"].contains(word) else {
      throw FormatError(
        .unknownWord(word, known: ["little", "big"]), field: root + "byteorder", offset: 0)
    }
    return word == "big"
  }
}
