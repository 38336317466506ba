import LanguageModel
import Notebook

/// The file that `--model` names: a published model, on whose weights a chapter tries out at its end what
/// it has shown with others.
package struct ModelOption: KnobValue {
  /// What to say about the knob.
  package static let about = "a published model in a GGUF file, for the last section"

  /// What to type.
  package static let kind = "the name of a GGUF file"

  /// The name of the file; nil if the reader gives none.
  package let path: String?

  /// No file.
  package init() { path = nil }

  /// The file of this name.
  package init?(typed: String) {
    guard !typed.isEmpty else { return nil }
    path = typed
  }

  /// The name, or "none".
  package var typed: String { path ?? "none" }

  /// Whether the reader gives one.
  package var isThere: Bool { path != nil }

  /// The file, for a chapter that says which files it reads.
  var files: [FileUse] { path.map { [.reading($0, "--model")] } ?? [] }

  /// Looks at the header of the file, if there is one, so that a wrong file is refused before a chapter
  /// begins.
  func check() throws {
    guard let path else { return }
    let file = try GGUFFile(path: path)
    _ = try (ModelDescription(file), Tokenizer(file))
  }

  /// A section about the model of the file.
  ///
  /// - Parameters:
  ///   - title: of the section
  ///   - ids: what it decides
  ///   - shows: what it would show, after "it shows", for readers who give no file
  ///   - body: writes the section
  package func section(
    _ title: String, _ ids: String..., shows: String,
    body: @escaping (Page, RealModel) throws -> Void
  ) -> Section {
    guard let path else {
      return Section(title, ids: []) { page in
        page.text(
          """
          With a published model, this section shows \(shows). Give the file of one, in the GGUF format and
          of the family llama, qwen2 or qwen3, with `--model FILE`; Docs/real-weights.md shows what comes
          of it and says where such a file is to be had.
          """)
      }
    }
    return Section(title, ids: ids) { page in
      let model = try RealModel(path: path)
      model.introduce(on: page)
      try body(page, model)
    }
  }
}
