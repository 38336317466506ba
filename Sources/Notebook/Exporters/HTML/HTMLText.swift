/// Prose as HTML.
enum HTMLText {
  /// A paragraph with its marks as elements. An address that leads nowhere from a single file is left
  /// out, and so is one that a browser would run.
  static func prose(
    _ text: String, linking references: [Reference] = [], in site: HTMLSite? = nil
  ) -> String {
    references.linked(in: Span.parse(text)).map { span in
      switch span {
      case .plain(let text): withApostrophes(text).xml
      case .code(let text): "<code>\(breakable(text))</code>"
      case .emphasis(let text): "<em>\(withApostrophes(text).xml)</em>"
      case .link(let text, let address):
        link(text, to: address, in: site)
      }
    }.joined()
  }

  private static func link(_ text: String, to address: String, in site: HTMLSite?) -> String {
    if address.hasPrefix("http://") || address.hasPrefix("https://") {
      return "<a href=\"\(address.xml)\">\(text.xml)</a>"
    }
    guard let place = site?.place(of: address) else { return text.xml }
    let style = place.contains("#term-") ? " class=\"term\"" : ""
    return "<a\(style) href=\"\(place.xml)\">\(text.xml)</a>"
  }

  /// Code with places for the ends of lines: after the slashes of a long path, and not at the hyphens
  /// of an option. Copied, it is what it was.
  private static func breakable(_ code: String) -> String {
    code.split(separator: " ", omittingEmptySubsequences: false).map { word in
      if word.count > 24 { return word.xml.replacingOccurrences(of: "/", with: "/<wbr>") }
      return word.contains("-") ? "<span class=\"short\">\(word.xml)</span>" : word.xml
    }.joined(separator: " ")
  }

  /// Apostrophes as a printer sets them: token’s, tokens’. At the start of the text it follows on
  /// something else, the code of `Mini`’s. The prime of x' stays as it is.
  static func withApostrophes(_ text: String) -> String {
    guard text.contains("'") else { return text }
    let signs = Array(text)
    return String(
      signs.indices.map { i in
        guard signs[i] == "'" else { return signs[i] }
        let isAfterWord = i > 1 && signs[i - 1].isLetter && signs[i - 2].isLetter
        let isBeforeLetter = i + 1 < signs.count && signs[i + 1].isLetter
        let isAfterLetter = i == 0 || signs[i - 1].isLetter || signs[i - 1].isNumber
        return isAfterWord || (isBeforeLetter && isAfterLetter) ? "’" : "'"
      })
  }

  /// A cell's number with a minus sign, which is as wide as a digit, for the hyphen.
  static func withMinusSigns(_ cell: String) -> String {
    guard cell.hasPrefix("-"), cell.dropFirst().first?.isNumber == true else { return cell }
    return "−" + cell.dropFirst()
  }

  /// Machine and date of a measurement; the date stays on one line.
  static func conditions(_ text: String) -> String {
    text.xml.replacing(/\d+-\d\d-\d\d/) { "<span class=\"short\">\($0.output)</span>" }
  }

  /// A paragraph without its marks.
  static func words(_ text: String) -> String { Span.parse(text).map(\.words).joined() }

  /// Where a link to a section leads.
  static func anchor(_ section: Int) -> String { MarkdownText.anchor(section: section) }

  /// Where a link to a part at the end leads: `where-to-read-on`.
  static func anchor(_ ending: String) -> String {
    ending.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}
