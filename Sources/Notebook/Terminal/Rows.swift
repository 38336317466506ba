import Pictures

// Lines that hold colours, as rows of a screen.

extension TextLayout {
  /// A line in rows of at most `width` columns. A face that a row ends within begins anew in the next.
  static func rows(of line: String, width: Int) -> [String] {
    guard line.columns > width else { return [line] }
    var rows: [String] = []
    var (row, columns, face) = ("", 0, "")
    for part in parts(of: line) {
      if part.isFace {
        row += part.text
        face = part.text == "\u{1B}[0m" ? "" : face + part.text
        continue
      }
      for character in part.text {
        if columns > 0, columns + character.columns > width {
          rows.append(row + (face.isEmpty ? "" : "\u{1B}[0m"))
          (row, columns) = (face, 0)
        }
        row.append(character)
        columns += character.columns
      }
    }
    return rows + [row]
  }

  /// A line without its colours.
  static func plain(_ line: String) -> String {
    line.contains("\u{1B}")
      ? parts(of: line).filter { !$0.isFace }.map(\.text).joined() : line
  }

  /// A line in which a word is shown in reverse, wherever it stands and whatever its case.
  static func marked(_ line: String, _ word: String) -> String {
    let letters = Array(plain(line))
    let small = letters.map { $0.lowercased() }
    let word = word.map { $0.lowercased() }
    guard !word.isEmpty, small.count >= word.count else { return line }
    var marks = [Bool](repeating: false, count: letters.count)
    for start in 0...(small.count - word.count)
    where small[start..<start + word.count].elementsEqual(word) {
      for i in start..<start + word.count { marks[i] = true }
    }
    guard marks.contains(true) else { return line }
    var (text, index, isMarked) = ("", 0, false)
    for part in parts(of: line) {
      if part.isFace {
        text += part.text + (isMarked ? reverse : "")
        continue
      }
      for character in part.text {
        if marks[index] != isMarked { text += isMarked ? "\u{1B}[27m" : reverse }
        (isMarked, index) = (marks[index], index + 1)
        text.append(character)
      }
    }
    return text + (isMarked ? "\u{1B}[27m" : "")
  }

  private static var reverse: String { "\u{1B}[7m" }

  /// Text and the sequences for faces (ECMA-48, SGR) between it.
  private static func parts(of line: String) -> [(text: String, isFace: Bool)] {
    var parts: [(text: String, isFace: Bool)] = []
    var rest = line[...]
    while let start = rest.firstIndex(of: "\u{1B}") {
      if start > rest.startIndex { parts.append((String(rest[..<start]), false)) }
      let end = rest[start...].firstIndex(of: "m").map(rest.index(after:)) ?? rest.endIndex
      parts.append((String(rest[start..<end]), true))
      rest = rest[end...]
    }
    if !rest.isEmpty { parts.append((String(rest), false)) }
    return parts
  }
}
