/// Words on lines of fixed-width characters.
package enum TextLayout {
  /// Fills lines of at most `width` columns. Breaks only at ordinary spaces; the first line begins with
  /// `first`, the others with `rest`. A word that is longer than a line is broken where `breaksWords`
  /// allows it, and sticks out otherwise, as an address must that somebody wants to copy.
  package static func wrap(
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

  /// A text cut to `width` columns, with an ellipsis where something is missing.
  package static func cut(_ text: String, width: Int, ellipsis: String) -> String {
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
  package static func pad(_ text: some StringProtocol, _ width: Int, right: Bool = false) -> String
  {
    let spaces = String(repeating: " ", count: max(0, width - text.columns))
    return right ? spaces + text : text + spaces
  }
}
