import Foundation

/// Words on lines of fixed-width characters.
enum TextLayout {
  /// Fills lines of at most `width` columns. Breaks only at ordinary spaces; the first line begins with
  /// `first`, the others with `rest`. A word that is longer than a line is broken where `breaksWords`
  /// allows it, and sticks out otherwise, as an address must that somebody wants to copy.
  static func wrap(
    _ text: String, width: Int, first: String = "", rest: String? = nil, breaksWords: Bool = false
  ) -> String {
    let rest = rest ?? String(repeating: " ", count: first.columns)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      var word = String(word)
      if !isEmpty, line.columns + 1 + word.columns > width {
        lines.append(line)
        (line, isEmpty) = (rest, true)
      }
      while breaksWords, line.columns + word.columns > width {
        let head = cut(word, width: max(1, width - line.columns), ellipsis: "")
        guard !head.isEmpty, head.count < word.count else { break }
        lines.append(line + head)
        word.removeFirst(head.count)
        (line, isEmpty) = (rest, true)
      }
      line += isEmpty ? word : " " + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// Source in lines of at most `width` columns. A paragraph of a comment that is too wide is filled
  /// anew; a line of code is broken at a space and goes on four columns further in, which is told.
  static func fold(source: String, width: Int) -> [(text: String, goesOn: Bool)] {
    var paragraphs: [[String]] = []
    for line in source.components(separatedBy: "\n") {
      if let last = paragraphs.last?.last, continuesComment(line, after: last) {
        paragraphs[paragraphs.count - 1].append(line)
      } else {
        paragraphs.append([line])
      }
    }
    return paragraphs.flatMap { lines -> [(text: String, goesOn: Bool)] in
      guard lines.contains(where: { $0.columns > width }) else { return lines.map { ($0, false) } }
      let words = lines.dropFirst().map { $0.drop { $0 == " " || $0 == "/" } }
      let folded = fold(line: ([lines[0][...]] + words).joined(separator: " "), width: width)
      let isComment = lines[0].drop { $0 == " " }.hasPrefix("//")
      return folded.enumerated().map { ($1, $0 > 0 && !isComment) }
    }
  }

  /// Whether both lines are of one paragraph of a comment: the same indentation, the same slashes, and
  /// a text that begins neither an item nor an example.
  private static func continuesComment(_ line: String, after previous: String) -> Bool {
    guard let one = previous.wholeMatch(of: /( *\/\/+) \S.*/),
      let other = line.wholeMatch(of: /( *\/\/+) ([^\s\-].*)/)
    else { return false }
    return one.1 == other.1
  }

  private static func fold(line: String, width: Int) -> [String] {
    guard line.columns > width else { return [line] }
    let indent = line.prefix { $0 == " " }
    let text = line.dropFirst(indent.count)
    let slashes = text.prefix { $0 == "/" }
    let comment = slashes.count >= 2 ? slashes + " " : ""
    return wrap(
      String(text.dropFirst(slashes.count >= 2 ? slashes.count : 0)), width: width,
      first: indent + comment, rest: indent + (comment.isEmpty ? "    " : comment)
    ).components(separatedBy: "\n")
  }

  /// A formula in lines of at most `width` columns: what stands far apart on a line goes below each
  /// other, and what is still too wide is broken at a space. Matrices stay as they are.
  static func fold(formula: String, width: Int) -> [String] {
    formula.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      guard line.columns > width, !line.contains(where: { "⎡⎢⎣⎛⎜⎝⎧⎨⎩⎪".contains($0) }) else {
        return [String(line)]
      }
      let indent = String(line.prefix { $0 == " " })
      return line.dropFirst(indent.count).split(separator: #/\ {2,}/#).flatMap { piece in
        wrap(String(piece), width: width, first: indent, rest: indent + "    ")
          .components(separatedBy: "\n")
      }
    }
  }

  /// A text cut to `width` columns, with an ellipsis where something is missing.
  static func cut(_ text: String, width: Int, ellipsis: String) -> String {
    guard text.columns > width else { return text }
    let room = width - ellipsis.columns
    var result = ""
    var columns = 0
    for character in text {
      columns += character.columns
      if columns > room { break }
      result.append(character)
    }
    return result + ellipsis
  }

  /// A text with spaces on its right, or on its left, up to `width` columns.
  static func pad(_ text: some StringProtocol, _ width: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.columns))
    return right ? spaces + text : text + spaces
  }
}

extension StringProtocol {
  /// How many columns of a terminal the text fills. Escape sequences fill none, combining marks none,
  /// wide East Asian characters and emoji two.
  var columns: Int {
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
  var longestWord: Int { split(separator: " ").map(\.columns).max() ?? 0 }

  var trimmingEnd: String {
    var text = String(self)
    while text.last == " " || text.last == "\u{00A0}" { text.removeLast() }
    return text
  }
}

extension Character {
  /// Columns of a terminal: that of the widest scalar, for marks and joiners stand in no column.
  var columns: Int { unicodeScalars.map(\.columns).max() ?? 0 }
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: 0
    default: isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF,
      0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }
}
