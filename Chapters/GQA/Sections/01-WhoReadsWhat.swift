import Base
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G2: which query head reads which kv head, and what shapes follow.
  var whoReadsWhat: Section {
    Section("Who reads what", "G2") { page in
      page.result(
        """
        Query head h reads kv head ⌊h / (H/G)⌋: neighbours share, and only the key and value matrices get smaller.
        """)
      page.claim("G2")
      page.text(
        """
        In multi-head attention every head has three projections of its own: queries, keys and values.
        In each head, the query of a token is compared with the keys of the tokens up to it, and the
        values of these tokens are added up with the weights that come of it.

        The paper sorts the H query heads into G groups of neighbours and leaves each group one key
        head and one value head. Query head h then reads kv head ⌊h / (H/G)⌋. With G = H nothing is
        shared: that is multi-head attention. With G = 1 everybody reads the same head: multi-query
        attention (Ainslie et al., 2023, Fig. 2).
        """)
      page.formula(
        "kv head of query head h = ⌊ h / (H/G) ⌋",
        tex: #"g(h) = \left\lfloor \frac{h}{H/G} \right\rfloor"#)
      page.text(
        """
        In code that is one index, the third line here:
        """)
      try page.source(of: "func plainSharing(", in: "Chapters/GQA/Experiments/PlainSharing.swift")
      page.deeper("The lines as typed give what `Mini` gives") { page in sharingAsTyped(page) }
      page.text(
        """
        We do not trust the formula but ask `Mini` who reads what. Every value of kv head g is the
        number g, and there is one token to look at. A query head then returns the number of the head
        it has read.
        """)
      let readers = page.code {
        func readers(_ queryHeads: Int, _ kvHeads: Int) -> [Int] {
          let values = Tensor.concatenate(
            (0..<kvHeads).map { g in
              Tensor(repeating: Float(g), shape: [1, 1, headDimension])
            })  // [kvHeads, 1 token, dₕ]
          let queries = Tensor(zeros: [queryHeads, 1, headDimension])
          let read = attention(
            queries: queries, keys: values, values: values, mask: .none)
          return (0..<queryHeads).map { h in Int(read[h, 0, 0]) }
        }
        return readers
      }
      page.diagram(
        "Query heads (above) and the key and value heads that they read (below), as `Mini` reads them.",
        lookFor: "From left to right fewer heads below: only they are kept in a cache.",
        alternative: """
          Three drawings. Multi-head: eight query heads, each with a kv head of its own. Grouped: eight
          query heads on two kv heads, the first four on the first. Multi-query: all eight on one.
          """,
        [8, 2, 1].map { kvHeads in
          .links(
            "\(name(queryHeads: 8, kvHeads: kvHeads)), G = \(kvHeads)",
            top: (0..<8).map { .init("q\($0)", .query) },
            bottom: (0..<kvHeads).map { .init("kv\($0)", .key) },
            lines: readers(8, kvHeads).enumerated().map { ($0.offset, $0.element) })
        })
      page.text(
        """
        Neighbours share. The other order, 0 1 0 1 …, would run just as well and give other answers;
        section 8 makes that mistake.
        """)
      // Every number of query heads up to the knob, with every number of kv heads that divides it.
      let strangers = (1...queryHeads).flatMap { heads in
        Self.divisors(of: heads).map { kvHeads in
          let read = readers(heads, kvHeads)
          return (all: heads, right: read.indices.count { read[$0] == $0 / (heads / kvHeads) })
        }
      }
      page.check(
        "G2",
        """
        every query head reads kv head ⌊h / (H/G)⌋, for every H up to \(queryHeads) and every G that divides
        it
        """, exceptions: strangers.map { $0.all - $0.right }.reduce(0, +),
        of: strangers.map(\.all).reduce(0, +), "query heads", decides: true)
      page.deeper("What the paper calls groups, popular code calls something else") { page in
        aWordWithTwoMeanings(page)
      }
      try page.deeper("Half of a layer's weights stay, whatever G is") { page in try shapes(page) }
    }
  }

  private func sharingAsTyped(_ page: Page) {
    var random = page.generator(1)
    let tokens = 10
    let q = Tensor.normal(queryHeads, 1, headDimension, using: &random)
    let kv = (0..<2).map { _ in
      Tensor.normal(kvHeads, tokens, headDimension, using: &random)
    }
    let byHand = page.code {
      func lists(_ x: Tensor) -> [[[Float]]] {  // [heads][tokens][features]
        (0..<x.shape[0]).map { h in
          (0..<x.shape[1]).map { t in Array(x[row: h][row: t].scalars) }
        }
      }
      return plainSharing(lists(q).map { $0[0] }, lists(kv[0]), lists(kv[1]))
    }
    let byMini = attention(queries: q, keys: kv[0], values: kv[1], mask: .causal)
    page.check(
      "G2", "sharing as typed and `Mini`'s attention agree",
      Tensor(byHand.flatMap { $0 }).largestDifference(from: byMini.reshaped(byMini.count)),
      isAtMost: 1e-5, measuring: "largest difference")
  }

  private func aWordWithTwoMeanings(_ page: Page) {
    page.text(
      """
      *A word with two meanings.* In the paper G counts the groups, which is the number of kv heads. In
      popular code “groups” can be the number of query heads *in* a group, so look before you copy a
      number:
      """)
    let (h, g) = (32, 8)
    page.table(
      "The same model, \(h) query heads and \(g) kv heads, under five names:",
      columns: ["where", "its name for it", "value", "meaning"],
      rows: [
        ["the paper, GQA-G", "G", "\(g)", "kv heads"],
        ["Hugging Face", "num_key_value_heads", "\(g)", "kv heads"],
        ["Hugging Face", "num_key_value_groups", "\(h / g)", "query heads per kv head"],
        ["Raschka's GQA script", "n_kv_groups", "\(h / g)", "query heads per kv head"],
        ["litgpt", "n_query_groups", "\(g)", "kv heads"],
      ])
  }

  private func shapes(_ page: Page) throws {
    page.text(
      """
      Only two of the four matrices of the layer change their shape. With d features per token and dₕ
      features per head:
      """)
    page.formula(
      """
      Wq: [d, H·dₕ]    Wk, Wv: [d, G·dₕ]    Wo: [H·dₕ, d]
      parameters = 2 · d · dₕ · (H + G)
      """,
      tex: #"""
        \begin{aligned} &W_q \in \mathbb{R}^{d \times H d_h},\quad W_k, W_v \in \mathbb{R}^{d \times G d_h},\quad
        W_o \in \mathbb{R}^{H d_h \times d} \\ &\text{parameters} = 2\, d\, d_h\, (H + G) \end{aligned}
        """#)
    let (inner, d) = (queryHeads * headDimension, modelWidth)
    let layers = try page.code {
      try Self.divisors(of: queryHeads).map { kvHeads in
        // Zeros will do: here we only look at shapes.
        let kv = Linear(weight: Tensor(zeros: [d, kvHeads * headDimension]))
        return try AttentionLayer(
          queryHeads: queryHeads, kvHeads: kvHeads,
          query: Linear(weight: Tensor(zeros: [d, inner])), key: kv, value: kv,
          output: Linear(weight: Tensor(zeros: [inner, d])))
      }
    }
    func parameters(_ layer: AttentionLayer) -> (kv: Int, all: Int) {
      let kv = layer.key.weight.count + layer.value.weight.count
      return (kv, kv + layer.query.weight.count + layer.output.weight.count)
    }
    let whole = parameters(layers[0]).all
    page.table(
      """
      One layer with d = \(d), \(counted(queryHeads, "query head")) of \(counted(headDimension, "feature")). Wq is
      \(d) × \(inner) and Wo \(inner) × \(d) in every row:
      """,
      columns: ["G", "Wk and Wv, each", "numbers in both", "in all four", "of multi-head"],
      rows: layers.map { layer in
        let count = parameters(layer)
        return [
          "\(layer.kvHeads)", "\(d) × \(layer.key.outputs)", count.kv.grouped, count.all.grouped,
          (Double(count.all) / Double(whole)).percent(1),
        ]
      })
    page.check(
      "G2", "a layer has 2 · d · dₕ · (H + G) parameters",
      exceptions: layers.count {
        parameters($0).all != 2 * d * headDimension * (queryHeads + $0.kvHeads)
      }, of: layers.count, "values of G")
    let large = [32, 8, 1].map { 2 * 4096 * $0 * 128 }
    page.text(
      """
      The query and output matrices, half of a multi-head layer, stay whatever G is. In a model of
      the size of Llama 2 7B (d = 4096, 32 heads of 128) the key and value matrices of a layer hold
      \((Double(large[0]) / 1e6).fixed(2)) million numbers; with 8 kv heads they would be
      \((Double(large[1]) / 1e6).fixed(2)), with one \((Double(large[2]) / 1e6).fixed(2)).
      """)
    page.text(
      """
      A head need not have d/H features. In Gemma 7B sixteen heads of 256 make 4096 from a width of
      3072 ([its report](https://arxiv.org/abs/2403.08295), Table 1). `Mini` takes any; try
      `--head-dimension`.
      """)
  }
}
