import CKernels
import TestSupport
import Testing

@testable import ModelFormat

struct BytePlanesTests {
  private func split(_ raw: [UInt8], _ size: Int, rotated: Bool = false) -> [UInt8] {
    var planes = [UInt8](repeating: 0, count: raw.count)
    var span = planes.mutableSpan
    BytePlanes.split(raw.span, size: size, rotated: rotated, into: &span)
    return planes
  }

  private func join(_ planes: [UInt8], _ size: Int, rotated: Bool = false) -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: planes.count)
    var span = raw.mutableSpan
    BytePlanes.join(planes.span, size: size, rotated: rotated, into: &span)
    return raw
  }

  @Test("puts byte p of element i where the specification says", arguments: [2, 4, 8])
  func matchesTheFormula(_ size: Int) {
    var generator = Deterministic(seed: 6)
    for count in [0, 1, 2, 3, 5, 17, 512, 1023] {
      let raw = generator.bytes(count * size)
      let planes = split(raw, size)
      for element in 0..<count {
        for plane in 0..<size {
          #expect(planes[plane * count + element] == raw[element * size + plane])
        }
      }
      #expect(join(planes, size) == raw)
    }
  }

  @Test("rotates elements as integers to the left by one bit", arguments: [2, 4, 8])
  func rotationMatchesTheFormula(_ size: Int) {
    var generator = Deterministic(seed: 61)
    for count in [0, 1, 2, 3, 5, 17, 512, 1023] {
      let raw = generator.bytes(count * size)
      let planes = split(raw, size, rotated: true)
      for index in 0..<count {
        var element: UInt64 = 0
        for byte in (0..<size).reversed() {
          element = element << 8 | UInt64(raw[index * size + byte])
        }
        let width = UInt64(8 * size)
        // Of 8 bytes the highest bit leaves by itself; of fewer, the mask takes it away.
        let rotated = (element << 1 | element >> (width - 1)) & (UInt64.max >> (64 - width))
        for plane in 0..<size {
          #expect(
            planes[plane * count + index] == UInt8(truncatingIfNeeded: rotated >> (8 * plane)))
        }
      }
      #expect(join(planes, size, rotated: true) == raw)
    }
  }

  @Test("turns every element of two bytes round and back")
  func rotationIsReversible() {
    let raw = (0..<1 << 16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(join(split(raw, 2, rotated: true), 2, rotated: true) == raw)
  }

  @Test("has the exponent of a float in the last plane, and its sign in the first")
  func rotationExample() {
    // -1.5 and 1.5 are BFC00000 and 3FC00000, rotated 7F800001 and 7F800000.
    let floats: [UInt8] = [0, 0, 0xC0, 0xBF, 0, 0, 0xC0, 0x3F]
    #expect(split(floats, 4, rotated: true) == [1, 0, 0, 0, 0x80, 0x80, 0x7F, 0x7F])
    #expect(join([1, 0, 0, 0, 0x80, 0x80, 0x7F, 0x7F], 4, rotated: true) == floats)
    // -1 and 2 as bf16 are BF80 and 4000, rotated 7F01 and 8000.
    #expect(split([0x80, 0xBF, 0x00, 0x40], 2, rotated: true) == [1, 0, 0x7F, 0x80])
    #expect(join([1, 0, 0x7F, 0x80], 2, rotated: true) == [0x80, 0xBF, 0x00, 0x40])
  }

  @Test("splits an example as one does by hand")
  func example() {
    #expect(split([1, 2, 3, 4, 5, 6], 2) == [1, 3, 5, 2, 4, 6])
    #expect(split([1, 2, 3, 4, 5, 6, 7, 8], 4) == [1, 5, 2, 6, 3, 7, 4, 8])
    #expect(join([1, 3, 5, 2, 4, 6], 2) == [1, 2, 3, 4, 5, 6])
  }

  /// What the processor has of all there are.
  static let tiers = (["avx512", "avx2", "neon", "plain"] as [String]).filter { name in
    unsafe nn_kernels(name) != nil
  }

  /// Where byte `plane` of element `index` goes, and what it becomes.
  private func expected(_ raw: [UInt8], _ size: Int, rotated: Bool) -> [UInt8] {
    let count = raw.count / size
    return (0..<raw.count).map { position in
      let (plane, index) = (position / count, position % count)
      let byte = raw[index * size + plane]
      // Each bit moves up by one; the highest comes from the byte below, the first from the last.
      return rotated ? byte << 1 | raw[index * size + (plane + size - 1) % size] >> 7 : byte
    }
  }

  @Test("gives the same on every processor, for any number of elements", arguments: tiers)
  func everyTier(_ name: String) throws {
    var generator = Deterministic(seed: 62)
    for size in [2, 4, 8] {
      for count in Array(0...70) + [127, 128, 129, 255, 256, 257, 1000, 4097] {
        let raw = generator.bytes(count * size)
        for rotated in [false, true] {
          let planes = expected(raw, size, rotated: rotated)
          #expect(apply(name, splits: true, raw, size, rotated) == planes, "\(size), \(count)")
          #expect(apply(name, splits: false, planes, size, rotated) == raw, "\(size), \(count)")
        }
      }
    }
  }

  /// Calls one kernel, with guards around what it writes and at an address that suits no vector.
  private func apply(
    _ name: String, splits: Bool, _ bytes: [UInt8], _ size: Int, _ rotated: Bool
  ) -> [UInt8]? {
    guard let kernels = unsafe nn_kernels(name) else { return nil }
    let count = bytes.count
    let input = [0] + bytes
    var output = [UInt8](repeating: 0xEE, count: count + 66)
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        let function = unsafe splits ? kernels.pointee.split_planes : kernels.pointee.join_planes
        unsafe function?(size, count / size, rotated ? 1 : 0, from + 1, to + 1)
      }
    }
    let isWithin = output[0] == 0xEE && output[(count + 1)...].allSatisfy { $0 == 0xEE }
    return isWithin ? Array(output[1..<count + 1]) : nil
  }
}
