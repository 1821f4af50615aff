import Foundation
import ModelFormat
import Testing

@testable import Interchange

struct TensorCastTests {
  private func cast(
    _ values: [Double], to type: ElementType, saturates: Bool = false
  ) throws -> (bits: [UInt16], error: CastError) {
    let tensor = try Tensor("x", shape: [values.count], values)
    var cast = try TensorCast(tensor.info, to: type, saturates: saturates)
    let bytes = try cast.cast(tensor.bytes.span)
    let bits = stride(from: 0, to: bytes.count, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    return (bits, cast.error)
  }

  private static let values = [
    0.1, -0.1, 1.0 / 3, 65504, 65519.99, 2049, 2051, 1e-8, 3e-8, 5.96e-8, 1e-40, -1e-45,
    1.00390625, 1.01171875, 0, -0.0,
  ]

  @Test(
    "casts what is longer than a piece as it casts its parts, and tells where a number is too large"
  )
  func pieces() throws {
    var values = (0..<40_000).map { Double($0) / 7 }
    let whole = try cast(values, to: .f16)
    let parts = try [values[..<20_000], values[20_000...]].map { try cast(Array($0), to: .f16) }
    #expect(whole.bits == parts[0].bits + parts[1].bits)
    #expect(whole.error.count == 40_000)
    values[33_333] = 1e6
    let error = #expect(throws: FormatError.self) { try cast(values, to: .f16) }
    #expect(
      error?.reason == .outOfRange(expected: "numbers up to 65504", found: "1000000 at [33333]"))
  }

  @Test("rounds as NumPy and ml_dtypes do")
  func peers() throws {
    let half = try cast(Self.values, to: .f16)
    #expect(
      half.bits == [
        0x2E66, 0xAE66, 0x3555, 0x7BFF, 0x7BFF, 0x6800, 0x6802, 0, 1, 1, 0, 0x8000, 0x3C04, 0x3C0C,
        0, 0x8000,
      ])
    #expect(half.error.vanishedCount == 3 && half.error.count == 16)
    let brain = try cast(Self.values, to: .bf16)
    #expect(
      brain.bits == [
        0x3DCD, 0xBDCD, 0x3EAB, 0x4780, 0x4780, 0x4500, 0x4500, 0x322C, 0x3301, 0x3380, 1, 0x8000,
        0x3F80, 0x3F82, 0, 0x8000,
      ])
    #expect(brain.error.vanishedCount == 1)
    #expect(brain.error.maximumAbsolute == 32)
  }

  /// The error, and the first and last bytes, that NumPy and ml_dtypes have of the same 3,000 singles.
  @Test("tells the error that NumPy tells, in one piece or in many", arguments: [4, 1000, 12000])
  func errors(_ size: Int) throws {
    let values = (0..<3000).map { (index: Int) -> Float in
      let rest = Double((index * 7919) % 10007)
      return Float(rest / 1000 - 5)
    }
    let tensor = try Tensor("x", shape: [3000], values)
    for (type, largest, relative, rms) in [
      (ElementType.f16, 0.0019373893737792969, 0.0004763605765988522, 0.0006311131935429053),
      (.bf16, 0.015500068664550781, 0.0038008995594810495, 0.005086428410622099),
    ] {
      var cast = try TensorCast(tensor.info, to: type)
      for start in stride(from: 0, to: 12000, by: size) {
        _ = try cast.cast(tensor.bytes.span.extracting(start..<start + size))
      }
      #expect(cast.error.count == 3000)
      #expect(cast.error.maximumAbsolute == largest)
      #expect(abs(cast.error.maximumRelative / relative - 1) < 1e-15)
      #expect(abs(cast.error.rootMeanSquare / rms - 1) < 1e-13)
    }
  }

  @Test("refuses a number that would become infinite, with its place")
  func overflow() throws {
    let tensor = try Tensor("w", shape: [2, 3], [0, 0, 0, 0, -65520, 0] as [Float])
    var first = try TensorCast(tensor.info, to: .f16)
    let refusal = FormatError(
      .outOfRange(expected: "numbers up to 65504", found: "-65520 at [1, 1]"),
      field: "tensors[\"w\"]")
    #expect(throws: refusal) { try first.cast(tensor.bytes.span) }
    // Piece by piece, places count from the tensor's start.
    var second = try TensorCast(tensor.info, to: .f16)
    _ = try second.cast(tensor.bytes.span.extracting(0..<16))
    #expect(throws: refusal) { try second.cast(tensor.bytes.span.extracting(16..<24)) }
    #expect(try cast([1e39], to: .bf16, saturates: true).bits == [0x7F7F])
  }

  @Test("takes the largest number where that is asked for, and counts it")
  func saturation() throws {
    let found = try cast([65520, -1e300, 1, .infinity, .nan], to: .f16, saturates: true)
    #expect(found.bits[..<4] == [0x7BFF, 0xFBFF, 0x3C00, 0x7C00])
    #expect(found.bits[4] & 0x7FFF > 0x7C00)
    #expect(found.error.saturatedCount == 2 && found.error.count == 3)
    #expect(found.error.maximumAbsolute == 1e300 - 65504)
  }

  @Test("loses nothing on the way to a wider type")
  func wider() throws {
    let finite: [UInt16] = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 }
    let bytes: [UInt8] = finite.flatMap { bits -> [UInt8] in [UInt8(bits & 0xFF), UInt8(bits >> 8)]
    }
    let info = try TensorInfo("x", .f16, [bytes.count / 2])
    var up = try TensorCast(info, to: .f32)
    let singles = try up.cast(bytes.span)
    #expect(up.error == CastError.none(count: bytes.count / 2))
    var down = try TensorCast(up.result, to: .f16)
    #expect(try down.cast(singles.span) == bytes)
    var eight = try TensorCast(try TensorInfo("x", .f8E4M3, [2]), to: .f32)
    #expect(
      try eight.cast(([0x38, 0x7E] as [UInt8]).span) == [0, 0, 0x80, 0x3F, 0, 0, 0xE0, 0x43])
  }
}

extension CastError {
  /// The error of so many numbers that have stayed what they were.
  fileprivate static func none(count: Int) -> CastError {
    var error = CastError()
    for _ in 0..<count { error.add(1, became: 1, isSaturated: false) }
    return error
  }
}
