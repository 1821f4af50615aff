import ModelFormat

/// The things that a pickle may ask for by name: a closed list, of which nothing is ever run.
enum TorchGlobal: Equatable {
  case orderedDictionary
  case size
  /// `_rebuild_tensor_v2`, with the element type of its storage.
  case tensor
  /// `_rebuild_tensor_v3`, with an element type of its own.
  case typedTensor
  case parameter
  /// A storage; of no element type where it is untyped.
  case storage(ElementType?)
  case elementType(ElementType)

  /// Finds a name in the list; nil for what is not there.
  init?(_ module: String, _ name: String) {
    guard let entry = Self.entries.first(where: { $0.module == module && $0.name == name }) else {
      return nil
    }
    self = entry.global
  }

  /// The full name in Python.
  var name: String {
    Self.entries.first { $0.global == self }.map { "\($0.module).\($0.name)" } ?? ""
  }

  private static let entries: [(module: String, name: String, global: TorchGlobal)] =
    [
      ("collections", "OrderedDict", .orderedDictionary),
      ("torch", "Size", .size),
      ("torch._utils", "_rebuild_tensor_v2", .tensor),
      ("torch._utils", "_rebuild_tensor_v3", .typedTensor),
      ("torch._utils", "_rebuild_parameter", .parameter),
      ("torch.storage", "UntypedStorage", .storage(nil)),
      ("torch", "UntypedStorage", .storage(nil)),
    ]
    + storages.map { ("torch", $0.name + "Storage", .storage($0.type)) }
    + types.map { ("torch", $0.name, .elementType($0.type)) }

  private static let storages: [(name: String, type: ElementType)] = [
    ("Double", .f64), ("Float", .f32), ("Half", .f16), ("BFloat16", .bf16), ("Long", .i64),
    ("Int", .i32), ("Short", .i16), ("Char", .i8), ("Byte", .u8), ("Bool", .bool),
    ("ComplexFloat", .c64),
  ]

  private static let types: [(name: String, type: ElementType)] = [
    ("float64", .f64), ("float32", .f32), ("float16", .f16), ("bfloat16", .bf16),
    ("float8_e4m3fn", .f8E4M3), ("float8_e5m2", .f8E5M2), ("float8_e8m0fnu", .f8E8M0),
    ("float8_e4m3fnuz", .f8E4M3FNUZ), ("float8_e5m2fnuz", .f8E5M2FNUZ),
    ("int64", .i64), ("int32", .i32), ("int16", .i16), ("int8", .i8), ("uint64", .u64),
    ("uint32", .u32), ("uint16", .u16), ("uint8", .u8), ("bool", .bool), ("complex64", .c64),
  ]
}
