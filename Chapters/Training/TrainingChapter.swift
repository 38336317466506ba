import Experiments
import ExerciseCases
import Foundation
import LanguageModel
import Mini
import Notebook
import TrainingExperiments
import Workbench

/// How a model learns: the way back through its layers, a language whose best possible loss is known,
/// and models that learn it before the reader's eyes.
@main
struct TrainingChapter: WorkbenchChapter {
  let program = "chapter-training"
  let title = "How a model learns"

  let introduction = """
    Sentences about trained models need a ruler: how slopes find their way back to every weight, how good a
    model can get at all, and how one sees that a run goes well. None of this is in the notes; the
    statements T1 to T10 are ours.

    \(TrainingChapter.marks)
    """

  @Knob("width of the model, features of a token", .in(1...65_536)) var modelWidth = 64
  @Knob("blocks of the model", .in(1...1024)) var layers = 2
  @Knob("query heads; they divide the width", .in(1...1024)) var queryHeads = 8
  @Knob("kv heads; they divide the query heads", .in(1...1024)) var kvHeads = 8
  @Knob("norm of the model") var norm = NormChoice.rms
  @Knob("how the model learns where a token stands") var positions = PositionChoice.rotary
  @Knob("steps of the run of sections 7 and 8", .in(1...1_000_000)) var steps = 3000
  @Knob("largest learning rate of that run", Constraint("above 0") { $0 > 0 })
  var learningRate = 3e-3
  @Knob("a file of text to learn from, byte by byte, instead of the small language")
  var corpus = ""
  @Knob("where to keep the trained model, as a GGUF file") var save = ""

  let claims = [
    Claim(
      "T1",
      """
      A gradient comes back through a product as two products: one gives what the weights have to
      change, the other what the layer before has to know.
      """, .shown, isOurs: true),
    Claim(
      "T2",
      "A norm gives back only what does not point along its input, divided by its size.",
      .shown, isOurs: true),
    Claim(
      "T3",
      """
      Through softmax and cross-entropy together comes what the model expected minus what it should have
      expected.
      """, .shown, isOurs: true),
    Claim(
      "T4",
      "Attention sends a gradient back to queries, keys and values, and none to what was masked.",
      .shown, isOurs: true),
    Claim(
      "T5", "All of it together is the gradient of the whole model, tensor by tensor.", .shown,
      isOurs: true),
    Claim(
      "T6",
      """
      Where a language is known, so is the best possible loss, and a reader who only knows pairs of words
      stays far above it.
      """, .shown, isOurs: true),
    Claim(
      "T7",
      "A small model comes close to the best possible loss within seconds.", .shown, isOurs: true),
    Claim(
      "T8",
      """
      What a trained model writes is a text of its language for dozens of words; before training it fails
      at the first.
      """, .shown, isOurs: true),
    Claim(
      "T9",
      """
      AdamW moves every weight by about the learning rate, however small its gradient. On this model it is
      ahead of plain descent at the best of five rates, though not by much.
      """,
      .shownInPart(
        """
        ahead, yes; but only a steady gradient far above ε moves a weight by the rate, and noise makes the steps
        shorter
        """),
      isOurs: true),
    Claim(
      "T10",
      """
      Above some learning rate a run learns nothing any more. The loss tells, and so does the length of
      the gradient.
      """, .shown, isOurs: true),
  ]

  let corrections: [Correction] = []

  var sections: [Section] {
    [
      oneProduct, oneNorm, softmaxAndLoss, oneAttention, wholeModel, language, oneRun, writing,
      optimizers, divergence, mistakes,
    ]
  }

  func studies(seeds: [UInt64]) -> [Study] {
    [.runs(seeds: seeds), .optimizers(seeds: seeds), .divergence(seeds: seeds)]
  }

  let readOn = [
    """
    Rumelhart, Hinton and Williams, 1986, *Learning representations by back-propagating errors*, Nature
    323: the way back, in four pages.
    """,
    """
    Loshchilov and Hutter, 2019, *Decoupled weight decay regularization*, arXiv 1711.05101: AdamW;
    `Sources/Mini/Training/AdamW.swift` follows its algorithm 2.
    """,
    """
    Pascanu, Mikolov and Bengio, 2013, *On the difficulty of training recurrent neural networks*,
    arXiv 1211.5063: why long gradients are clipped.
    """,
    """
    Olsson et al., 2022, *In-context learning and induction heads*, arXiv 2209.11895: how two layers of
    attention find what was said after the same word before, and why this comes suddenly.
    """,
  ]

