import ExerciseCases
import Mini
import Notebook
import Workbench

/// Absolute and rotary positions: why a transformer needs them, what adding them does, and how turning
/// pairs of features does better.
@main
struct RoPEChapter: WorkbenchChapter {
  let program = "chapter-rope"
  let title = "Absolute and rotary positions"
  let next: NextChapter? = NextChapter("chapter-kv-cache", "The KV cache")

  let introduction = """
    Attention compares every word with every other and forgets their order. How is it told where each
    stands? Each statement of the notes gets a verdict.

    \(RoPEChapter.marks)
    """

  @Knob("features per head, d; they turn in pairs", .even, .in(2...1024)) var headDimension = 64
  @Knob("base of the frequencies", .in(1...1e9)) var base = 10_000.0
  @Knob("which features form a pair") var layout = RotaryLayout.interleaved
  @Knob("section 7: the distance that a key is made to prefer", .in(0...256)) var distance = 37
  @Knob("section 10: positions seen in training", .in(16...1_048_576)) var context = 4096
  @Knob("section 10: how many times longer to read", .in(1...1024)) var factor = 16.0
  @Knob(ModelOption.about) var model = ModelOption()

  let claims = [
    Claim("P0", "Attention by itself does not know where a token stands.", .shown, isOurs: true),
    Claim(
      "P1", "Sinusoids and rotations have five properties that one would like.", .shown,
      corrections: ["E7"], isOurs: true),
    Claim(
      "P2", "A score with added positions changes when both tokens move.", .shown,
      corrections: ["E7"], isOurs: true),
    Claim(
      "P3", "Rotary encoding writes the absolute position as a rotation matrix.", .shown,
      corrections: ["E17"]),
    Claim(
      "P4", "Rotary encoding makes attention depend explicitly on the relative position.", .shown),
    Claim(
      "P5",
      """
      The usual absolute scheme makes a separate position vector and adds it to the token's embedding,
      before queries, keys and values are computed.
      """, .onlyQuoted("the scheme as RoFormer, eq. 3, describes it; section 2 builds it")),
    Claim(
      "P6", "Added position information pollutes what the embedding says about the token.",
      .shownInPart(
        """
        at the beginning of training, with sinusoids: without the factor √d the position drowns the token,
        with it most of the token remains; every layer receives the mixture
        """
      ),
      corrections: ["E8"]),
    Claim(
      "P7", "In two dimensions the rotation by mθ is a 2×2 matrix of cosines and sines.", .shown,
      corrections: ["E17"]),
    Claim(
      "P8",
      "The rotation works in two dimensions only; to go further, “token pairs” are taken.",
      .shownInPart("in pairs, but of features of one token; no token is paired with another"),
      corrections: ["E1"]),
    Claim(
      "P9", "Because of the pairs, rotary embedding needs an even dimension.",
      .shownInPart("of the features that are turned; the others may be odd in number")),
  ]

  let corrections = [
    Correction(
      "E1", notes: "“the authors came up with a solution that takes token pairs”.",
      right: """
        pairs of *features* inside one head vector of one token, each of which turns at its own speed (RoFormer,
        sec. 3.2.2, eq. 14–15).
        """),
    Correction(
      "E7", .missing,
      notes: "the headings on desirable properties and on drawbacks have nothing below them.",
      right: """
        five properties in section 6 and six drawbacks in section 3, each with a number.
        """),
    Correction(
      "E8", notes: "adding a position “pollutes” the meaning, without saying how much.",
      right: """
        three of the four terms of a score hold a position (RoFormer, eq. 6); how large they are depends on how
        the embedding is scaled before.
        """),
    Correction(
      "E9", .inAbstract,
      notes: """
        RoFormer counts “decaying inter-token dependency with increasing relative distances” among its
        properties.
        """,
      right: """
        an upper *bound* of the score tends downwards, in waves (RoFormer, sec. 3.4.3). Scores need not: any
        distance has a key that prefers it (Barbero et al., 2024, Proposition 3.1).
        """),
    Correction(
      "E17", .missing, notes: "the break between the two rows of the rotation matrix.",
      right: """
        the rows are (cos mθ, −sin mθ) and (sin mθ, cos mθ). Fleetwood, 2024, prints the other sign in its matrix;
        either works, if queries and keys use the same.
        """),
  ]

