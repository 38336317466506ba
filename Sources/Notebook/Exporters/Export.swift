/// A page as it is written into a repository: its text, and the pictures that it refers to.
package struct MarkdownPage {
  /// The text.
  package var text: String
  /// The pictures, by the names of their files.
  package var figures: [(name: String, text: String)]
}

// Whatever a program has shown, in the other formats: nothing is computed again.

extension Recording {
  /// The page that the program writes as Markdown.
  ///
  /// - Parameter folder: how the page refers to the folder of its pictures.
  package func markdown(figuresIn folder: String) throws -> MarkdownPage {
    let figures = FigureFolder(reference: folder)
    let text = try text(in: MarkdownRenderer(figures: figures))
    return MarkdownPage(text: text, figures: figures.pending)
  }

  /// The page that the program writes for browsers.
  ///
  /// - Parameter site: the pages that lie beside it; `nil` for a page that stands alone.
  package func html(in site: HTMLSite? = nil) throws -> String {
    try text(in: HTMLRenderer(site: site))
  }

  /// The file that the program writes for viewers of notebooks.
  package func notebook() throws -> String { try text(in: NotebookRenderer()) }

  /// The recording itself, as the program writes it.
  package func json() throws -> String { try JSONRenderer.text(self) }

  private func text(in renderer: any Renderer) throws -> String {
    try blocks.map(renderer.show).joined() + renderer.finish()
  }
}

extension Recording {
  /// What a run that measures no times would have shown.
  package func withoutTimes() -> Recording {
    var recording = self
    for i in recording.sections.indices {
      recording.sections[i].blocks = recording.sections[i].blocks.compactMap(\.withoutTimes)
    }
    (recording.findings, recording.timings) = ([], [])
    return recording
  }
}

extension Block {
  /// The block without what depends on time; `nil` if all of it does.
  fileprivate var withoutTimes: Block? {
    switch self {
    case .measured: return nil
    case .deeper(var group):
      group.blocks = group.blocks.compactMap(\.withoutTimes)
      return .deeper(group)
    default: return self
    }
  }
}
