import Base
import ExerciseCases
import Mini
import Notebook
import Workbench

/// From multi-head to grouped-query attention: which query head reads which key and value head, what
/// sharing them saves, when it is faster, and how a trained model gets there.
@main
struct GQAChapter: WorkbenchChapter {
  let program = "chapter-gqa"
  let title = "From multi-head to grouped-query attention"
  let next: NextChapter? = NextChapter("chapter-machine", "The machine: what limits a computation")

  let introduction = """
    Query heads that share keys and values: what that saves, when it is faster, and how a trained model gets
    there.

    \(GQAChapter.marks)
    """

  @Knob("query heads, H", .in(1...64)) var queryHeads = 8
  @Knob("kv heads, G; they must divide the query heads", .in(1...64)) var kvHeads = 2
  @Knob("features per head; rotation needs an even number", .even, .in(2...256))
  var headDimension = 64
  @Knob("width of the model, d", .in(1...8192)) var modelWidth = 512
  @Knob("section 3: tokens in the cache", .in(1...10_000_000)) var context = 4096
  @Knob(ModelOption.about) var model = ModelOption()
  @Knob("planner: a published model, a GGUF file, or sizes: \"layers=32 width=4096 …\"")
  var plan = "Llama 3 8B"
  @Knob("planner: bits of a weight, scales counted: 16, 8.5, 4.5", .in(1...32))
  var planWeightBits = 16.0
  @Knob("planner: bits of a number in the cache", .in(1...32)) var planCacheBits = 16
  @Knob("planner: memory in GB", .in(1...1_000_000)) var planMemory = 24
  @Knob("planner: bandwidth in GB/s", .in(1...1_000_000)) var planBandwidth = 1000
  @Knob("planner: operations in TFLOP/s", .in(1...1_000_000)) var planPeak = 150
  @Knob("planner: texts written together", .in(1...1_000_000)) var planTexts = 8
  @Knob("planner: tokens of each text; if none, 4096 or the model's most", .ofAText)
  var planContext: Int? = nil
  @Knob("planner: tokens of a prompt; if none, 2048 or the model's most", .ofAText)
  var planPrompt: Int? = nil

  let claims = [
    Claim(
      "G1",
      """
      Grouped-query attention (GQA) blends multi-head attention (MHA) with multi-query attention
      (MQA).
      """, .shown),
    Claim(
      "G2",
      """
      The query heads of a multi-head model are divided into G groups, and each group is given one key
      head and one value head. This is written GQA-G.
      """, .shown),
    Claim(
      "G3",
      """
      A multi-head model is converted by mean-pooling: the key and value projection matrices of the
      heads of a group are averaged.
      """,
      .shownInPart(
        """
        averaged they are, and of three ways the mean is the best; but a model is converted only when it has
        been trained on
        """), corrections: ["E15"]),
    Claim(
      "G4", "What is left for each group is one key projection and one value projection.", .shown,
      corrections: ["E15"]),
    Claim(
      "G5", "The model keeps a balance between the quality of MHA and the speed of MQA.",
      .shownInPart(
        """
        the speed here, and the quality in small models that were converted; for large ones it is that of
        the paper (Ainslie et al., 2023, Table 1)
        """), by: .times),
    Claim(
      "G6",
      """
      Because there are fewer key-value pairs, the need for memory bandwidth and for loading data is
      minimized.
      """, .shownInPart("it is divided by H/G; only one kv head minimizes it"),
      corrections: ["E12", "E13"]),
    Claim(
      "G7",
      """
      The choice of G is a trade-off: more groups mean better quality and less speed, fewer groups more
      speed and a risk for quality.
      """,
      .shownInPart(
        """
        the speed, where memory decides, and the quality of small converted models, with each of five seeds.
        Small models that were trained with fewer heads from the start differ by no more than two seeds do,
        and the quality of large ones is the paper's (Ainslie et al., 2023, Table 1 and Fig. 6)
        """), by: .times, corrections: ["E14"]),
    Claim(
      "G8",
      """
      As models grow, GQA decreases memory bandwidth and model capacity in proportion to their scale.
      """,
      .shownInPart(
        """
        the cut is H/G: one proportion at every size if G grows with H (so Ainslie et al., 2023, sec. 2.2), and
        harsher in larger models if it does not
        """), corrections: ["E16"]
    ),
    Claim(
      "G9",
      "For larger models, the cut to one single key and value head in MQA can be too severe.",
      .onlyQuoted("a question of quality (Ainslie et al., 2023, sec. 1); section 7 counts the cut"),
      corrections: ["E16"]),
    Claim(
      "G11",
      """
      Multi-head latent attention keeps one compressed vector for each token, from which all heads are made,
      and attention can be computed on these vectors without writing the heads out.
      """, .shown, isOurs: true),
  ]

