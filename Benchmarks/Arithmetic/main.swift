// Measures rows of the arithmetic benchmark and prints a JSON object a row; see Benchmarks/README.md.
import Glibc

var threads = 1
var rows: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  if argument == "--threads", let number = arguments.popFirst().flatMap({ Int($0) }), number > 0 {
    threads = number
  } else {
    rows.append(argument)
  }
}
for row in rows {
  do {
    let (value, unit) = try Measurement.measure(row, threads: threads)
    print(#"{"row": "\#(row)", "threads": \#(threads), "value": \#(value), "unit": "\#(unit)"}"#)
    if row.hasPrefix("checkpoint-") {
      let widths = row.split(separator: "-").compactMap { Int($0) }
      let value = try Measurement.checkpoint(widths, isInBackground: false)
      print(
        #"{"row": "\#(row)", "threads": 1, "peer": "nnmodel, waiting for the disk", "#
          + #""value": \#(value), "unit": "us"}"#)
    }
  } catch {
    let message = Array("\(row): \(error)\n".utf8)
    _ = unsafe write(2, message, message.count)
    exit(1)
  }
}
