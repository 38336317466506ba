import Foundation
import Notebook

/// A page of the notes: what a program has shown, from which every format is made.
package struct NotesPage: Sendable {
  /// The name of its file without the ending: `rope`.
  package var name: String
  /// What the program has shown.
  package var recording: Recording
  /// Where it is written, from the package's folder on: `Chapters/RoPE`.
  package var source: String

  /// A page of blocks.
  package init(_ name: String, _ recording: Recording, source: String) {
    (self.name, self.recording, self.source) = (name, recording, source)
  }

  /// The page of a chapter.
  package init(chapter program: String, _ recording: Recording) {
    self.init(
      Chapters.name(of: program), recording, source: Chapters.source(of: program))
  }

  /// Its title.
  package var title: String { recording.chapter?.title ?? name }

  /// The name of its file in `Docs`.
  package var file: String { name + ".md" }

  /// Its sections that have a number.
  package var sections: [Recording.Part] {
    recording.sections.filter { $0.heading.number != nil }
  }
}
