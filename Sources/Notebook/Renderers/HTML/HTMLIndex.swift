/// The page that leads to those of all chapters in its folder.
public enum HTMLIndex {
  /// A chapter on the page.
  public struct Entry {
    /// The name of its program.
    public var program: String
    /// Its title.
    public var title: String
    /// What it is about.
    public var about: String
    /// The titles of its sections, by their numbers.
    public var sections: [(number: Int, title: String)]

    /// A chapter with its sections.
    public init(
      program: String, title: String, about: String, sections: [(number: Int, title: String)]
    ) {
      (self.program, self.title, self.about) = (program, title, about)
      self.sections = sections
    }
  }

  /// The file of a chapter: `rope.html` for `chapter-rope`.
  public static func page(of program: String) -> String {
    FigureNames.chapter(program) + ".html"
  }

  /// The page as text.
  public static func text(_ title: String, _ entries: [Entry]) -> String {
    let chapters = entries.map { entry in
      let page = page(of: entry.program)
      let sections = entry.sections.map {
        "<li value=\"\($0.number)\"><a href=\"\(page)#\(HTMLText.anchor($0.number))\">"
          + "\(HTMLText.prose($0.title))</a></li>\n"
      }.joined()
      return """
        <section>
        <h2><a href="\(page)">\(HTMLText.prose(entry.title))</a></h2>
        <p>\(HTMLText.prose(entry.about))</p>
        <details>
        <summary>\(entry.sections.count) sections, <code>swift run \(entry.program.xml)</code></summary>
        <ol>
        \(sections)</ol>
        </details>
        </section>

        """
    }
    return HTMLPage.head(title) + """
      <header>
      <h1>\(title.xml)</h1>
      </header>
      <main id="text">
      \(chapters.joined())</main>
      </body>
      </html>

      """
  }
}

/// What all HTML pages begin with.
enum HTMLPage {
  /// From the first line to the beginning of the body.
  static func head(_ title: String, policy: String? = nil) -> String {
    let policy = policy.map {
      "\n<meta http-equiv=\"Content-Security-Policy\" content=\"\($0)\">"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">\(policy ?? "")
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title.xml)</title>
      <style>
      \(HTMLStyle.sheet)\(SVGStyle.embedded)
      </style>
      </head>
      <body>
      <a class="skip" href="#text">Skip to the text</a>

      """
  }
}
