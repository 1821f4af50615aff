// What a large tensor costs in memory: saved, read whole, and read chunk by chunk.
//
// usage: LargeTensor save|save-raw|read|stream|map FILE [GIB]
//
// Each step is a process of its own, so that its peak is its own; scripts/large-tensor runs them all.
import Glibc
import ModelFormat

/// The most memory that this process has held, in bytes.
func peakMemory() -> Int {
  var usage = rusage()
  unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  return Int(usage.ru_maxrss) * 1024
}

/// Values like those of a trained layer: small, both signs, every mantissa.
func fill(_ values: inout [Float]) {
  var state: UInt64 = 42
  for index in values.indices {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let a = Float(state >> 40) * 0x1p-24
    values[index] = (a - 0.5) * a * 0.25
  }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: LargeTensor save|save-raw|read|stream|map FILE [GIB]")
  exit(64)
}
let (step, path) = (arguments[1], arguments[2])
let count = (arguments.count > 3 ? Int(arguments[3]) ?? 2 : 2) << 28
let clock = ContinuousClock()
let start = clock.now
let before: Int
let tensorBytes = count * 4

switch step {
case "save", "save-raw":
  var values = [Float](repeating: 0, count: count)
  fill(&values)
  before = peakMemory()
  let saving = clock.now
  var options = WriteOptions()
  options.compression = step == "save" ? .auto : .raw
  let header = try Header(tensors: [TensorInfo("weights", .f32, [count / 1024, 1024])])
  var writer = try ModelFileWriter(replacing: path, header: header, options: options)
  try writer.append(values)
  try writer.finish()
  print("\(step): \((clock.now - saving) / .seconds(1)) s")
case "read":
  before = peakMemory()
  let values = try ModelFile(opening: path).read("weights", as: Float.self)
  print("read: \((clock.now - start) / .seconds(1)) s, \(values.count) values")
case "stream":
  before = peakMemory()
  var bytes = 0
  try ModelFile(opening: path).readChunks(of: "weights") { bytes += $0.count }
  print("stream: \((clock.now - start) / .seconds(1)) s, \(bytes) bytes")
case "map":
  before = peakMemory()
  let first = try ModelFile(opening: path).map("weights").withValues(as: Float.self) { $0[0] }
  print("map: \((clock.now - start) / .seconds(1)) s, first value \(first)")
default:
  print("unknown step \(step)")
  exit(64)
}

let peak = peakMemory()
let mebibyte = 1 << 20
print("  peak \(peak / mebibyte) MiB, at the start \(before / mebibyte) MiB")
if step != "stream" && step != "map" {
  print("  beside the tensor: \((peak - tensorBytes) / mebibyte) MiB")
}
