import Base
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  var shortWay: [Step] {
    [order, adding, wish, turn, manySpeeds, cost, notPromised]
  }

  var whatToKeep: String {
    """
    *Keep:* in every head, turn queries and keys by their positions, pair by pair, each pair at a speed of
    its own. Of the two positions a score then sees the difference and nothing else. The pairs are pairs
    of *features* of one token, not of tokens.
    """
  }

  private var order: Step {
    Step("Does attention know the order of words?", proof: whyPositions) { page in
      var random = page.generator(1)
      let words = (0..<4).map { _ in Array(Tensor.normal(16, using: &random).scalars) }
      let sentence = [0, 1, 2, 3, 1].map { words[$0] }  // the, dog, chased, another, dog
      func apart(isCausal: Bool) -> Float {
        let outputs = plainAttention(sentence, sentence, sentence, isCausal: isCausal)
        return zip(outputs[1], outputs[4]).map { abs($0 - $1) }.max()!
      }
      page.text(
        """
        In “The dog chased another dog” both dogs have the same vector. Attention adds up what a word
        sees, and a sum has no order: if every word sees every other, the outputs of the two dogs differ by
        \(apart(isCausal: false).significant(2)). A causal mask lets the second dog see more words
        (difference \(apart(isCausal: true).significant(2))), and in one layer that is all that it tells.
        """)
      page.twoDogs()
    }
  }

  private var adding: Step {
    Step(
      "What if each word's vector gets a number for its place, by addition?", proof: sinusoids,
      pollution
    ) { page in
      var random = page.generator(6)
      let pair = ScorePair(width: headDimension, base: base, layout: layout, using: &random)
      page.text(
        """
        That was the first answer (2017): a vector of slow and fast waves, p and r for the two places, is added
        to the embeddings x and y once. It works. But the score (x + p) · (y + r) of two words has four terms, of
        which x · r and p · y depend on the places themselves. Two words 3 apart score \(pair.additive(0, 3).fixed(3)) here; both moved 1000
        places on, \(pair.additive(1000, 1003).fixed(3)). A model has to learn from examples that this is the
        same situation.
        """)
    }
  }

  private var wish: Step {
    Step("What do we want instead?", proof: relativeScores) { page in
      page.text(
        """
        Write f(x, m) for what becomes of a query or a key x at position m, with f(x, 0) = x. We want a score
        that sees the two vectors and the distance of their places:
        """)
      page.formula(
        "f(q, m) · f(k, n)  depends on m and n only through n − m",
        tex: #"f(q, m) \cdot f(k, n) = g(q, k, n - m)"#)
      page.text(
        """
        Set m = n: the score is that at distance 0, so f keeps every product of two vectors, that is, all
        lengths and angles. With f(x, 0) = x, and no leaps, it can only *turn* them. Set m = 0: the turns of
        two positions differ by the turn of their distance, so turns add up. In a plane, then, position m
        means: turn by m times a fixed angle θ.
        """)
      page.turnedPair()
    }
  }

  private var turn: Step {
    Step("A head has more than two features. What is turned, and where?", proof: rotations, layouts)
    { page in
      page.text(
        """
        These turns of d dimensions (d even) share axes along which they are d/2 turns in planes that do not mix,
        and choosing axes is what the learned matrices before it do anyway. So each query and each key of
        each head is cut into pairs of features, after Wq and Wk and before their product, and pair i turns
        by m θᵢ. Values are not turned: they are what is handed over, not what is compared.
        """)
      try page.source(
        of: "func plainRotation(", in: "Chapters/RoPE/Experiments/PlainRotation.swift")
      func score(_ m: Int, _ n: Int) -> Float {
        let q = plainRotation([1, 0], position: m, base: base, halves: false)
        let k = plainRotation([1, 0], position: n, base: base, halves: false)
        return q[0] * k[0] + q[1] * k[1]
      }
      page.text(
        """
        By hand, with q = k = (1, 0) and θ = 1: at positions 3 and 1 the score is cos 3 cos 1 + sin 3 sin 1
        = \(score(3, 1).fixed(3)), and at 7 and 5 it is \(score(7, 5).fixed(3)). Both are cos 2.
        """)
    }
  }

  private var manySpeeds: Step {
    Step("Why does each pair have a speed of its own?", proof: rotations) { page in
      let frequencies = RotaryEmbedding(headDimension: 64).frequencies
      func mean(_ distance: Double) -> Double {
        frequencies.map { Double.cos(distance * $0) }.reduce(0, +) / Double(frequencies.count)
      }
      page.text(
        """
        With one radian per position a word 44 places away looks like the word itself: cos 44 =
        \(Double.cos(44).fixed(4)). With one slow speed neighbours look alike. A clock has several hands for
        the same reason. With 32 pairs, θᵢ = 10 000^(−i/32), the mean of all cosines is \(mean(44).fixed(2))
        at distance 44 and \(mean(710).fixed(2)) at 710, where cos 710 alone is \(Double.cos(710).fixed(4)).
        """)
      page.clockHands(SinusoidalEncoding(dimensions: 64))
    }
  }

  private var cost: Step {
    Step("What does it cost?", proof: time, pollution) { page in
      let width = 512
      // Two for each of the d features of the query and of the key; a block has 12 d² weights.
      let share = Double(4 * width) / Double(12 * width * width)
      page.text(
        """
        Nothing to learn, and nothing more to cache: a key is turned once, at its own position. Four multiplications for a pair make \(share.percent(2)) of those in a block of
        width \(width), and the share falls as blocks get wider.
        """)
    }
  }

  private var notPromised: Step {
    Step("What does it not promise?", proof: decay, longerContexts, readLong, layouts) { page in
      var random = page.generator(70)
      let query = Tensor.normal(1, 128, using: &random)
      let rope = RotaryEmbedding(headDimension: 128)
      let key = rope(query, positions: [distance])
      let scores = (0...256).map { dot(query, rope(key, positions: [-$0])) }
      let peak = scores.indices.max { scores[$0] < scores[$1] }!
      var longer = ""
      if let kept = try StudyTable.kept(.positions(seeds: Study.keptSeeds)) {
        let parts = Study.positionParts.map(Study.name)
        func loss(_ part: Int) -> Double {
          let losses = kept.values(parts[part], "rotary")
          return losses.reduce(0, +) / Double(losses.count)
        }
        longer = """
          In the kept runs of five seeds, models trained on 32 words are \(loss(0).fixed(2)) nats a word above
          the best possible loss there, and \(loss(1).fixed(2)) in words 33 to 64. Slowing the slow
          pairs helps.
          """
      }
      page.list(
        """
        *Decay.* A bound on scores falls with distance, in waves; a score need not. For any distance there is
        a key that prefers it: one made for \(distance) scores highest at \(peak).
        """,
        """
        *Longer texts.* Slow pairs never finished a turn in training, so beyond the trained length they
        meet new angles. \(longer)
        """,
        """
        *One layout.* Pairs of neighbours, or one feature of each half: both are right, and silently wrong
        when weights made for one are read as the other.
        """)
    }
  }
}
