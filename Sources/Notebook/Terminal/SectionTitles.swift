/// The titles of a chapter's sections, of which a reader names one by its number or by a word.
struct SectionTitles {
  var program: String
  var titles: [String]
  /// The sections that this run shows.
  var shown: ClosedRange<Int>

  /// The section that a reader means.
  ///
  /// - Throws: ``InputError`` if no section, or more than one, is meant, or if the run does not show it.
  func number(of text: String) throws -> Int {
    let number = try Int(text) ?? Self.number(ofWord: text, in: titles, of: program)
    guard (1...max(1, titles.count)).contains(number) else {
      throw InputError("There is no section \(number): \(program) has \(titles.count).")
    }
    guard shown.contains(number) else {
      throw InputError("Section \(number) is not shown in this run.")
    }
    return number
  }

  /// The section in whose title a word stands: as a word of its own, or, if it is in none as such, as a
  /// part of one.
  static func number(ofWord word: String, in titles: [String], of program: String) throws -> Int {
    let word = word.lowercased()
    let parts = titles.indices.filter { !word.isEmpty && titles[$0].lowercased().contains(word) }
    let whole = parts.filter {
      titles[$0].lowercased().split { !$0.isLetter && !$0.isNumber }.contains(word[...])
    }
    let found = whole.isEmpty ? parts : whole
    guard let first = found.first else {
      throw InputError("No section of \(program) has \(quoted(word)) in its title.")
    }
    guard found.count == 1 else {
      let numbers = found.map { "\($0 + 1)" }
      throw InputError(
        "\(quoted(word)) is in the titles of sections \(numbers.dropLast().joined(separator: ", ")) "
          + "and \(numbers.last!): name one of them by its number.")
    }
    return first + 1
  }
}