  var sections: [Section] {
    [
      whyPositions, sinusoids, pollution, rotations, relativeScores, fiveProperties, decay, layouts,
      precision, longerContexts, twoDimensions, time, mistakes, readLong, realPositions,
    ]
  }

  func studies(seeds: [UInt64]) -> [Study] {
    [.positions(seeds: seeds), .frequencies(seeds: seeds)]
  }

  let readOn = [
    """
    Su et al., 2021, *RoFormer: Enhanced Transformer with Rotary Position Embedding*, arXiv 2104.09864:
    the paper; sections 2.2 to 3.4 are this chapter.
    """,
    """
    Vaswani et al., 2017, *Attention Is All You Need*, arXiv 1706.03762, sec. 3.5: sinusoids, and the
    reason given for them.
    """,
    """
    Fleetwood, 2024, *You could have designed state of the art positional encoding*, Hugging Face blog:
    the same road, walked as a story.
    """,
    """
    Press, Smith and Lewis, 2021, *Train Short, Test Long*, arXiv 2108.12409: a bias on the score instead
    of a position, and measurements of everybody's extrapolation.
    """,
    """
    Chen et al., 2023, arXiv 2306.15595, and Peng et al., 2023, *YaRN*, arXiv 2309.00071: reading longer
    texts than those seen in training.
    """,
    """
    Barbero et al., 2024, *Round and Round We Go!*, arXiv 2410.06205: what trained models do with their
    fast and slow pairs.
    """,
  ]

  let references = [
    Reference("Su et al., 2021", arXiv: "2104.09864"),
    Reference("RoFormer", arXiv: "2104.09864"),
    Reference("Vaswani et al., 2017", arXiv: "1706.03762"),
    Reference("Press et al., 2021", arXiv: "2108.12409"),
    Reference("Press, Smith and Lewis, 2021", arXiv: "2108.12409"),
    Reference("Chen et al., 2023", arXiv: "2306.15595"),
    Reference("Peng et al., 2023", arXiv: "2309.00071"),
    Reference("Barbero et al., 2024", arXiv: "2410.06205"),
    Reference("Haviv et al., 2022", arXiv: "2203.16634"),
    Reference("Kazemnejad et al., 2023", arXiv: "2305.19466"),
    Reference("Fleetwood, 2024", at: "https://huggingface.co/blog/designing-positional-encoding"),
    Reference(
      "Radford et al., 2019",
      at: "https://cdn.openai.com/better-language-models"
        + "/language_models_are_unsupervised_multitask_learners.pdf"),
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  let thingsToTry = [
    """
    `swift run chapter-rope --section 14 --seed 2`: five other models. Which of the five curves change
    places?
    """,
    """
    `swift run chapter-rope --section 3 --layout halves --base 100`: the same matrix with other pairs
    and other speeds. Which of its numbers move, and which change?
    """,
    """
    `swift run chapter-rope --section 7 --distance 200`: a key that prefers the distance you choose,
    against a curve that is said to decay.
    """,
    """
    `swift run chapter-rope --section 10 --context 2048 --factor 32`: how far each scheme slows which
    pair.
    """,
  ]
}

extension RotaryLayout: KnobValue {}

// MARK: What several sections use

extension RoPEChapter {
  /// The rotation that the knobs describe.
  var rope: RotaryEmbedding {
    RotaryEmbedding(headDimension: headDimension, base: base, layout: layout)
  }
}

/// The largest value less the smallest.
func spread(_ values: [Float]) -> Double {
  guard let low = values.min(), let high = values.max() else { return 0 }
  return Double(high) - Double(low)
}
