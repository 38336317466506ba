import Base
import KVCacheExperiments
import Mini
import Notebook

extension KVCacheChapter {
  /// K7, E11: counted operations are those of the formulas, and so are their ratios.
  var countedWork: Section {
    Section("How much work is saved: counting", "K7", "E11") { page in
      page.result(
        """
        Without a cache the linear layers' work grows with the square of the length and attention's with its
        cube; a cache takes one power off each.
        """)
      page.claim("K7")
      page.deeper("The formulas, for any prompt") { page in
        page.text(
          """
          Write N tokens after a prompt of P. Without a cache the rounds see t = P, P+1, …, P+N−1
          tokens; with one, P+N−1 tokens go in altogether. A token costs c multiply–adds in the linear
          layers, and 2·L·H·dh for every token that it attends to, over L layers with H query heads of
          dh features:
          """)
        page.formula(
          """
          linear     without  c · Σ t         with  c · (P+N−1)
          attention  without  2·L·H·dh · Σ t(t+1)/2
                     with     2·L·H·dh · (P+N−1)(P+N)/2
          """,
          tex: #"""
            c\sum_{t=P}^{P+N-1} t \;\to\; c\,(P+N-1), \qquad
            2LHd_h\sum_{t=P}^{P+N-1}\tfrac{t(t+1)}{2} \;\to\; 2LHd_h\,\tfrac{(P+N-1)(P+N)}{2}
            """#)
      }
      page.text(
        """
        N tokens after one take (N+1)/2 times the work in the linear layers and (N+2)/3 times in attention.
        """)
      page.workByRound(rounds: 6)
      page.expect(
        "Four times as many tokens: by which factor does the saving of the linear layers grow?",
        answer: """
          By about four: without a cache the passes grow with the square of N, with one in proportion.
          """)
      let decoder = try page.decoder(Self.small)
      let lengths = page.options.quick ? [4, 16, 64] : [4, 16, 64, 256]
      let counts = try lengths.map { n in
        let (without, with) = (OperationCounter(), OperationCounter())
        var cache = try decoder.makeCache(capacity: n)
        _ = try without.counting { try decoder.generate(from: [0], newTokens: n) }
        _ = try with.counting { try decoder.generate(from: [0], newTokens: n, cache: &cache) }
        return (without, with)
      }
      func counted(_ count: (OperationCounter) -> Int) -> [(Double, Double)] {
        zip(lengths, counts).map { n, pair in
          (Double(n), Double(count(pair.0)) / Double(count(pair.1)))
        }
      }
      page.plot(
        """
        Multiply–adds without over with a cache, counted by a small model, on the lines of the formulas. Look at
        how both grow in proportion to N.
        """,
        x: .logarithmic("N, new tokens"), y: .logarithmic("without over with"),
        .line("(N+1)/2", lengths.map { (Double($0), Double($0 + 1) / 2) }),
        .line("(N+2)/3", lengths.map { (Double($0), Double($0 + 2) / 3) }),
        .points("linear layers", counted(\.linearMultiplyAdds)),
        .points("attention", counted(\.attentionMultiplyAdds)))
      let off = zip(lengths, counts).map { n, pair in
        let linear = Double(pair.0.linearMultiplyAdds) / Double(pair.1.linearMultiplyAdds)
        let attention = Double(pair.0.attentionMultiplyAdds) / Double(pair.1.attentionMultiplyAdds)
        return (abs(linear - Double(n + 1) / 2), abs(attention - Double(n + 2) / 3))
      }
      page.check(
        "K7", "linear layers: without over with the cache is exactly (N+1)/2",
        exceptions: off.count { $0.0 != 0 }, of: off.count, "lengths", decides: true)
      page.check(
        "K7", "attention: without over with the cache is exactly (N+2)/3",
        exceptions: off.count { $0.1 != 0 }, of: off.count, "lengths")

      try page.deeper("Your prompt, and the shape of GPT-2") { page in
        page.text(
          """
          The formulas hold for any model and any prompt, so they must give what the model of this run
          counts with your prompt.\(whyFewer(written, newTokens))
          """)
        page.working(on: "writing without a cache", 0)
        let own = try page.decoder(configuration)
        let (without, with) = (OperationCounter(), OperationCounter())
        var cache = try own.makeCache(capacity: capacity)
        _ = try without.counting { try own.generate(from: promptTokens, newTokens: written) }
        _ = try with.counting {
          try own.generate(from: promptTokens, newTokens: written, cache: &cache)
        }
        let formula = Work(configuration, prompt: promptTokens.count, new: written)
        let pairs = [
          ("linear, without cache", without.linearMultiplyAdds, formula.linearWithout),
          ("linear, with", with.linearMultiplyAdds, formula.linearWith),
          ("attention, without cache", without.attentionMultiplyAdds, formula.attentionWithout),
          ("attention, with", with.attentionMultiplyAdds, formula.attentionWith),
        ]
        page.table(
          "P = \(promptTokens.count), N = \(written), \(layers) layers of \(modelWidth) features:",
          columns: ["", "counted", "formula"],
          rows: pairs.map { [$0.0, $0.1.grouped, $0.2.grouped] })
        page.check(
          "K7", "the model of this run counts what the formulas give",
          exceptions: pairs.count { $0.1 != $0.2 }, of: pairs.count, "counts")

        page.text(
          """
          And for a model that would take too long here, GPT-2 with 124 million weights, 4 tokens of
          prompt, 200 new ones:
          """)
        let gpt2 = Work(.gpt2Small, prompt: 4, new: 200)
        page.check(
          "K7", "GPT-2: ratio of the linear layers", gpt2.linearRatio, is: 102.0, within: 0.05)
        page.check(
          "K7", "GPT-2: ratio of attention", gpt2.attentionRatio, is: 68.3, within: 0.05)
      }
      try page.deeper("A step is linear with a cache, a text still quadratic") { page in
        page.correction("E11")
        page.text(
          """
          One often reads that the cache turns “quadratic” into “linear”, without being told of what.
          We double the length from \(lengths.last! / 2) to \(lengths.last!) tokens and count again: a
          factor of 2 means linear, 4 quadratic, 8 cubic (a little less, since small terms count too):
          """)
        let growth = try Growth(of: decoder, from: lengths.last! / 2)
        page.table(
          "d is the width, t the length at one step, n that of the whole text:",
          columns: ["", "without cache", "factor", "with cache", "factor"],
          rows: [
            ("one step, linear layers", "t · d²", "d²"), ("one step, attention", "t² · d", "t · d"),
            ("whole text, linear layers", "n² · d²", "n · d²"),
            ("whole text, attention", "n³ · d", "n² · d"),
          ].enumerated().map { i, row in
            [
              row.0, row.1, growth.factors[2 * i].fixed(2), row.2,
              growth.factors[2 * i + 1].fixed(2),
            ]
          })
        page.check(
          "K7", "rounded to a power of two, the factors are those of the table",
          exceptions: zip(growth.factors, [1, 0, 2, 1, 2, 1, 3, 2])
            .count { Int(Double.log2($0).rounded()) != $1 },
          of: growth.factors.count, "factors")
      }
      page.deeper("The downsides, of which two grow with the length") { page in
        page.list(
          "*Memory* grows with every token, by the same number of bytes (section 7).",
          """
          *Reading it back*: each new token reads all keys and values, so even with a cache a step
          becomes slower as the text grows, if slowly (section 6).
          """,
          "*Care*: positions go on from the cache, and another text needs a reset (section 12).",
          """
          *No use in training*, where all tokens of a text are there from the start and weights change
          with every step, which makes old keys wrong.
          """)
      }
    }
  }
}
