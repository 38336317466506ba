import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// T4: the chain rule through attention.
  var oneAttention: Section {
    Section("Attention, and the way back", "T4") { page in
      page.claim("T4")
      page.text(
        """
        Attention is two products with a softmax between them, so its way back is made of what we have:
        from the outputs o to the values v and the weights p, through the softmax to the scores s, and
        from there to queries and keys. D is the number of features.
        """)
      page.formula(
        """
        forward    s = q kᵀ / √D        p = softmax(s)        o = p v
        backward   ∂v = pᵀ ∂o        ∂p = ∂o vᵀ        ∂s = p · (∂p − Σ p · ∂p)
                   ∂q = ∂s k / √D        ∂k = ∂sᵀ q / √D
        """,
        tex: #"""
          s = qk^\top/\sqrt D,\; p = \mathrm{softmax}(s),\; o = pv \qquad
          \partial v = p^\top\partial o,\; \partial p = \partial o\,v^\top,\;
          \partial s = p\odot(\partial p - \textstyle\sum p\odot\partial p) \qquad
          \partial q = \partial s\,k/\sqrt D,\; \partial k = \partial s^\top q/\sqrt D
          """#)
      page.text("The same as plain lines, for one head and a causal mask:")
      try page.source(
        of: "struct PlainAttention", in: "Chapters/Training/Experiments/PlainAttention.swift")
      var random = page.generator(4)
      let (tokens, features) = (4, 2)
      let tensors = (0..<4).map { _ in Tensor.normal(1, tokens, features, using: &random) }
      let (q, k, v, dOutputs) = (tensors[0], tensors[1], tensors[2], tensors[3])
      func rows(_ x: Tensor) -> [[Double]] {
        (0..<tokens).map { t in (0..<features).map { Double(x[0, t, $0]) } }
      }
      let (plain, mini) = page.code {
        let plain = PlainAttention(q: rows(q), k: rows(k), v: rows(v))
        let byHand = plain.backward(rows(dOutputs))

        let outputs = attention(queries: q, keys: k, values: v, mask: .causal)
        var (dq, dk, dv) = (
          Tensor(zeros: q.shape), Tensor(zeros: k.shape), Tensor(zeros: v.shape)
        )
        attentionBackward(
          dOutputs, queries: q, keys: k, values: v, outputs: outputs,
          mask: .causal, into: &dq, &dk, &dv)
        return (byHand, (dq, dk, dv))
      }
      page.backThroughAttention(PlainAttention(q: rows(q), k: rows(k), v: rows(v)), plain)

      // A loss whose gradient at the outputs is dOutputs: their sum, weighted with it.
      func loss(_ inputs: [[[Double]]]) -> Double {
        let o = PlainAttention(q: inputs[0], k: inputs[1], v: inputs[2]).outputs
        return zip(o.joined(), rows(dOutputs).joined()).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let (inputs, byHand) = ([rows(q), rows(k), rows(v)], [plain.dq, plain.dk, plain.dv])
      var (toMini, toSlopes) = (0.0, 0.0)
      for (i, tensor) in [mini.0, mini.1, mini.2].enumerated() {
        for t in 0..<tokens {
          for f in 0..<features {
            let slope = centralDifference { h in
              var moved = inputs
              moved[i][t][f] += h
              return loss(moved)
            }
            toMini = max(toMini, abs(byHand[i][t][f] - Double(tensor[0, t, f])))
            toSlopes = max(toSlopes, abs(byHand[i][t][f] - slope))
          }
        }
      }
      page.check(
        "T4", "by hand and by `Mini`, largest of 24 differences", toMini, isAtMost: 1e-5,
        decides: true)
      page.check(
        "T4", "by hand and by differences, largest of 24 differences", toSlopes, isAtMost: 1e-7)
      page.check(
        "T4", "the rows of ∂s add up to 0; furthest from it",
        plain.ds.map { abs($0.reduce(0, +)) }.max()!, isAtMost: 1e-12)
      page.check(
        "T4", "of 6 masked scores, those that get a gradient",
        (0..<tokens).reduce(0) { count, t in
          count + (t + 1..<tokens).filter { plain.ds[t][$0] != 0 }.count
        }, equals: 0)
      page.text(
        """
        The first row of ∂s is 0: whoever sees one token only has nothing to choose. Nothing here keeps
        the weights p longer than for one row: `Mini` computes them again on the way back, which costs
        less than reading them from memory.
        """)
    }
  }

  /// T5: the gradient of a whole model.
  var wholeModel: Section {
    Section("The whole model, checked", "T5") { page in
      page.claim("T5")
      page.text(
        """
        A model is these layers one after the other. Where a way leads past a layer, as the residual
        stream does, its gradient is added. To check all of it, we take a small model with everything in
        it, two texts, and for each of its weight tensors a step along its own gradient to both sides:
        the loss has to rise as fast as the gradient is long.
        """)
      let (model, texts) = try page.code {
        var small = TransformerConfiguration.smallLanguage
        (small.width, small.queryHeads, small.kvHeads) = (16, 4, 2)
        small.feedForwardWidth = 32
        let texts = SmallLanguage.texts(0..<2, words: 16, seed: page.options.seed)
        return (try Transformer(small, seed: page.options.seed), texts)
      }
      let rows = try page.code {
        var step = try TrainingStep(model.configuration, texts: 2, tokens: 16)
        var gradient = model.zeros
        _ = try step(texts, model, addingTo: &gradient)
        return try slopes(of: model, along: gradient, on: texts)
      }
      try page.source(of: "func slopes(", in: "Chapters/Training/Experiments/Slopes.swift")
      let shown = rows.filter { !$0.name.hasPrefix("blocks.1.") }
      page.table(
        """
        Of \(rows.count) tensors those of the first block and what lies outside of the blocks; the last
        column has to be 1:
        """,
        columns: ["tensor", "numbers", "length of the gradient", "slope along it", "ratio"],
        rows: shown.map {
          [
            "`\($0.name)`", $0.count.grouped, $0.length.significant(4), $0.slope.significant(4),
            ($0.slope / $0.length).fixed(4),
          ]
        })
      page.check(
        "T5", "slope over length of the gradient, all \(rows.count) tensors, furthest from 1",
        rows.map { abs($0.slope / $0.length - 1) }.max()!, isAtMost: 0.01, decides: true)
    }
  }
}
