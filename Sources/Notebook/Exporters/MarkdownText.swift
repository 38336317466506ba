/// Prose and cells as Markdown, for everything that writes pages.
public enum MarkdownText {
  /// A paragraph: its marks are Markdown's own, other characters with a meaning lose it.
  public static func prose(_ text: String, linking references: [Reference] = []) -> String {
    let escaped = references.linked(in: Span.parse(text)).map { span in
      switch span {
      case .plain(let text): text.escaped
      case .code(let text): "`\(text)`"
      case .emphasis(let text): "*\(text.escaped)*"
      case .link(let text, let address): "[\(text.escaped)](\(address))"
      }
    }.joined()
    return escaped.escapingStart
  }

  /// A row of a table.
  public static func row(_ cells: [String], linking references: [Reference] = []) -> String {
    // A bar would begin the next cell even within code.
    "| "
      + cells.map { prose($0, linking: references).replacingOccurrences(of: "|", with: "\\|") }
      .joined(separator: " | ")
      + " |"
  }

  /// A table; `flushRight` says which columns are set so.
  public static func table(
    columns: [String], rows: [[String]], flushRight: [Bool]? = nil,
    linking references: [Reference] = []
  ) -> String {
    let rules = columns.indices.map { flushRight?[$0] == true ? "---:" : "---" }
    let head = [row(columns, linking: references), "| " + rules.joined(separator: " | ") + " |"]
    return (head + rows.map { row($0, linking: references) }).joined(separator: "\n")
  }

  /// Where a link to a section of a page leads.
  public static func anchor(section: Int) -> String { "section-\(section)" }
}

extension String {
  fileprivate var escaped: String {
    reduce(into: "") { $0 += "\\*_<[]`$~&".contains($1) ? "\\\($1)" : String($1) }
  }

  /// What would make a heading, a quotation or a list of a paragraph loses that meaning.
  fileprivate var escapingStart: String {
    if hasPrefix(">") { return "\\" + self }
    let signs = prefix { "#+-=".contains($0) }
    if !signs.isEmpty, dropFirst(signs.count).isEmpty || dropFirst(signs.count).first == " " {
      return "\\" + self
    }
    let digits = prefix { $0.isASCII && $0.isNumber }
    let after = dropFirst(digits.count)
    guard !digits.isEmpty, after.hasPrefix(". ") || after.hasPrefix(") ") else { return self }
    return digits + "\\" + after
  }
}