  let corrections = [
    Correction(
      "E12", notes: "“fewer key-value pairs”.",
      right: """
        fewer key and value *heads*. The number of cached positions, and so of pairs in each head, stays
        what it was (Ainslie et al., 2023, sec. 2.2).
        """),
    Correction(
      "E13", notes: "the need for memory bandwidth is “minimized”.",
      right: """
        it is divided by H/G. MQA minimizes it, GQA stops before (Ainslie et al., 2023, sec. 2.2).
        """),
    Correction(
      "E14", notes: "more groups are slower.",
      right: """
        only where memory decides, which is when tokens are decoded one by one from a long cache. Even
        there the first groups cost little, and the operations of attention are the same for every G
        (Ainslie et al., 2023, Fig. 6, whose batch sizes differ from point to point).
        """),
    Correction(
      "E15", notes: "mean-pooling converts a multi-head model into a grouped one.",
      right: """
        pooling loses something. It is the first of two steps; the second is to train on, for 5 % of
        the original steps in the paper (“uptraining”; Ainslie et al., 2023, sec. 2.1).
        """),
    Correction(
      "E16",
      notes: "the decrease is “proportional”, “corresponding with the model's scale”.",
      right: """
        the cut is a factor of H/G. If G grows with H, it is the *same proportion* at every size; with
        one single kv head the cut is H and grows with the model (Ainslie et al., 2023, sec. 2.2).
        """),
  ]

  var sections: [Section] {
    [
      whoReadsWhat, oneRoutine, whatIsSaved, decodingTime, copyingHeads, pooling, growingModels,
      mistakes, qualityAndSpeed, planner, latentAttention, realWeights,
    ]
  }

  func studies(seeds: [UInt64]) -> [Study] {
    [.heads(seeds: seeds)]
  }

  let readOn = [
    """
    Ainslie et al., 2023, *GQA: Training Generalized Multi-Query Transformer Models from Multi-Head
    Checkpoints*, arXiv 2305.13245: the paper; sections 2.1 and 2.2 are this chapter.
    """,
    """
    Shazeer, 2019, *Fast Transformer Decoding: One Write-Head is All You Need*, arXiv 1911.02150:
    multi-query attention, and why decoding waits for memory.
    """,
    """
    Vaswani et al., 2017, *Attention Is All You Need*, arXiv 1706.03762, sec. 3.2.2: many heads, and
    Table 3, row A, on how many.
    """,
    """
    Pope et al., 2022, *Efficiently Scaling Transformer Inference*, arXiv 2211.05102: what one kv head
    means when a model is spread over many chips.
    """,
    """
    Touvron et al., 2023, *Llama 2*, arXiv 2307.09288, Appendix A.2.1: the three compared in models of
    30 billion parameters.
    """,
    """
    DeepSeek-AI, 2024, *DeepSeek-V2*, arXiv 2405.04434: another way to a small cache, which keeps one
    compressed vector per token.
    """,
  ]

  let references = [
    Reference("Ainslie et al., 2023", arXiv: "2305.13245"),
    Reference("Shazeer, 2019", arXiv: "1911.02150"),
    Reference("Vaswani et al., 2017", arXiv: "1706.03762"),
    Reference("Pope et al., 2022", arXiv: "2211.05102"),
    Reference("Touvron et al., 2023", arXiv: "2307.09288"),
    Reference("DeepSeek-AI, 2024", arXiv: "2405.04434"),
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  let thingsToTry = [
    """
    `swift run chapter-gqa --section 1-3 --query-heads 32 --kv-heads 8 --head-dimension 64
    --model-width 2048 --context 131072`: one layer of Llama 3.2 1B.
    """,
    """
    `swift run chapter-gqa --section 4 --query-heads 32`: more heads that share, and so more to gain.
    """,
    """
    `swift run chapter-gqa --section planner --plan "llama 3.1 70b" --plan-weight-bits 4.5 --plan-memory 48`:
    a large model on a small machine.
    """,
  ]

  func checkKnobs() throws {
    var advice = KnobAdvice()
    advice.addHeads(query: queryHeads, kv: kvHeads)
    _ = try planned()
    // The largest matrix that the sections build, in numbers: that of Llama 3.2 1B.
    let largest = 1 << 22
    let size = modelWidth * queryHeads * headDimension
    if size > largest {
      advice.add(
        "a model width of \(modelWidth), \(counted(queryHeads, "query head")) and "
          + "\(counted(headDimension, "feature")) per head make a matrix of \(size) numbers, more than "
          + "\(largest)",
        choose: "--model-width \(largest / (queryHeads * headDimension)) or less")
    }
    try advice.check()
  }
}

extension Constraint where Value == Int? {
  /// As many tokens as a text may have.
  fileprivate static var ofAText: Constraint {
    Constraint("from 1 to 10000000") { $0.map { (1...10_000_000).contains($0) } ?? true }
  }
}

// MARK: What several sections use

extension GQAChapter {
  /// What query heads can share evenly: the divisors of their number, largest first.
  static func divisors(of heads: Int) -> [Int] {
    (1...heads).reversed().filter { heads % $0 == 0 }
  }

  /// An attention layer of the sizes that the knobs say, with any number of kv heads.
  func layer(kvHeads: Int, using random: inout SeededGenerator) throws -> AttentionLayer {
    try AttentionLayer(
      width: modelWidth, queryHeads: queryHeads, kvHeads: kvHeads, headDimension: headDimension,
      rotary: RotaryEmbedding(headDimension: headDimension), using: &random)
  }
}

/// What attention with so many heads is called.
func name(queryHeads: Int, kvHeads: Int) -> String {
  if kvHeads == queryHeads { return "multi-head" }
  return kvHeads == 1 ? "multi-query" : "grouped"
}
