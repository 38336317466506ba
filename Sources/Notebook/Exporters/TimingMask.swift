/// Marks the parts of a Markdown page that depend on measured time, and removes them for a comparison.
///
/// A masked page is the same, byte for byte, as the page of a run that measures no times.
public enum TimingMask {
  static let begin = "<!-- measured -->"
  static let end = "<!-- /measured -->"

  /// The text between the marks of a part that depends on measured time. Parts in it have no marks of
  /// their own: the first end that is met is that of the whole part.
  public static func marked(_ text: String) -> String {
    let inner = text.replacing("\(begin)\n\n", with: "").replacing("\n\n\(end)", with: "")
    return "\(begin)\n\n\(inner)\n\n\(end)"
  }

  /// `page`, which measured no times, with the measured parts of `old` at their places. A part stands
  /// behind the same line as before; `nil` if that line is no longer there.
  public static func filled(_ page: String, withTimesOf old: String) -> String? {
    let kept = lines(old)
    var result = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // Where each kept line of the old page stands in the new one.
    let changes = result.difference(from: kept.map(\.text))
    var places: [Int?] = kept.indices.map { $0 }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var remaining = result.indices.filter { !inserted.contains($0) }[...]
    for i in kept.indices { places[i] = removed.contains(i) ? nil : remaining.popFirst() }

    let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var first = oldLines.startIndex
    var parts: [(after: Int, lines: [String])] = []
    while let start = oldLines[first...].firstIndex(of: begin),
      let stop = oldLines[start...].firstIndex(of: end)
    {
      // The empty line before the part went with it.
      let line = kept.lastIndex { $0.number < start } ?? 0
      // Else before the line after it, and the empty line that stands before that.
      let next = kept.indices.dropFirst(line + 1).first {
        !kept[$0].text.isEmpty && places[$0] != nil
      }
      guard
        let place = places[line] ?? only(kept[line].text, in: result)
          ?? next.flatMap({ places[$0] }).map({ $0 - 2 }), place >= 0
      else { return nil }
      parts.append((place, [""] + oldLines[start...stop]))
      first = stop + 1
    }
    for part in parts.sorted(by: { $0.after < $1.after }).reversed() {
      result.insert(contentsOf: part.lines, at: part.after + 1)
    }
    return result.joined(separator: "\n")
  }

  /// Where a line stands that has moved, if no other line is the same.
  private static func only(_ line: String, in lines: [String]) -> Int? {
    let places = lines.indices.filter { lines[$0] == line }
    return places.count == 1 ? places[0] : nil
  }

  /// The page without what depends on measured time.
  public static func masked(_ page: String) -> String {
    lines(page).map(\.text).joined(separator: "\n")
  }

  /// The lines of the page without what depends on measured time, with their numbers on the page.
  public static func lines(_ page: String) -> [(number: Int, text: String)] {
    var kept: [(number: Int, text: String)] = []
    var isMeasured = false
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      if line == begin {
        isMeasured = true
        // The empty line between the part and what stands before it.
        if kept.last?.text == "" { kept.removeLast() }
      }
      if !isMeasured { kept.append((i + 1, String(line))) }
      if line == end { isMeasured = false }
    }
    return kept
  }
}
