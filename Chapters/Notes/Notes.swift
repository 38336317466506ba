import Mini
import Notebook
import Workbench

/// The notes themselves: each of their statements in their own order, with the verdict of the chapter that
/// proves it and a number that this program has just computed, or that was kept. It runs no chapter.
@main
struct Notes: WorkbenchChapter {
  let program = "notes"
  let title = "The notes, executed"
  let next: NextChapter? = NextChapter("chapter-rmsnorm", "RMSNorm and LayerNorm")

  var introduction: String {
    // The first proof, wherever its chapter has it.
    let proof = (try? Self.statement("N1")).map { "\($0.program) --section \($0.section)" }
    return """
      *Vivek's Field Notes: About LLM, part 1* is a six-minute text on four parts of a language model. Here
      are its statements, in its order and in our words, each with a verdict and the number that decides. The
      numbers were computed on this machine a moment ago; those called *kept* lie in the repository and are
      means over five small models, trained for minutes. An arrow leads to the proof:
      `swift run \(proof ?? "chapter-rmsnorm")`, for example.
      """
  }

  let claims: [Claim] = []
  let corrections: [Correction] = []

  var sections: [Section] { [norms, positions, caches, heads, whatRemains] }

  let readOn: [String] = []

  let references = [
    Reference("Ainslie et al., 2023", arXiv: "2305.13245"),
    Reference("Ivanov et al., 2020", arXiv: "2007.00072"),
    Reference("RoFormer", arXiv: "2104.09864"),
    Reference("Zhang and Sennrich, 2019", arXiv: "1910.07467"),
  ]

  let thingsToTry = [
    "`swift run notes --seed 2`: other random numbers. Which verdict changes?",
    """
    `swift run chapter-rope --brief`: a chapter in ten minutes; without `--brief`, all of it.
    """,
    """
    `swift run chapters --html pages`: everything for a browser, with pictures that move under your hand.
    """,
  ]

  /// What the chapters say of the notes.
  static let ledger = Result { try KeptLedger.kept() }

  func checkKnobs() throws { _ = try Self.ledger.get() }

  /// The statement with this id, as its chapter has it.
  static func statement(_ id: String) throws -> Statement {
    guard let statement = try ledger.get()[id] else {
      throw InputError(
        "\(KeptLedger.path) has no \(id): write it anew with `swift run write-docs`.")
    }
    return statement
  }
}

extension Page {
  /// A statement of the notes with its verdict, and what is to be said about it.
  func statement(_ id: String, _ about: String) throws {
    statement(try Notes.statement(id))
    text(about)
  }

  /// A kept table; what is read of it is in the text, so there is no page without it.
  func kept(_ name: String) throws -> KeptRows { try KeptRows(of: name) }
}

/// The length of what has changed over the length of what was there.
func relativeChange(of changed: Tensor, from original: Tensor) -> Double {
  Double((changed - original).norm) / Double(original.norm)
}
