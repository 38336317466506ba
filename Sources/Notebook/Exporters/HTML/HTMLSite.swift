import Foundation

/// A script in a file beside the pages, which many of them share.
package struct HTMLScriptFile: Sendable {
  /// The name of the file.
  package let name: String
  /// What it does.
  package let content: String
  /// By which a page knows it: only scripts with this word may run, and it is found from the content.
  let nonce: String

  /// A script.
  package init(_ name: String, _ content: String) {
    (self.name, self.content) = (name, content)
    // Its length and its end tell it from another; the digest of all of it would take a second.
    nonce = SHA256.base64(of: "\(name) \(content.utf8.count) \(content.suffix(4096))")
  }

  var element: String { "<script nonce=\"\(nonce)\" src=\"\(name)\"></script>\n" }

  /// The module of live pictures; `nil` where there is none.
  package static var liveModule: HTMLScriptFile? {
    HTMLLive.module.map { module in
      // The text is where a page that stands alone has it.
      HTMLScriptFile(
        "live.js",
        """
        const module = document.createElement('script');
        Object.assign(module, {type: 'text/plain', id: 'live-module', textContent: '\(module)'});
        document.body.append(module);

        """)
    }
  }
}

/// What a page for browsers knows of the pages beside it.
package struct HTMLSite: Sendable {
  /// A page beside this one.
  package struct Neighbour: Sendable {
    var file: String
    var title: String

    /// The page in this file.
    package init(file: String, title: String) { (self.file, self.title) = (file, title) }
  }

  /// The names of all pages without their endings: `rope`.
  package var pages: Set<String>
  /// The page before this one.
  package var before: Neighbour?
  /// The page after this one.
  package var after: Neighbour?
  /// Where the page is written, from the package's folder on.
  package var source: String
  /// The way from the pages to the package's folder: `../`; `nil` if there is none.
  package var package: String?
  /// Finds words on all pages.
  package var search: HTMLScriptFile
  /// Carries the module of live pictures.
  package var module: HTMLScriptFile?

  /// A site of pages.
  package init(
    pages: Set<String>, before: Neighbour? = nil, after: Neighbour? = nil, source: String,
    package: String?, search: HTMLScriptFile, module: HTMLScriptFile?
  ) {
    (self.pages, self.before, self.after, self.source) = (pages, before, after, source)
    (self.package, self.search, self.module) = (package, search, module)
  }

  /// Where an address of a page in `Docs` leads from a page of the site: `rope.html#section-4`; `nil` for
  /// nowhere.
  func place(of address: String) -> String? {
    if address.hasPrefix("../") { return package.map { $0 + address.dropFirst(3) } }
    let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasSuffix(".md") else { return nil }
    let name = String(parts[0].dropLast(3))
    guard name == "README" || pages.contains(name) else { return nil }
    return (name == "README" ? "index" : name) + ".html" + (parts.count > 1 ? "#" + parts[1] : "")
  }

  /// What the pages may do.
  var policy: String { HTMLLive.policy(files: [search, module].compactMap { $0 }) }

  /// What stands above each page: the way to all others, and the search, which a script shows.
  var bar: String {
    let links = [("index", "All pages"), ("glossary", "Glossary"), ("claims", "Claims")]
      .filter { $0.0 == "index" || pages.contains($0.0) }
      .map { "<a href=\"\($0.0).html\">\($0.1)</a>" }
    return """
      <div class="bar"><p class="up">\(links.joined(separator: " · "))</p>
      <form class="search" role="search" hidden><input type="search" aria-label="Search all pages" \
      placeholder="Search all pages (/)" autocomplete="off" spellcheck="false"></form></div>
      <div class="found" role="region" aria-label="Found" aria-live="polite" hidden></div>

      """
  }

  /// What stands below each page: the way to its neighbours and to its source.
  var footer: String {
    func link(_ page: Neighbour?, _ style: String, _ word: String) -> String {
      guard let page else { return "" }
      return
        "<a class=\"\(style)\" rel=\"\(style)\" href=\"\(page.file.xml)\"><span>\(word)</span> "
        + "\(HTMLText.prose(page.title))</a>\n"
    }
    let place = "<code>\(source.xml)</code>"
    let way = package.map { "<a href=\"\(($0 + source).xml)\">\(place)</a>" } ?? place
    return "<footer>\n<div class=\"ways\">\n" + link(before, "prev", "Before")
      + link(after, "next", "Next") + "</div>\n<p class=\"place\">Source: \(way)</p>\n</footer>\n"
  }
}

extension HTMLRenderer {
  func definitions(_ definitions: [Definition]) -> String {
    let entries = definitions.map { entry in
      let places =
        entry.places.isEmpty ? "" : " <span class=\"places\">\(prose(entry.places))</span>"
      return "<dt id=\"\(entry.anchor.xml)\">\(prose(entry.term))</dt>\n"
        + "<dd>\(prose(entry.meaning))\(places)</dd>\n"
    }
    return "<dl>\n\(entries.joined())</dl>"
  }

  /// A file inside of the page: its styles are its own.
  func drawing(_ drawing: Drawing) -> String {
    let data = Data(drawing.svg.utf8).base64EncodedString()
    return """
      <figure class="plot drawing">
      <figcaption>\(prose(drawing.caption))</figcaption>
      <div class="scroll" tabindex="0" role="group" aria-label="\(HTMLText.words(drawing.caption).xml)">
      <img alt="\(HTMLText.words(drawing.alternative).xml)" src="data:image/svg+xml;base64,\(data)">
      </div>
      <p class="look"><b>What to look for:</b> \(prose(drawing.lookFor))</p>
      </figure>
      """
  }
}
