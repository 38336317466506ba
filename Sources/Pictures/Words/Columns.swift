extension StringProtocol {
  /// How many columns of a terminal the text fills. Escape sequences fill none, combining marks none,
  /// wide East Asian characters and emoji two.
  package var columns: Int {
    if utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return utf8.count }
    var count = 0
    var inEscape = false
    for character in self {
      if inEscape {
        inEscape = !character.isLetter
      } else if character == "\u{1B}" {
        inEscape = true
      } else {
        count += character.columns
      }
    }
    return count
  }

  /// The columns of the longest part that cannot be broken.
  package var longestWord: Int { split(separator: " ").map { $0.columns }.max() ?? 0 }

  package var trimmingEnd: String {
    var text = String(self)
    while text.last == " " || text.last == "\u{00A0}" { text.removeLast() }
    return text
  }
}

extension Character {
  /// Columns of a terminal: that of the widest scalar, for marks and joiners stand in no column.
  package var columns: Int { unicodeScalars.map { $0.columns }.max() ?? 0 }
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: 0
    default: isWide || properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// Whether it is of a wide East Asian script, or one of most emoji.
  var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
