/// The page that leads to all others in its folder.
package struct HTMLIndex {
  /// A page that it leads to.
  package struct Entry {
    /// The name of its file.
    package var file: String
    /// Its title.
    package var title: String
    /// What it is about.
    package var about: String
    /// The command that shows it in a terminal; empty for none.
    package var command: String
    /// Minutes that reading takes: of the short way, if there is one, and of all that is not folded, if
    /// it is to be read from the beginning to the end.
    package var minutes: (short: Int?, whole: Int?)
    /// The titles of its sections, by their numbers.
    package var sections: [(number: Int, title: String)]

    /// A page with its sections.
    package init(
      file: String, title: String, about: String, command: String,
      minutes: (short: Int?, whole: Int?), sections: [(number: Int, title: String)]
    ) {
      (self.file, self.title, self.about, self.command) = (file, title, about, command)
      (self.minutes, self.sections) = (minutes, sections)
    }

    /// `5 minutes the short way, 40 minutes all of it`
    fileprivate var time: String {
      guard
        let whole = minutes.whole.map({
          "\($0) \($0 == 1 ? "minute" : "minutes")"
        })
      else { return "" }
      return minutes.short.map { "\($0) minutes the short way, \(whole) all of it" } ?? whole
    }
  }

  /// The title.
  package var title: String
  /// What the pages are, a paragraph each.
  package var introduction: [String]
  /// A picture of one of the pages.
  package var picture: Block?
  /// The page to begin with.
  package var start: Entry?
  /// The chapters.
  package var chapters: [Entry]
  /// The other pages.
  package var others: [Entry]

  /// An index.
  package init(
    title: String, introduction: [String], picture: Block?, start: Entry?, chapters: [Entry],
    others: [Entry]
  ) {
    (self.title, self.introduction, self.picture) = (title, introduction, picture)
    (self.start, self.chapters, self.others) = (start, chapters, others)
  }

  /// The page as text.
  package func text(in site: HTMLSite) -> String {
    func prose(_ text: String) -> String { HTMLText.prose(text, in: site) }
    let start = start.map { entry in
      "<p class=\"start\"><a href=\"\(entry.file.xml)\"><b>Start here</b> "
        + "<span>\(prose(entry.title))</span> <small>\(entry.time)</small></a></p>\n"
    }
    let others = others.map { entry in
      "<li><a href=\"\(entry.file.xml)\">\(prose(entry.title))</a>: \(prose(entry.about)) "
        + "<small>\(entry.time)</small></li>\n"
    }
    return HTMLPage.head(title, policy: site.policy) + """
      <header>
      \(site.bar)<h1>\(title.xml)</h1>
      \(introduction.map { "<p>\(prose($0))</p>\n" }.joined())\(start ?? "")</header>
      <main id="text">
      \(picture.map { "<section class=\"cover\">\n\(HTMLRenderer(site: site).show($0))</section>\n" } ?? "")\
      <section id="chapters">
      <h2>Chapters</h2>
      <ol class="chapters">
      \(chapters.map { chapter($0, prose) }.joined())</ol>
      </section>
      <section id="others">
      <h2>Other pages</h2>
      <ul class="others">
      \(others.joined())</ul>
      </section>
      </main>
      \(site.search.element)</body>
      </html>

      """
  }

  private func chapter(_ entry: Entry, _ prose: (String) -> String) -> String {
    let sections = entry.sections.map {
      "<li value=\"\($0.number)\"><a href=\"\(entry.file)#\(HTMLText.anchor($0.number))\">"
        + "\(prose($0.title))</a></li>\n"
    }
    return """
      <li>
      <h3><a href="\(entry.file.xml)">\(prose(entry.title))</a></h3>
      <p>\(prose(entry.about))</p>
      <p class="note">\(entry.time) · <code>\(entry.command.xml)</code></p>
      <details>
      <summary>\(entry.sections.count) sections</summary>
      <ol>
      \(sections.joined())</ol>
      </details>
      </li>

      """
  }
}
