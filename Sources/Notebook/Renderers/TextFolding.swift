import Foundation

extension TextLayout {
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
}
