/// Prose as HTML.
enum HTMLText {
  /// A paragraph with its marks as elements. An address that leads nowhere from a single file is left
  /// out, and so is one that a browser would run.
  static func prose(_ text: String) -> String {
    Span.parse(text).map { span in
      switch span {
      case .plain(let text): text.xml
      case .code(let text): "<code>\(text.xml)</code>"
      case .emphasis(let text): "<em>\(text.xml)</em>"
      case .link(let text, let address):
        address.hasPrefix("http://") || address.hasPrefix("https://")
          ? "<a href=\"\(address.xml)\">\(text.xml)</a>" : text.xml
      }
    }.joined()
  }

  /// A paragraph without its marks.
  static func words(_ text: String) -> String { Span.parse(text).map(\.words).joined() }

  /// Where a link to a section leads.
  static func anchor(_ section: Int) -> String { MarkdownText.anchor(section: section) }
}
