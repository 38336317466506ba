extension String {
  /// Words separated by single spaces.
  var oneLine: String {
    split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
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
