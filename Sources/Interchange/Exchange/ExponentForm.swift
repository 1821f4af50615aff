/// A finite number as C's `%e` spells it, `-1.25e-03`, with as many digits as it takes to read the same number back.
func exponentForm(of number: Double) -> String {
  var digits: [UInt8] = []
  var exponent = 0
  var pointPosition: Int?
  let text = Array(number.magnitude.description.utf8)
  for (index, byte) in text.enumerated() {
    if byte == UInt8(ascii: ".") {
      pointPosition = digits.count
    } else if byte == UInt8(ascii: "e") {
      exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
      break
    } else {
      digits.append(byte)
    }
  }
  let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
  exponent += (pointPosition ?? digits.count) - leadingZeros - 1
  digits.removeFirst(leadingZeros)
  while digits.last == UInt8(ascii: "0") { digits.removeLast() }
  if digits.isEmpty { (digits, exponent) = ([UInt8(ascii: "0")], 0) }

  let sign = number.sign == .minus ? "-" : ""
  let first = String(decoding: digits[..<1], as: UTF8.self)
  let rest = digits.count == 1 ? "0" : String(decoding: digits[1...], as: UTF8.self)
  let power = String(exponent.magnitude)
  return
    "\(sign)\(first).\(rest)e\(exponent < 0 ? "-" : "+")\(power.utf8.count == 1 ? "0" : "")\(power)"
}
