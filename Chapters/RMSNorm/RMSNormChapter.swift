import ExerciseCases
import Mini
import Notebook
import RMSNormExperiments
import Workbench

/// RMSNorm and LayerNorm: what each step of a normalisation does, what is lost without the first of
/// them, and what is saved.
@main
struct RMSNormChapter: WorkbenchChapter {
  let program = "chapter-rmsnorm"
  let title = "RMSNorm and LayerNorm"
  let next: NextChapter? = NextChapter("chapter-rope", "Absolute and rotary positions")

  let introduction = """
    A network that stacks layers has to keep its numbers at a size that it can compute with: how, and how
    little does it take?

    \(RMSNormChapter.marks)
    """

  @Knob("sections 2, 3, 5 and 6: numbers in a vector, d", .in(8...4096)) var dimensions = 512
  @Knob("section 4: the factor of every re-scaling", .in(2...100)) var factor = 2.5
  @Knob("section 6: how far the mean is from zero, in spreads", .in(0...1000)) var mean = 3.0
  @Knob("section 1: layers", .in(10...100)) var depth = 50
  @Knob("section 8: the part of 1024 numbers that pRMSNorm looks at", .in(0.02...1))
  var fraction = 0.25
  @Knob(ModelOption.about) var model = ModelOption()

  let claims = [
    Claim(
      "N1", "LayerNorm stabilises the training of deep networks and helps them converge.",
      .shownInPart(
        """
        the size of the numbers survives fifty layers, and small transformers come down to the same loss in
        fewer steps, at the usual rate and each at its best one, with each of five seeds; at large rates only
        where the model is deep, and where it is deep not with the norm after the sum. How large a network must be to fail
        without a norm is the paper's to say
        """
      )),
    Claim(
      "N2", "LayerNorm costs computing time and slows the network down noticeably.",
      .shownInPart(
        """
        it costs time: a few per cent of a narrow block and next to nothing of a wide one, on this processor;
        no accelerator was measured
        """
      ),
      by: .times,
      corrections: ["E6"]),
    Claim("N3", "With LayerNorm no training case depends on another one.", .shown),
    Claim("N4", "LayerNorm handles inputs of varying length, which BatchNorm does not.", .shown),
    Claim(
      "N5",
      """
      The cost is negligible in small, shallow networks and becomes severe as networks grow larger and
      deeper.
      """,
      .contradicted(
        """
        of a transformer its share of the operations falls with the width and does not grow with the depth, and
        on this processor so does its share of the time. The paper speaks of recurrent networks, and no
        accelerator was measured
        """
      ), by: .times, corrections: ["E5"]),
    Claim(
      "N6",
      """
      What LayerNorm gains in training steps is counter-balanced by what each step costs more.
      """,
      .shownInPart(
        "each step costs more, but most of what is gained in steps remains in seconds, here and in the paper's Figure 1 (loss 7.0 without, 5.4 with LayerNorm after equal steps, 5.9 after equal time)"
      ), by: .times),
    Claim(
      "N7",
      """
      Invariance to re-centering is widely taken to be a reason why LayerNorm stabilises training.
      """, .onlyQuoted("it says what is widely taken to be so (Zhang and Sennrich, 2019, sec. 1)")),
    Claim(
      "N8", "RMSNorm keeps the re-scaling only: it divides by the root mean square.", .shown,
      corrections: ["E4"]),
    Claim(
      "N9", "Re-centering makes a model insensitive to shifts of its inputs and its weights.",
      .shownInPart(
        "for one constant on all summed inputs and for one vector on all rows of W, but not for any shift"
      ),
      corrections: ["E2"]),
    Claim(
      "N10", "Re-scaling leaves the output as it is when inputs and weights are scaled.",
      .shownInPart("for one factor of the whole vector or matrix, and for ε = 0"),
      corrections: ["E3"]),
    Claim(
      "N11",
      """
      (From the paper, not in the notes.) Larger weights get smaller gradients: normalisation adapts
      the learning rate by itself.
      """,
      .shownInPart(
        """
        exactly for a norm behind W; with the norm before W, as today, for large weights only, and small ones get
        no larger gradients
        """), isOurs: true),
    Claim(
      "N12",
      """
      (From the paper, not in the notes.) The root mean square can be estimated from a part of each
      vector: pRMSNorm.
      """, .shown, isOurs: true),
    Claim(
      "N13",
      """
      (From the paper, not in the notes.) Re-centering can be left out.
      """,
      .shownInPart(
        """
        a pre-norm transformer with biases behind every norm and a head of its own can be rewritten without it;
        small models train alike where weights start around 0, and not where they start around 0.2
        """), isOurs: true),
  ]

