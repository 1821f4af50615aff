public import ModelFormat

/// In what two model files differ: what their headers say, and tensor by tensor, matched by name.
///
/// What the content digest leaves out is not looked at: who wrote the file, and how it is stored.
public struct ModelDifference: Sendable {
  /// How the tensors of a name relate.
  public enum Relation: Sendable {
    /// Only the left file has it.
    case onlyLeft(TensorInfo)
    /// Only the right file has it.
    case onlyRight(TensorInfo)
    /// Both have it, in shapes or types whose elements cannot be compared.
    case incomparable(TensorInfo, TensorInfo)
    /// Both have it, with the same number of elements each.
    case compared(TensorDifference)
  }

  /// The members of the header that differ.
  public internal(set) var header: [HeaderDifference]
  /// The tensors in the order of the left file, then those that only the right one has.
  public internal(set) var tensors: [Relation]
  /// Whether the tensors that both files have stand in the same order.
  public let haveSameOrder: Bool

  /// Whether the files have the same content: the digests are equal then.
  public var isEmpty: Bool { header.isEmpty && haveSameOrder && !tensors.contains { $0.differs() } }

  /// Whether the files have the same content but for numbers that are no further off than a tolerance.
  public func isEmpty(within tolerance: Double) -> Bool {
    header.isEmpty && haveSameOrder && !tensors.contains { $0.differs(by: tolerance) }
  }
}

extension ModelDifference.Relation {
  /// What the tensor is called.
  public var name: String {
    switch self {
    case .onlyLeft(let info), .onlyRight(let info), .incomparable(let info, _): info.name
    case .compared(let difference): difference.left.name
    }
  }

  /// Whether the tensors are not the same.
  ///
  /// - Parameter tolerance: a distance that does not count, nor does another element type then; nil: every bit and
  ///   the type count.
  public func differs(by tolerance: Double? = nil) -> Bool {
    guard case .compared(let difference) = self else { return true }
    if let tolerance, difference.isWithin(tolerance) { return false }
    return !difference.hasSameElements || difference.left.type != difference.right.type
  }
}
