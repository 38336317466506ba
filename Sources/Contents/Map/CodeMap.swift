import Foundation
import Notebook

/// The map of the code: from a term of the notes to the file and the type that it became, and back.
package enum CodeMap {
  /// A term, the types or functions that it became, their files, and where they are shown.
  struct Row: Sendable {
    let term: String
    let names: [String]
    let files: [String]
    let places: [Place]

    init(_ term: String, _ names: [String], in files: [String], at places: Place...) {
      (self.term, self.names, self.files, self.places) = (term, names, files, places)
    }
  }

  /// Files, and what a reader finds there.
  struct FileRow: Sendable {
    let files: [String]
    let what: String

    init(_ files: [String], _ what: String) { (self.files, self.what) = (files, what) }
  }

  /// The page.
  ///
  /// - Parameter chapters: the pages of the chapters, in which the places are looked for.
  package static func page(_ chapters: [NotesPage]) -> NotesPage {
    let blocks = Page.blocks { page in
      page.title(
        "A map of the code", program: "",
        introduction: """
          From a term of the notes to the file and the type that it became, and back. Paths begin in the
          package's folder, and the numbers in the last column are sections. A test keeps the links true.
          """)
      page.heading("From a term to the code")
      page.table(
        columns: ["term", "type or function", "file", "where it is shown"],
        rows: terms.map { row in
          [
            row.term, row.names.map { "`\($0)`" }.joined(separator: ", "),
            links(row.files, isFirstWhole: true),
            row.places.map { $0.link(in: chapters) }.joined(separator: ", "),
          ]
        })
      page.heading("From a file to the term")
      page.table(
        columns: ["file", "what a reader finds there"],
        rows: files.map { [links($0.files), $0.what] })
    }
    return NotesPage("map", Recording(blocks), source: "Sources")
  }

  /// Links to files, under their names; under its whole path the first.
  private static func links(_ files: [String], isFirstWhole: Bool = false) -> String {
    files.enumerated().map { i, file in
      let name = file.split(separator: "/").last.map(String.init) ?? file
      return "[\(isFirstWhole && i == 0 ? file : name)](../\(file))"
    }.joined(separator: ", ")
  }
}
