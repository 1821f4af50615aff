extension String {
  /// How many columns a terminal takes to show this: two for East Asian and emoji, none for marks.
  var displayColumns: Int {
    var columns = 0
    for byte in utf8 {
      guard byte < 0x80 else { return reduce(0) { $0 + $1.displayColumns } }
      if byte >= 0x20 { columns += 1 }
    }
    return columns
  }

  /// As much of this as fits `columns`; what is cut ends in an ellipsis.
  func fitted(to columns: Int, unicode: Bool) -> String {
    guard displayColumns > columns else { return self }
    let ellipsis = unicode ? "…" : "..."
    let room = columns - ellipsis.displayColumns
    guard room > 0 else { return String(repeating: ".", count: max(columns, 0)) }
    var used = 0
    return prefix {
      used += $0.displayColumns
      return used <= room
    } + ellipsis
  }

  /// Padded with spaces to `columns`, in front or behind.
  func padded(to columns: Int, right: Bool) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - displayColumns))
    return right ? spaces + self : self + spaces
  }
}

extension Character {
  fileprivate var displayColumns: Int {
    let first = unicodeScalars.first!
    if unicodeScalars.contains("\u{FE0F}") || Self.isWide(first.value) { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }

  /// The blocks whose East_Asian_Width is W or F (Unicode Standard Annex 11), and the emoji.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
