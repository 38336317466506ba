import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P0: without a mask, attention cannot tell two equal tokens apart.
  var whyPositions: Section {
    Section("Why positions: two dogs", "P0") { page in
      page.result(
        """
        Without a mask attention gives equal words equal outputs: it sees a bag of words. A causal mask lets some
        order through.
        """)
      page.claim("P0")
      page.text(
        """
        “The dog chased another dog”: only the order says which dog runs in front. Attention makes of each token a
        query q, a key k and a value v, of d features. Softmax turns the scores q · k into weights that add up to 1,
        by which values are added up (Vaswani et al., 2017, eq. 1):
        """)
      page.formula(
        "outputₘ = Σₙ softmaxₙ(qₘ · kₙ / √d) vₙ",
        tex: #"""
          \mathrm{output}_m = \sum_n \mathrm{softmax}_n\Big(\frac{q_m \cdot k_n}{\sqrt d}\Big)\, v_n
          """#)
      try page.source(
        of: "func plainAttention(", in: "Chapters/RoPE/Experiments/PlainAttention.swift")
      page.text(
        """
        Each *word* gets a random vector (`words`), the same for both dogs; three matrices are random too.
        """)
      page.twoDogs()
      page.expect(
        "Both dogs have the same vector. Do they get the same output if every token sees every other?",
        answer: """
          Yes: the same query meets the same keys, and the sum over values does not care where they stand.
          """)
      var random = page.generator(1)
      // With fewer features a dog may happen to see little else than itself.
      let width = max(16, headDimension)
      let scale = 1 / Double(width).squareRoot()
      let words = Tensor.normal(4, width, using: &random)
      let wq = Tensor.normal(width, width, deviation: scale, using: &random)
      let wk = Tensor.normal(width, width, deviation: scale, using: &random)
      let wv = Tensor.normal(width, width, deviation: scale, using: &random)

      let (attend, apart, apartCausal) = page.code {
        func attend(_ sentence: [Int], _ mask: AttentionMask) -> Tensor {
          let x = Tensor.concatenate(sentence.map { words[rows: $0..<$0 + 1] })
          return attention(
            queries: matmul(x, wq).splitHeads(1),
            keys: matmul(x, wk).splitHeads(1),
            values: matmul(x, wv).splitHeads(1), mask: mask
          ).mergeHeads()
        }
        let sentence = [0, 1, 2, 3, 1]  // the, dog, chased, another, dog
        let free = attend(sentence, .none)  // everybody sees everybody
        let causal = attend(sentence, .causal)  // nobody sees what comes later
        return (
          attend, free[row: 1].largestDifference(from: free[row: 4]),
          causal[row: 1].largestDifference(from: causal[row: 4])
        )
      }
      let x = Tensor.concatenate([0, 1, 2, 3, 1].map { words[rows: $0..<$0 + 1] })
      let typed = [false, true].map { isCausal in
        let qkv = [wq, wk, wv].map { w in (0..<5).map { Array(matmul(x, w)[row: $0].scalars) } }
        let outputs = plainAttention(qkv[0], qkv[1], qkv[2], isCausal: isCausal)
        return Tensor(outputs)
          .largestDifference(from: attend([0, 1, 2, 3, 1], isCausal ? .causal : .none))
      }
      page.check(
        "P0", "attention as typed and `Mini`'s, with and without a mask: largest difference",
        typed.max()!, isAtMost: 1e-5)
      page.table(
        "Largest difference between the outputs of the two dogs:",
        columns: ["mask", "difference"],
        rows: [
          ["none (an encoder)", apart.significant(2)],
          ["causal (a decoder)", apartCausal.significant(2)],
        ])
      page.check(
        "P0", "without a mask, the two dogs get the same output, bit for bit", apart, equals: 0.0,
        decides: true)

      page.deeper("Shuffled tokens give shuffled outputs") { page in
        page.text(
          """
          Shuffling the tokens only shuffles the outputs: attention sees a bag of words.
          """)
        let shuffled = page.code {
          let order = [3, 0, 4, 2, 1]
          let sentence = [0, 1, 2, 3, 1]
          let straight = attend(sentence, .none)
          let mixed = attend(order.map { sentence[$0] }, .none)
          return order.indices.map { i in
            mixed[row: i].largestDifference(from: straight[row: order[i]])
          }.max()!
        }
        page.check(
          "P0", "shuffled tokens give shuffled outputs, up to rounding", shuffled, isAtMost: 1e-5)
      }
      page.check(
        "P0", "with a causal mask the two dogs differ", apartCausal, isAtLeast: 1e-4)
      page.deeper("A decoder learns nearly as well without positions, an encoder does not") {
        page in
        page.text(
          """
          The second row of the table is not zero: in a *causal* model the first dog sees two tokens
          and the second five, so the mask itself lets positions through. A decoder can therefore be
          trained without any encoding, an encoder hardly (Haviv et al., 2022). Perplexity says
          between how many tokens a model hesitates on average:
          """)
        page.table(
          "Perplexity with and without positions (Haviv et al., 2022, Tables 1 and 4; lower is better):",
          columns: ["model", "no positions", "with positions"],
          rows: [
            ["causal, WikiText-103", "20.97", "20.16"],
            ["causal, the Pile", "13.10", "12.93"],
            ["masked (Table 4)", "147.18", "4.07"],
          ])
      }
    }
  }
}
