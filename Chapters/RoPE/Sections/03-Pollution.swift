import Base
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P6, P2, E8: what adding a position does to the content, and the drawbacks of absolute codes.
  var pollution: Section {
    Section("What adding does to the content", "P6", "P2", "E8") { page in
      page.result(
        """
        Three of the four terms of a score hold a position; how much that drowns depends on how long embeddings
        are.
        """)
      page.claim("P6")
      page.correction("E8")
      var random = page.generator(4)
      let width = 512
      let pollution = Pollution(width: width, using: &random)
      page.deeper("The four terms of a score, with and without the factor √d") { page in
        page.text(
          """
          A score of two tokens with embeddings x and added positions p has four terms (RoFormer, eq. 6), and only
          the first is about what the tokens *mean*:
          """)
        page.formula(
          """
          (xₘ + pₘ)ᵀ Wqᵀ Wk (xₙ + pₙ) = xₘᵀ Wqᵀ Wk xₙ + xₘᵀ Wqᵀ Wk pₙ
                                      + pₘᵀ Wqᵀ Wk xₙ + pₘᵀ Wqᵀ Wk pₙ
          """,
          tex: #"""
            \begin{aligned} (x_m+p_m)^\top W_q^\top W_k (x_n+p_n)
            &= x_m^\top W_q^\top W_k x_n + x_m^\top W_q^\top W_k p_n \\
            &+ p_m^\top W_q^\top W_k x_n + p_m^\top W_q^\top W_k p_n \end{aligned}
            """#)
        let (plain, scaled) = page.code {
          // Embeddings start with deviation 1/√d. The original transformer
          // multiplies them by √d before it adds the position (Vaswani et al.,
          // sec. 3.4); many copies do not.
          let root = Double(width).squareRoot()
          return (pollution.terms(scale: 1), pollution.terms(scale: root))
        }
        page.table(
          "The four terms for a token at 3 and one at 10, d = \(width), scores divided by √d:",
          columns: ["term", "embedding alone", "embedding × √d"],
          rows: zip(Pollution.names, zip(plain, scaled)).map { name, terms in
            [name, terms.0.significant(3), terms.1.significant(3)]
          })
        page.check(
          "P6", "the four terms add up to the whole score, with and without √d",
          max(
            pollution.remainder(scale: 1), pollution.remainder(scale: Double(width).squareRoot())),
          isAtMost: 1e-4)
        page.text(
          """
          Without √d the content is drowned out: compare the first line with the others. Signs and
          sizes are an accident of these random weights; what decides is how long the vectors are.
          """)
      }
      let after = pollution.effects()
      page.text(
        """
        The first transformer multiplies embeddings by √d before it adds the position (Vaswani et al., 2017, sec.
        3.4), many copies do not. A rotation acts on queries and keys only.
        """)
      page.addedAndTurned()
      page.table(
        "Added to the embedding, to the embedding × √d, and the query rotated instead:",
        columns: ["", "added", "added, × √d", "rotated"],
        rows: [
          [
            "length of the content", after.plain.content.fixed(2), after.scaled.content.fixed(2),
            after.rotary.before.fixed(2),
          ],
          [
            "length of the position", after.plain.position.fixed(2),
            after.scaled.position.fixed(2), "none",
          ],
          [
            "length afterwards", after.plain.sum.fixed(2), after.scaled.sum.fixed(2),
            after.rotary.after.fixed(2),
          ],
          [
            "cosine before/after", after.plain.cosine.fixed(3), after.scaled.cosine.fixed(3),
            after.rotary.cosine.fixed(3),
          ],
          [
            "values changed by", after.plain.valueChange.percent(0),
            after.scaled.valueChange.percent(0), "never turned",
          ],
        ])
      page.check(
        "P6", "without √d the position is about √(d/2) = 16 times as long as the content",
        after.plain.position / after.plain.content, is: 16, within: 4)
      page.check(
        "P6", "with √d the content is about √2 times as long as the position",
        after.scaled.content / after.scaled.position, is: 1.414, within: 0.3, decides: true)
      page.check(
        "P6", "rotation keeps the length of a query, relative change",
        abs(after.rotary.after / after.rotary.before - 1), isAtMost: 1e-6)
      page.text(
        """
        “Pollute” is fair without √d and exaggerated with it. A turn changes directions as much, but the key turns
        too, and only the difference is left. And this is before training: learned positions start as small as
        embeddings, and sinusoids fill few directions of d, so a projection can learn to separate them.
        """)

      page.claim("P2")
      let drawbacks = Drawbacks(using: &random)
      page.deeper("Six drawbacks of added positions, each with its number") { page in
        page.list(
          """
          *A table ends.* GPT-2 small stores 1024 × 768 = \((1024 * 768).grouped) numbers for its
          positions (Radford et al., 2019). Asked for one more, ours says: “\(drawbacks.beyondTheTable)”.
          """,
          """
          *A formula does not end, the model does.* Trained on 512 tokens, sinusoids go from perplexity
          20.05 to 43.5 at 1012 tokens and 406 at 15 512; rotary from 20.07 to 21.37 and 79.3; ALiBi, a
          bias on the score, improves from 19.73 to 18.31 (Press et al., 2021, Table 2).
          """,
          """
          *Content and position share the same numbers*, values included: above, the values changed by
          \(after.scaled.valueChange.percent(0)) even with √d.
          """,
          """
          *Distance is not explicit.* Moving both tokens by up to 100 positions changes the additive score by up
          to \(drawbacks.additiveShift.significant(2)) and the rotary score by at most
          \(drawbacks.rotaryShift.significant(1)) (section 5).
          """)
        page.list(
          """
          *The position is injected once*, below layer 1: in GPT-2 small 1 injection for 12 layers,
          with rotary embedding 12.
          """,
          """
          *It does not fit linear attention*, which multiplies feature maps instead of taking a softmax.
          With φ(x) = elu(x) + 1, rotating after φ keeps the score a function of distance (change
          \(drawbacks.linearRotaryShift.significant(1)) under a shift); adding before it does not
          (\(drawbacks.linearAdditiveShift.significant(2))). RoFormer's eq. 19 turns the numerator only, so its
          weights may be negative and need not add up to 1.
          """,
          """
          *In fairness:* at the trained length of 512 tokens sinusoids and rotary are equal, 20.05 and
          20.07 (Press et al., 2021, Table 2), as learned codes and sinusoids are, 4.92 (Vaswani et
          al., 2017, Table 3, row E and base).
          """)
        page.check(
          "P2", "linear attention: the additive score changes", drawbacks.linearAdditiveShift,
          isAtLeast: 1e-3)
        page.check(
          "P2", "linear attention: the rotary score does not", drawbacks.linearRotaryShift,
          isAtMost: 1e-5)
      }
      page.check(
        "P2", "positions of a 1024-row table that have a code, of the first 2048",
        drawbacks.codedPositions, equals: 1024)
      page.check(
        "P2", "an additive score changes when both tokens move, in units of its own size",
        drawbacks.additiveShift, isAtLeast: 1e-3, decides: true)
      page.check(
        "P2", "a rotary score does not, in the same units", drawbacks.rotaryShift, isAtMost: 1e-5)
    }
  }
}