  let references = [
    Reference("Rumelhart, Hinton and Williams, 1986", at: "https://doi.org/10.1038/323533a0"),
    Reference("Loshchilov and Hutter, 2019", arXiv: "1711.05101"),
    Reference("Pascanu, Mikolov and Bengio, 2013", arXiv: "1211.5063"),
    Reference("Olsson et al., 2022", arXiv: "2209.11895"),
  ]

  let thingsToTry = [
    """
    `swift run chapter-training --section 7 --layers 1`: with one block, which of the six things that
    have to be looked up is still found?
    """,
    """
    `swift run chapter-training --section 7 --learning-rate 1e30`: a run that diverges at once, and is
    reported.
    """,
    """
    `swift run chapter-training --section 7-8 --corpus README.md --steps 1000`: bytes instead of words.
    What does a thousand steps make of your own text?
    """,
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  /// What sections 7 and 8 look at, trained once.
  let trained = TrainedOnce()

  func checkKnobs() throws {
    do {
      if !corpus.isEmpty { try trained.corpus = Corpus(path: corpus) }
      let c = configuration
      try c.validate()
      try requireMemory(c)
      if !save.isEmpty {
        _ = try ModelDescription(c)
        try Output.requirePlace(for: save)
      }
    } catch let error as ModelError {
      throw InputError("\(error).")
    } catch let error as LanguageModelError {
      throw InputError("\(error).")
    }
  }

  var files: [FileUse] {
    (corpus.isEmpty ? [] : [.reading(corpus, "--corpus")])
      + (save.isEmpty ? [] : [.writing(save, "--save")])
  }

  /// A model too large to be trained is refused before anything is allocated.
  private func requireMemory(_ c: TransformerConfiguration) throws {
    // The weights, their gradient, two averages of it; and what a step on 16 texts keeps of each block.
    let width = Double(c.width)
    let perToken =
      Double(c.layers + 1) * (10 * width + 3 * Double(c.feedForwardWidth))
      + 2 * Double(c.vocabulary)
    let bytes = 4 * (4 * Double(c.parameterCount) + 16 * 64 * perToken)
    let limit = 0.5 * Double(ProcessInfo.processInfo.physicalMemory)
    if bytes > limit {
      throw InputError(
        "Training a model of \(c.parameterCount.grouped) parameters takes \(memory(Int(bytes))), more than "
          + "half of the \(memory(Int(limit * 2))) of this machine: choose a smaller --model-width or "
          + "fewer --layers.")
    }
  }
}

// MARK: What several sections use

extension TrainingChapter {
  /// The model that the knobs describe.
  var configuration: TransformerConfiguration {
    var c = TransformerConfiguration.smallLanguage
    (c.layers, c.width) = (layers, modelWidth)
    (c.queryHeads, c.kvHeads) = (queryHeads, kvHeads)
    // Two and a half times the width, in whole vectors of 16.
    c.feedForwardWidth = (modelWidth * 5 / 2 + 15) / 16 * 16
    c.vocabulary = trained.corpus == nil ? SmallLanguage.vocabulary : Vocabulary.bytes.count
    c.norm = norm.kind
    c.positions = positions.positions
    return c
  }

  /// How many steps the run takes: a tenth of them where the reader is in a hurry.
  func steps(_ page: Page) -> Int { page.options.quick ? max(1, steps / 10) : steps }

  /// Whether the knobs are those that the claims about the run were made with.
  func isAsClaimed(_ page: Page) -> Bool {
    configuration == .smallLanguage && isPlanned(page)
  }

  /// Whether a model is trained as those are that the package keeps.
  func isPlanned(_ page: Page) -> Bool {
    trained.corpus == nil && steps == 3000 && learningRate == 3e-3 && page.options.seed == 1
  }
}

/// The norms that the model can have.
enum NormChoice: String, CaseIterable, KnobValue {
  case rms, layer, partial, none

  var kind: Norm.Kind {
    switch self {
    case .rms: .rms
    case .layer: .layer
    case .partial: .partial
    case .none: .identity
    }
  }
}

/// The ways in which the model can be told where a token stands.
enum PositionChoice: String, CaseIterable, KnobValue {
  case rotary, alibi, sinusoidal, learned, none

  var positions: TransformerConfiguration.Positions {
    switch self {
    case .rotary: .rotary(layout: .interleaved)
    case .alibi: .alibi
    case .sinusoidal: .sinusoidal
    case .learned: .learned
    case .none: .none
    }
  }
}
