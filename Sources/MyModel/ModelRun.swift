import ExerciseCases
import Foundation
import LanguageModel
import Mini
import Notebook
import Workbench

/// One run of the reader's model: what it is made of, where it stands beside `Mini`, and what it writes.
struct ModelRun {
  private let output: Output
  private let page: Page
  private let calls: Calls
  private let states: States
  private let modelPath, prompt: String?
  private let newTokens: Int?

  init(_ program: MyModelProgram, _ output: Output) throws {
    let environment = ProcessInfo.processInfo.environment
    var options = Options()
    options.width = program.width
    self.output = output
    page = Page.ofTool(output, options)
    calls = Calls(try LifeSign(path: environment[LifeSign.key]!))
    states = States(environment)
    (modelPath, prompt) = (program.model, program.prompt)
    newTokens = program.newTokens
  }

  func run() throws {
    tellParts()
    let opened = try modelPath.map { try OpenedModel(path: $0) } ?? OpenedModel()
    let tokens = try opened.encode(prompt ?? Self.prompt(opened))
    let count = newTokens ?? (opened.isPublished ? 16 : 64)
    try requireRoom(opened, tokens, count)
    tellModel(opened)
    let written = states.usable
    let parts = Parts.guarded(.readers, written: written, calls)
    let model = ReadersModel(
      model: opened, parts: parts,
      lendsMinisProduct: opened.isPublished && !written.contains(.product), calls: calls)
    guard try isRight(model, tokens, written) else { exit(1) }
    try Reward(page: page, output: output, model: model, isReaders: !written.isEmpty)
      .write(after: tokens, newTokens: count)
    let hidden = Part.ofModel.filter { states.of($0) == "wrong" }
    if !hidden.isEmpty || !states.broken.isEmpty { exit(1) }
  }

  /// What is continued where the reader has said nothing.
  static func prompt(_ opened: OpenedModel) -> String {
    opened.isPublished
      ? "Time flies when you are having fun. The old man"
      : "Mia has the red ball. Tom takes the ball. Who has the ball?"
  }

  private func requireRoom(_ opened: OpenedModel, _ tokens: [Int], _ count: Int) throws {
    let context = opened.mini.configuration.contextLength
    if tokens.count > context {
      throw InputError(
        "--prompt has \(tokens.count.grouped) tokens, and the context has room for \(context.grouped)."
      )
    }
    let room = context - tokens.count + 1  // the last new token is never read
    if count > room {
      throw InputError(
        "--new-tokens cannot be \(count.grouped): after \(tokens.count.grouped) tokens of the prompt the "
          + "context has room for \(room.grouped).")
    }
  }

  // MARK: What it is made of

  private func tellParts() {
    page.heading("A model of your own")
    let yours = states.usable
    let (count, all) = (yours.count, Part.ofModel.count)
    let wrong = Part.ofModel.count { states.of($0) == "wrong" }
    page.text(
      "Yours: \(count) of \(all)"
        + (count == 0
          ? ". Every part is lent, by plain code; replace one after the other by yours."
          : count < all
            ? ". The others are lent, by plain code."
            : wrong == 0
              ? ": the whole model."
              : ": the whole model, but \(wrong) of them \(wrong == 1 ? "is" : "are") wrong."))
    let signs = ["right": "✓", "wrong": "✗", "broken": "✗ breaks down:", "not attempted": "○"]
    page.list(
      stride(from: 0, to: all, by: 4).map { first in
        Part.ofModel[first..<min(first + 4, all)]
          .map { "\(signs[states.of($0)] ?? "○") `\($0.rawValue)`" }.joined(separator: "  ")
      })
    for part in states.broken {
      page.text(
        """
        `\(part.rawValue)` breaks down on a tiny case and is lent until it is mended:
        `swift run my-model --exercise \(part.rawValue)`
        """)
    }
    if let next = Part.ofModel.first(where: { states.of($0) == "not attempted" }) {
      page.text("Next: `swift run my-model --exercise \(next.rawValue)`")
    }
  }

  private func tellModel(_ opened: OpenedModel) {
    let c = opened.mini.configuration
    page.text(
      """
      It has the weights of \(opened.name): \(c.layers) blocks of width \(c.width),
      \(c.queryHeads) query heads on \(c.kvHeads) kv heads, \(c.parameterCount.grouped) numbers.
      """)
  }

  // MARK: Beside Mini

  private func isRight(
    _ model: ReadersModel, _ tokens: [Int], _ written: Set<Part>
  ) throws -> Bool {
    guard !written.isEmpty else { return true }
    page.heading("Beside Mini")
    let comparison = Comparison(
      model: model.model, parts: model.parts, written: written,
      lendsMinisProduct: model.lendsMinisProduct, calls: calls)
    // In a published model a few tokens show what all would.
    let text = model.model.isPublished ? Array(tokens.prefix(8)) : tokens
    guard let finding = try comparison.firstDifference(text) else {
      page.text(
        """
        Step by step, from the first norm to the loop, your functions give `Mini`'s numbers for the
        \(text.count) tokens of the prompt, in each of the \(model.model.layers.count) blocks.
        """)
      for part in Part.ofModel where states.of(part) == "wrong" {
        page.text(
          """
          ✗ `\(part.rawValue)` is wrong all the same, in a case of its own that this model does not show:
          `swift run my-model --exercise \(part.rawValue)`
          """)
      }
      return true
    }
    page.text("✗ " + finding.sentences[0])
    page.text(finding.sentences[1])
    page.text("`swift run my-model --exercise \(finding.part.rawValue)`")
    return false
  }
}
