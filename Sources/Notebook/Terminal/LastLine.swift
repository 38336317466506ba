import Pictures

/// What the last line of the screen says: a question to the reader, or what the machine is at.
struct LastLine {
  /// Columns of the screen.
  var columns: Int
  /// How many sections the chapter has.
  var sections: Int
  /// Whether characters outside ASCII can be shown.
  var isUnicode: Bool

  /// Puts the question of the reader's turn, and says where he is.
  ///
  /// - Parameters:
  ///   - row: the last row on the screen.
  ///   - rows: all there are, once that is known.
  ///   - canUnfold: whether something on the screen is folded.
  func question(
    _ turn: Reading.Turn, at heading: SectionHeading?, row: Int, of rows: Int?, canUnfold: Bool
  ) -> String {
    let fold = canUnfold ? ", o: unfold" : ""
    let next =
      switch turn {
      case .answer: "the answer"
      case .section(let number): number.map { "section \($0)" } ?? "go on"
      case .end: "leave"
      case .more, .machine: "more"
      }
    let line = "line \(row)" + (rows.map { " of \($0)" } ?? "")
    let name = heading.map { $0.number.map { "section \($0) of \(sections)" } ?? $0.title }
    let short = heading?.number.map { "\($0)/\(sections)" }
    let place = (name.map { $0 + ", " } ?? "") + line
    let near = (short.map { $0 + ", " } ?? "") + "line \(row)"
    return fit([
      "\(place) · Return: \(next)\(fold), b: back, ?: keys, q: leave",
      "\(place) · Return: \(next)\(fold), ?: keys, q: leave",
      "\(near) · Return: \(next)\(fold), ?: keys, q: leave",
      "\(near) · Return: \(next), ?, q", "Return: \(next), ?, q", "Return, ?, q", "?",
    ])
  }

  /// Which keys there are.
  var keys: String {
    fit([
      "space, b: screen · j, k: line · d, u: half · s, S, :5, :word: section · /word, n, N: search"
        + " · g, G: ends · o: unfold · a: all · q",
      "space b: screen, j k: line, s S :5 :word: section, /word n N, d u g G o a q",
      "space b j k d u s S :5 :word /word n N g G o a q",
      "space b j k d u s S :5 /word n N g G q", "space b j k s S :5 /word q", "space b j k q", "q",
    ])
  }

  /// Something that the reader is told once.
  func notice(_ sentence: String) -> String {
    fit([
      sentence + " · Return: go on, ?: keys, q: leave", sentence + " · ?: keys", sentence,
      TextLayout.cut(sentence, width: max(0, columns - 4), ellipsis: ".."),
    ])
  }

  /// What is being typed.
  func input(_ sign: Character, _ text: String) -> String {
    // The end of it, where the next letter will stand.
    var shown = String(sign) + text
    while shown.columns > max(0, columns - 1) { shown.removeFirst() }
    return shown
  }

  /// What the machine is at, when the reader has to wait for it.
  func work(_ what: String, _ howFar: String) -> String {
    let line = "  ... \(what)" + (howFar.isEmpty ? "" : " " + howFar)
    let long = line + " (b: back, q: leave)"
    if long.columns < columns { return long }
    let room = columns - 1 - howFar.columns - 7
    let cut = TextLayout.cut(what, width: max(0, room), ellipsis: "..")
    return fit(bare: ["  ... \(cut) \(howFar)", howFar])
  }

  /// The first that fits in a row, in brackets; the cursor stands behind it.
  private func fit(_ lines: [String]) -> String { fit(bare: lines.map { "[\($0)] " }) }

  private func fit(bare lines: [String]) -> String {
    lines.lazy
      .map { isUnicode ? $0 : ASCII.spell($0.replacing(" · ", with: ", ")) }
      .first { $0.columns < columns } ?? ""
  }
}
