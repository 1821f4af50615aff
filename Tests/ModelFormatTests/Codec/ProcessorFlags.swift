import Foundation

/// What the processor has, by the word of the kernel.
enum ProcessorFlags {
  private static let all: Set<Substring> = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") }
    return Set(line?.split(separator: " ") ?? [])
  }()

  /// AVX-512's permutations of bytes, and all that the C functions take with them.
  static let hasVBMI = ["avx512bw", "avx512vl", "avx512vbmi", "avx512_vbmi2"]
    .allSatisfy { all.contains($0) }
}
