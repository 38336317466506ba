extension String {
  /// Words separated by single spaces. Groups of digits (`100 000`), shares (`7 %`) and short equations
  /// (`d = 128`) stay together on a line.
  var oneLine: String {
    split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
      .replacing(/(\d) (?=\d{3}(\D|$))/) { $0.1 + "\u{00A0}" }
      .replacing(/(\d) %/) { $0.1 + "\u{00A0}%" }
      .replacing(/(\w) ([=≈≤≥<>]) (?=[-−\d])/) { $0.1 + "\u{00A0}" + $0.2 + "\u{00A0}" }
  }

  /// The parts between empty lines, each on one line.
  var paragraphs: [String] {
    var result: [[Substring]] = [[]]
    for line in split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.allSatisfy(\.isWhitespace) {
        result.append([])
      } else {
        result[result.count - 1].append(line)
      }
    }
    return result.map { $0.joined(separator: " ").oneLine }.filter { !$0.isEmpty }
  }
}
