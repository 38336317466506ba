import Base
import Mini
import Notebook
import TrainingExperiments

extension TrainingChapter {
  /// T4: the chain rule through attention.
  var oneAttention: Section {
    Section("Attention, and the way back", "T4") { page in
      page.result(
        "The rules for two products and a softmax, one after the other, are the way back of attention."
      )
      page.claim("T4")
      page.text(
        """
        Attention has scores s = q kᵀ / √D, weights p = softmax(s) row by row, and outputs o = p v; D is the
        number of features. So nothing new has to be derived. The outputs are a product with x = p and
        W = v; the weights are a softmax; the scores are a product with x = q and W = kᵀ / √D:
        """)
      page.formula(
        """
        o = p v         ∂v = pᵀ ∂o          ∂p = ∂o vᵀ
        p = softmax(s)  ∂s = p · (∂p − Σ p · ∂p)     row by row
        s = q kᵀ / √D   ∂q = ∂s k / √D      ∂k = ∂sᵀ q / √D
        """,
        tex: #"""
          o = pv:\; \partial v = p^\top\partial o,\; \partial p = \partial o\,v^\top \qquad
          p = \mathrm{softmax}(s):\; \partial s = p\odot(\partial p - \textstyle\sum p\odot\partial p) \qquad
          s = qk^\top/\sqrt D:\; \partial q = \partial s\,k/\sqrt D,\; \partial k = \partial s^\top q/\sqrt D
          """#)
      page.text(
        """
        A masked weight is 0, and ∂s has the factor p: so nothing comes back to what was masked. In plain
        lines, with `weights` for p and `dot` for the product of two rows:
        """)
      try page.source(
        of: "func backward", in: "Chapters/Training/Experiments/PlainAttention.swift")
      var random = page.generator(4)
      let (tokens, features) = (4, 2)
      let tensors = (0..<4).map { _ in Tensor.normal(1, tokens, features, using: &random) }
      let (q, k, v, dOutputs) = (tensors[0], tensors[1], tensors[2], tensors[3])
      func rows(_ x: Tensor) -> [[Double]] {
        (0..<tokens).map { t in (0..<features).map { Double(x[0, t, $0]) } }
      }
      let plain = PlainAttention(q: rows(q), k: rows(k), v: rows(v))
      let back = plain.backward(rows(dOutputs))
      page.backThroughAttention(plain, back)

      var mini = (q: q, k: k, v: v)
      page.deeper("`Mini`, and slopes that were measured, say the same of attention") { page in
        mini = page.code {
          let outputs = attention(
            queries: q, keys: k, values: v, mask: .causal)
          var (dq, dk, dv) = (
            Tensor(zeros: q.shape), Tensor(zeros: k.shape),
            Tensor(zeros: v.shape)
          )
          attentionBackward(
            dOutputs, queries: q, keys: k, values: v, outputs: outputs,
            mask: .causal, into: &dq, &dk, &dv)
          return (dq, dk, dv)
        }
        // A loss whose gradient at the outputs is dOutputs: their sum, weighted with it.
        func loss(_ inputs: [[[Double]]]) -> Double {
          let o = PlainAttention(q: inputs[0], k: inputs[1], v: inputs[2]).outputs
          return zip(o.joined(), rows(dOutputs).joined()).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (inputs, byHand) = ([plain.q, plain.k, plain.v], [back.dq, back.dk, back.dv])
        var toSlopes = 0.0
        for i in inputs.indices {
          for t in 0..<tokens {
            for f in 0..<features {
              let slope = centralDifference { h in
                var moved = inputs
                moved[i][t][f] += h
                return loss(moved)
              }
              toSlopes = max(toSlopes, abs(byHand[i][t][f] - slope))
            }
          }
        }
        page.check(
          "T4", "the rule by hand and differences agree in all 24 slopes", toSlopes,
          isAtMost: 1e-7, measuring: "largest difference")
        page.check(
          "T4", "the slopes of the scores of a query add up to 0",
          back.ds.map { abs($0.reduce(0, +)) }.max()!, isAtMost: 1e-12,
          measuring: "furthest of 4 rows")
        page.text(
          """
          `Mini` keeps the weights p no longer than for one row: it computes them again on the way back, which
          costs less than reading them from memory.
          """)
      }
      let differences = zip([back.dq, back.dk, back.dv], [mini.q, mini.k, mini.v]).map {
        hand, tensor in
        zip(hand.joined(), tensor.scalars).map { abs($0 - Double($1)) }.max()!
      }
      page.check(
        "T4", "the lines above and `Mini` agree in all 24 slopes", differences.max()!,
        isAtMost: 1e-5, measuring: "largest difference", decides: true)
      page.check(
        "T4", "nothing comes back to what was masked",
        exceptions: (0..<tokens).reduce(0) { count, t in
          count + (t + 1..<tokens).filter { back.ds[t][$0] != 0 }.count
        }, of: 6, "masked scores")
    }
  }
}
