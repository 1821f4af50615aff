// Saves and loads what it is asked to, and prints what that took; see Benchmarks/README.md.
import Glibc

// As the peers in Python do: first what this is, then an answer and an empty line for each line read.
print(#"{"name": "ours", "version": "", "detail": ""}"#)
fflush(nil)
var measurement = Measurement()
while let line = readLine() {
  let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  do {
    let answer = try measurement.answer(to: words)
      .map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ")
    print("{\(answer)}")
  } catch {
    let text = "\(error)".map { $0 == "\"" || $0 == "\\" || $0.isNewline ? "'" : $0 }
    print("{\"error\": \"\(String(text))\"}")
  }
  print()
  fflush(nil)
}