  let corrections = [
    Correction(
      "E2", notes: "“insensitive to shift noises on both inputs and weights”.",
      right: """
        LayerNorm absorbs the *same constant* added to every summed input, and the same vector added to
        every row of W. It does not absorb a shift of the data by an arbitrary vector: in the paper's
        own Table 1, “dataset re-centering” is a no for LayerNorm.
        """),
    Correction(
      "E3", notes: "the output is intact when inputs and weights are “randomly scaled”.",
      right: """
        it takes *one* factor for the whole matrix or for the whole vector. A factor on one row of W
        alone changes the output. And it is exact for ε = 0 only (section 10).
        """),
    Correction(
      "E4", .missing, notes: "the formula of the RMS stands alone.",
      right: """
        the layer is yᵢ = gᵢ · xᵢ / RMS(x), with a learned gain g and an ε inside the root, without a mean and a
        bias: the idea is that re-centering can be left out (Zhang and Sennrich, 2019, sec. 4).
        """),
    Correction(
      "E5", notes: "the overhead “becomes severe when underlying networks grow larger and deeper”.",
      right: """
        in a transformer normalisation takes about 14d of 24d² operations per token and layer, a share of 0.58/d: it
        *falls* with the width d and does not change with the depth. What can be severe is memory traffic and many
        small steps.
        """),
    Correction(
      "E6", .inAbstract, notes: "RMSNorm “reduces the running time by 7%∼64% on different models”.",
      right: """
        in the paper's own tables 64\u{A0}% is pRMSNorm in one small model (order-embeddings in Theano, Table 8). RMSNorm itself saves
        6.9\u{A0}% to 40.8\u{A0}%, and 6.9\u{A0}% in the one transformer measured.
        """),
  ]

  var sections: [Section] {
    [
      fiftyLayers, byHand, relation, invariances, batch, recentering, gradients, partialNorm, cost,
      mistakes, convergence, realHiddenStates,
    ]
  }

  func studies(seeds: [UInt64]) -> [Study] {
    [.norms(seeds: seeds), .shiftedNorms(seeds: seeds)]
  }

  let readOn = [
    """
    Zhang and Sennrich, 2019, *Root Mean Square Layer Normalization*, arXiv 1910.07467: the paper;
    Table 1 is section 4, section 4.2 is section 7 here.
    """,
    """
    Ba, Kiros and Hinton, 2016, *Layer Normalization*, arXiv 1607.06450: where the mean was still
    subtracted, and why.
    """,
    """
    Jiang et al., 2023, *Pre-RMSNorm and Pre-CRMSNorm Transformers*: the rewrite of section 6.
    """,
    """
    Gupta, Ozdemir and Anumanchipalli, 2024, arXiv 2409.12951: the geometry of LayerNorm, and how
    little its first step removes in trained models.
    """,
    """
    Raffel et al., 2019, *T5*, arXiv 1910.10683, and Touvron et al., 2023, *LLaMA*, arXiv 2302.13971:
    the models that made the short form common.
    """,
  ]

  let references = [
    Reference("Zhang and Sennrich, 2019", arXiv: "1910.07467"),
    Reference("Ba, Kiros and Hinton, 2016", arXiv: "1607.06450"),
    Reference("Jiang et al., 2023", arXiv: "2305.14858"),
    Reference("Vaswani et al., 2017", arXiv: "1706.03762"),
    Reference("Gupta et al., 2024", arXiv: "2409.12951"),
    Reference("Gupta, Ozdemir and Anumanchipalli, 2024", arXiv: "2409.12951"),
    Reference("Ivanov et al., 2020", arXiv: "2007.00072"),
    Reference("Raffel et al., 2019", arXiv: "1910.10683"),
    Reference("Touvron et al., 2023", arXiv: "2302.13971"),
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  let thingsToTry = [
    """
    `swift run chapter-rmsnorm --section 11 --seed 2`: train all models anew from other weights and on
    other texts. Which of the orders stay?
    """,
    """
    `swift run chapter-rmsnorm --section 6 --mean 100`: what is left of a signal that sits on a large
    mean.
    """,
    """
    `swift run chapter-rmsnorm --section 1 --depth 100`: twice as deep; how much longer is the stream
    without a norm, and with one?
    """,
    """
    `swift run chapter-rmsnorm --section 9 --threads 1`: one thread computes less and has the memory to
    itself. Does RMSNorm win more, or less?
    """,
  ]
}

// MARK: What several sections use

/// The largest change of an element, as a part of the largest element: 0 is no change, 1 is as large
/// as the numbers themselves.
func relativeChange(of changed: Tensor, from original: Tensor) -> Float {
  changed.largestDifference(from: original) / original.largestMagnitude
}

extension Tensor {
  /// The matrix with one of its rows multiplied by `factor`.
  func scalingRow(_ row: Int, by factor: Float) -> Tensor {
    var result = self
    result[row: row] = self[row: row] * factor
    return result
  }
}
