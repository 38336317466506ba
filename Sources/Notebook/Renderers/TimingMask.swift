/// Marks the parts of a Markdown page that depend on measured time, and removes them for a comparison.
///
/// A masked page is the same, byte for byte, as the page of a run that measures no times.
public enum TimingMask {
  static let begin = "<!-- measured -->"
  static let end = "<!-- /measured -->"

  static func marked(_ text: String) -> String { "\(begin)\n\n\(text)\n\n\(end)" }

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
