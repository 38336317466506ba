import ExerciseCases
import Experiments
import Foundation
import LanguageModel
import Mini
import Notebook
import Workbench

/// `Docs/build-your-own.md`: the path from the first product to a model that writes.
struct PathPage {
  private let page: Page

  /// The whole page.
  static func recording() throws -> Recording {
    Recording(try Page.blocks { try PathPage(page: $0).write() })
  }

  private func write() throws {
    introduction()
    try steps("The path", Part.ofModel)
    try model()
    try mistakes()
    try steps("For who wants more", Part.path.filter { !Part.ofModel.contains($0) })
  }

  private func introduction() {
    page.title(
      "A model of your own", program: "my-model",
      introduction: """
        \(Part.ofModel.count) functions, none longer than a dozen lines, and a language model is built. Each
        has an empty body in `Chapters/Exercises`, in plain Swift: arrays of `Double`, and a few helpers
        (`dot`, `heads(of:_:)`, `exp`, `sin`, `cos`, `pow`, `sqrt`). Replace `nil` by your code and ask:

        `swift run my-model` puts your functions together to a transformer, lends what is missing, compares
        every step with `Mini`, and lets the model write.

        `swift run my-model --exercises` shows how far you are, and names the next step.

        `swift run my-model --exercise NAME` tries one function: the first case that is wrong, with the call,
        what was expected and what was found; a hint; and the mistake, if it is a known one.

        Whoever has read the short way of each chapter needs an afternoon. A function may call those before it
        on the path; what they give is optional, so write `angle(…)!`. Nothing that you write can hurt:
        an index out of range or a loop without an end is told in a sentence with the name of the function.
        """)
    page.table(
      columns: ["step", "function", "what it does", "told in"],
      rows: Part.path.map { part in
        [
          "\(part.step!)", "`\(part.rawValue)`", part.task,
          "[\(part.section.program)](\(Self.link(part)))",
        ]
      })
  }

  private static func link(_ part: Part) -> String {
    "\(part.section.program.dropFirst("chapter-".count)).md#section-\(part.section.number)"
  }

  // MARK: Steps

  private func steps(_ title: String, _ parts: [Part]) throws {
    page.heading(title)
    for part in parts {
      page.heading("`\(part.rawValue)`", number: part.step)
      page.text(part.task)
      let exercise = part.exercise(Parts())
      let (source, line) = try Self.declaration(of: part, in: exercise.file)
      page.lines(source, file: exercise.file, line: line)
      let first = exercise.firstCase
      page.text("First case: `\(first.call)` is `\(first.expected)`.")
      page.text(
        """
        *Hint:* \(part.hint) Told in
        [\(part.section.program), section \(part.section.number)](\(Self.link(part))). Try it:
        `swift run my-model --exercise \(part.rawValue)`
        """)
    }
  }

  /// The comment and the head of a reader's function, without what he wrote into it.
  static func declaration(of part: Part, in file: String) throws -> (source: String, line: Int) {
    guard let url = PackageFolder.url()?.appendingPathComponent(file),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { throw InputError("There is no file '\(file)' in the package.") }
    let lines = text.components(separatedBy: "\n")
    let head = part == .cache ? "public struct Cache {" : "public func \(part.rawValue)("
    guard let start = lines.firstIndex(where: { $0.hasPrefix(head) }) else {
      throw InputError("'\(file)' has no `\(part.rawValue)`.")
    }
    var first = start
    while first > 0, lines[first - 1].hasPrefix("///") { first -= 1 }
    // The cache has a function in it.
    let function =
      part == .cache
      ? lines[start...].firstIndex { $0.contains("mutating func attend") } ?? start : start
    let end = lines[function...].firstIndex { $0.hasSuffix("{") } ?? start
    let shown =
      part == .cache
      ? Array(lines[first...start]) + Self.commented(lines, above: function)
        + Array(lines[function...end]) : Array(lines[first...end])
    return (shown.joined(separator: "\n") + " … }", first + 1)
  }

  private static func commented(_ lines: [String], above index: Int) -> [String] {
    var first = index
    while lines[first - 1].contains("///") { first -= 1 }
    return Array(lines[first..<index])
  }

  // MARK: The model

  /// The plain model, which is what a reader's becomes.
  private func model() throws {
    page.heading("The model")
    let opened = try OpenedModel()
    let c = opened.mini.configuration
    let model = ReadersModel(
      model: opened, parts: Parts(), lendsMinisProduct: false, calls: Calls())
    let prompt = ModelRun.prompt(opened)
    let tokens = try opened.encode(prompt)
    var reads = 0
    let text = try model.writeWithCache(
      after: tokens, newTokens: 64, onRead: { _, _ in reads += 1 })
    let right = tokens + (try opened.mini.generate(from: tokens, newTokens: 64).tokens)
    let logits = zip(
      try model.logits(after: tokens), try opened.mini(tokens).doubles[tokens.count - 1])
    page.text(
      """
      The package has a trained model of the small language for it: \(c.layers) blocks of width
      \(c.width), \(c.queryHeads) query heads on \(c.kvHeads) kv heads, \(c.parameterCount.grouped)
      numbers. Without a function of yours it is made of plain ones, and continues
      “\(SmallLanguage.write(tokens))” with

      *\(SmallLanguage.write(Array(text.dropFirst(tokens.count))))*
      """)
    page.text(
      """
      \(text == right ? "These are the 64 tokens that `Mini` writes, one for one" : "`Mini` writes others");
      after the prompt the logits differ by
      \(logits.reduce(0) { max($0, abs($1.0 - $1.1)) } < 1e-4 ? "less than 0.0001" : "0.0001 or more").
      With a cache \(reads) tokens went through each layer, without one it would be
      \((0..<64).reduce(0) { $0 + tokens.count + $1 }.grouped).
      """)
    page.text(
      """
      `swift run my-model --model FILE` reads a published model of the family llama instead, widens its
      weights to plain numbers, and writes English ([where to get a file](real-weights.md)). It says first
      how long a token takes. `--prompt "…"` gives another text to continue.
      """)
  }

  // MARK: Mistakes

  /// Every known mistake, made on purpose in the model.
  private func mistakes() throws {
    page.heading("What goes wrong")
    page.text(
      """
      `swift run my-model` gives each of your functions what `Mini` has before it, and stops where your
      numbers leave `Mini`'s by more than its rounding. Here each known mistake is made in the model of the
      package. Some do not show there, only in the case of the exercise.
      """)
    let opened = try OpenedModel()
    let tokens = try opened.encode(ModelRun.prompt(opened))
    page.table(
      columns: ["in", "mistake", "where the model shows it first"],
      rows: try Mistake.all.filter { Part.ofModel.contains($0.part) }.map { mistake in
        let finding = try Comparison.find(mistake, in: opened, tokens)
        return [
          "`\(mistake.part.rawValue)`", mistake.name,
          finding.map { "\($0.quantity), \($0.place)" } ?? "in the exercise only",
        ]
      })
  }
}

extension Comparison {
  /// What the comparison says of a model with one known mistake.
  static func find(
    _ mistake: Mistake, in model: OpenedModel, _ tokens: [Int]
  ) throws -> Finding? {
    let (parts, mistaken, calls) = (Parts(), mistake.parts, Calls())
    parts.take(mistake.part, from: mistaken)
    let written: Set = [mistake.part]
    return try withExtendedLifetime(mistaken) {
      try Comparison(
        model: model, parts: .guarded(parts, written: written, calls), written: written,
        lendsMinisProduct: false, calls: calls
      ).firstDifference(tokens)
    }
  }
}
