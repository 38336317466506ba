import Experiments
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P1: reading texts longer than those of the training.
  var longerContexts: Section {
    Section("Longer contexts: squeeze, do not stretch", "P1") { page in
      page.result(
        """
        Dividing positions keeps a longer text within known angles; better schemes spare the fast pairs.
        """)
      try schemes(page)
      try page.deeper("Beyond known positions a score may explode, between them not") {
        page in
        try extrapolation(page)
        bounds(page)
      }
    }
  }

  private func extrapolation(_ page: Page) throws {
    page.text(
      """
      A rotary code exists for every position, but a model has only learned to use those it has
      seen. Chen et al., 2023, look at a score as a function of the distance s: a sum of waves whose
      coefficients a model learns. We fit the coefficients to random numbers at s = 0 … 2047, and
      ask for values *between* these positions and *beyond* them:
      """)
    page.formula(
      "a(s) = Σⱼ Aⱼ sin(s θⱼ) + Bⱼ cos(s θⱼ)",
      tex: #"a(s) = \sum_{j} A_j \sin(s\,\theta_j) + B_j \cos(s\,\theta_j)"#)
    var random = page.generator(10)
    let targets = (0..<2048).map { _ in random.normal() }
    let encoding = SinusoidalEncoding(dimensions: 128)
    try page.source(
      of: "struct SumOfWaves", in: "Chapters/RoPE/Experiments/SumOfWaves.swift")
    let results = try page.code {
      let fit = LeastSquares((0..<2048).map { encoding.values(at: Double($0)) })
      // The waves are nearly dependent, so the fit needs a ridge: a small
      // price on large coefficients.
      return try [1e-8, 1e-6, 1e-4, 1e-2, 1].map { ridge in
        let weights = try fit.factorized(ridge: ridge).solve(targets)
        let a = SumOfWaves(encoding: encoding, weights: weights)
        return (
          ridge: ridge, inside: a.largest(from: 0, to: 2047, by: 1),
          between: a.largest(from: 0, to: 2047.5, by: 0.5),
          beyond: a.largest(from: 2048, to: 4095, by: 1)
        )
      }
    }
    page.table(
      "Largest |a(s)|; read from left to right, then down:",
      columns: ["ridge", "fitted, 0 … 2047", "between", "beyond, 2048 … 4095"],
      rows: results.map { row in
        [
          row.ridge.scientific(1), row.inside.significant(2), row.between.significant(2),
          row.beyond.significant(3),
        ]
      })
    page.text(
      """
      Between the positions the function stays as small as on them; beyond, it explodes. *How far*
      is a matter of the ridge (the paper shows one fit, beyond 8000, and notes in sec. 2.3 that
      regularisation tames it): with a ridge of 1, hardly at all. So a score may explode, and need
      not.
      """)
    let first = results[0]
    page.check(
      "P1", "between the positions, the fit is at most twice as large as on them",
      results.map { $0.between / $0.inside }.max()!, isAtMost: 2)
    page.check(
      "P1", "beyond them, with a ridge of 1e-8, it is this many times as large",
      first.beyond / first.inside, isAtLeast: 100)
    page.check(
      "P1", "a ridge of 1 tames it: beyond, relative to the smallest ridge",
      results.last!.beyond / first.beyond, isAtMost: 0.1)
  }

  private func bounds(_ page: Page) {
    let bounds = ScoreBounds(dimensions: 128)
    let between = 1 / bounds.interpolation() * 128
    let lowest = (0...4096).min {
      bounds.partialSums(atDistance: Double($0)) < bounds.partialSums(atDistance: Double($1))
    }!
    let far = bounds.partialSums(atDistance: 61_061)
    page.text(
      """
      Theorem 2.1 of the paper: half-way between two positions, a score is off the straight line
      through its neighbours by at most d / \(between.fixed(2)) times the largest coefficient;
      outside, the only bound is 2 Σ|Sⱼ| times that coefficient, with the sums of section 7. The
      paper's ratio of about 600 between the bounds takes Σ|Sⱼ| to be at least d, here 128. Up to a
      distance of 4096 that holds (the lowest value is
      \(bounds.partialSums(atDistance: Double(lowest)).fixed(1)) at \(lowest.grouped)); at 61 061
      the sum is \(far.fixed(1)).
      """)
    page.check(
      "P1", "32 ln 10 000, the denominator of the interpolation bound", between, is: 294.73,
      within: 0.005)
    page.check(
      "P1", "lowest Σ|Sⱼ| up to distance 4096, at least d",
      bounds.partialSums(atDistance: Double(lowest)), isAtLeast: 128)
    page.check("P1", "Σ|Sⱼ| at distance 61 061", far, is: 77.2, within: 0.05)
  }

  private func schemes(_ page: Page) throws {
    page.text(
      """
      *Position interpolation* divides every position by s, and squeezes the fast pairs too, which tell neighbours
      apart. *NTK-aware* scaling enlarges the base to base · s^(d/(d−2)): the slowest pair is squeezed by s, the
      fastest not at all. *YaRN* (Peng et al., 2023) leaves pairs with more than 32 turns in the trained context
      alone and squeezes those with fewer than one; between is a ramp.
      """)
    let context = context
    let factor = factor
    let d = headDimension
    page.deeper("How many times slower each pair turns, scheme by scheme") { page in
      page.squeezed(known: 5)
      let (plain, scaled) = page.code {
        let schemes: [RotaryScaling] = [
          .interpolation(factor: factor), .ntkAware(factor: factor),
          .yarn(factor: factor, originalContext: context, ramp: .pairs()),
          .yarn(factor: factor, originalContext: context, ramp: .turns),
        ]
        return (
          RotaryEmbedding(headDimension: d, base: base),
          schemes.map { scheme in
            RotaryEmbedding(headDimension: d, base: base, scaling: scheme)
          }
        )
      }
      page.plot(
        """
        How many times slower each pair turns (trained on \(context.grouped) tokens, read \(factor.typed) times as
        many). Look for the pair at which each curve leaves 1, and for where it ends:
        """,
        x: .linear("pair i, fast to slow"), y: .linear("times slower"), for: "times as many tokens",
        Set([2, 4, 8, 16, 32, factor]).sorted().map { factor in
          let schemes: [(String, RotaryScaling)] = [
            ("interpolation", .interpolation(factor: factor)),
            ("NTK-aware", .ntkAware(factor: factor)),
            ("YaRN over pairs", .yarn(factor: factor, originalContext: context, ramp: .pairs())),
            ("YaRN over turns", .yarn(factor: factor, originalContext: context, ramp: .turns)),
          ]
          var choice = Plot.Choice(factor.typed)
          choice.series = schemes.map { name, scheme in
            let rope = RotaryEmbedding(headDimension: d, base: base, scaling: scheme)
            let slower = zip(plain.frequencies, rope.frequencies).map { $0 / $1 }
            return .line(name, slower.enumerated().map { (Double($0), $1) })
          }
          return choice
        }, shown: factor.typed)
      var random = page.generator(100)
      let x = Tensor.normal(4, d, using: &random)
      let divided = plain(x, positions: [0, 10, 100, 1000].map { Double($0) / factor })
      page.check(
        "P1", "interpolation is the plain rotation at divided positions",
        scaled[0](x, positions: [0, 10, 100, 1000]).largestDifference(from: divided), isAtMost: 1e-5
      )
    }
    page.live(liveWavelengths)
    try page.deeper("Formulas and both ramps of YaRN, in numbers") { page in
      page.text(
        """
        YaRN also makes queries and keys a little longer, which sharpens the weights of attention. The paper's
        ramp runs over the *turns* that a pair makes (eq. 17 and 18), that of its authors' code, and of
        transformers and llama.cpp, over the *number* of the pair. Only the ends are the same: turns fall off by
        a factor from pair to pair, so over turns most of the ramp is squeezed almost in full. In `Mini`:
        """)
      try page.source(
        of: "public func frequencies(base: Double, dimensions: Int)",
        in: "Sources/Mini/Positions/RotaryScaling.swift")
      page.text("For d = 128 and base 10 000 the published formulas give:")
      func ntkBase(_ factor: Double) -> Double {
        RotaryScaling.ntkAware(factor: factor).base(10_000, dimensions: 128)
      }
      let factors = [2.0, 4, 8, 16, 32]
      page.table(
        columns: ["s"] + factors.map(\.typed),
        rows: [
          ["NTK-aware base"] + factors.map { ntkBase($0).significant(6) },
          ["YaRN's factor on q and k"]
            + factors.map {
              RotaryScaling.yarn(factor: $0, originalContext: 4096).attentionFactor.fixed(3)
            },
        ])
      page.check(
        "P1", "NTK-aware bases that agree with the formula by hand",
        zip(factors, [20_221, 40_890, 82_685, 167_199, 338_097]).count {
          Int(ntkBase($0).rounded()) == $1
        },
        equals: 5)
      let counts = [4096, 2048].map { context in
        RotaryEmbedding(headDimension: 128, scaling: .yarn(factor: 16, originalContext: context))
          .pairCounts
      }
      page.table(
        "YaRN's sorting of the 64 pairs:",
        columns: ["trained context", "left alone", "on the ramp", "squeezed"],
        rows: zip([4096, 2048], counts).map { context, count in
          [context.grouped, "\(count.untouched)", "\(count.ramped)", "\(count.interpolated)"]
        })
      page.check(
        "P1", "YaRN's counts that agree: 21/25/18 at 4096 and 17/24/23 at 2048",
        zip(
          counts.flatMap { [$0.untouched, $0.ramped, $0.interpolated] }, [21, 25, 18, 17, 24, 23]
        ).count { $0 == $1 }, equals: 6)
      let published = [RotaryScaling.Ramp.pairs(), .turns].map { ramp in
        RotaryScaling.yarn(factor: 16, originalContext: 4096, ramp: ramp)
          .frequencies(base: 10_000, dimensions: 128)
      }
      let ratios = zip(published[0], published[1]).map { $0 / $1 }
      let farthest = ratios.indices.max { ratios[$0] < ratios[$1] }!
      page.text(
        """
        For a trained context of 4096 read 16 times as long, the two ramps part by more than a
        hundredth at \(ratios.count { abs($0 - 1) > 0.01 }) of the 64 pairs, most at pair \(farthest),
        which turns \(ratios[farthest].fixed(2)) times as fast over pairs as over turns: a published
        model needs the ramp that it was trained with. Llama 3.1 has the paper's, over turns, from 1
        to 4 of them, and leaves queries and keys as long as they are (its published configuration).
        """)
      page.check(
        "P1",
        "between the ends, the two ramps of YaRN differ: the largest ratio of two frequencies",
        ratios[farthest], is: 3.04, within: 0.005)
      page.check(
        "P1", "and at the ends they agree: largest relative difference of the first and last pair",
        [ratios[0], ratios[63]].map { abs($0 - 1) }.max()!, isAtMost: 1e-12)
    }
    page.deeper("What the papers measured, in perplexity") { page in
      page.text(
        """
        LLaMA 7B, trained on 2048 tokens, has more than 1000 at 4096;
        interpolated to 8192 and fine-tuned, 6.96 there and 6.95 at 8192; without fine-tuning 16.10
        (Chen et al., 2023, Tables 1 and 3). Llama-2 7B at 8192 tokens, twice its context: 3.34
        interpolated, 3.59 NTK-aware, 3.35 YaRN; at 10 240: 8.07, 6.24 and 6.04 (Peng et al., 2023,
        Table 1; with the authors' code, so with the ramp over pairs).
        """)
    }
  }
}
