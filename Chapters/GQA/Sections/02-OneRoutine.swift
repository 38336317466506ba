import Base
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G1: one routine is multi-head, multi-query and everything between, to the last bit.
  var oneRoutine: Section {
    Section("Both ends in one routine", "G1") { page in
      page.result(
        """
        Multi-head and multi-query attention are the two ends of one routine, to the last bit.
        """)
      page.claim("G1")
      page.text(
        """
        If grouped attention lies between the two, its ends must *be* the two. We write both ends
        plainly, each from its own paper, and compare them with `Mini`'s `AttentionLayer`, which knows
        nothing of special cases. All add up in the same order, so we ask for the same bits and not
        for small differences.

        First multi-head attention (Vaswani et al., 2017, sec. 3.2.2): every head has three matrices
        of its own, attends alone, and the results stand side by side.
        """)
      var random = page.generator(2)
      let tokens = 12
      let x = Tensor.normal(tokens, modelWidth, using: &random)  // [tokens, width]
      let rope = RotaryEmbedding(headDimension: headDimension)
      let many = try layer(kvHeads: queryHeads, using: &random)
      let atMultiHead = page.code {
        func multiHead(_ x: Tensor) -> Tensor {
          // One matrix [width, headDimension] for each head.
          let wq = many.query.weight.splitHeads(queryHeads)
          let wk = many.key.weight.splitHeads(queryHeads)
          let wv = many.value.weight.splitHeads(queryHeads)
          let heads = (0..<queryHeads).map { h in
            let q = rope(matmul(x, wq[row: h]).splitHeads(1))  // [1, tokens, dₕ]
            let k = rope(matmul(x, wk[row: h]).splitHeads(1))
            let v = matmul(x, wv[row: h]).splitHeads(1)
            return attention(queries: q, keys: k, values: v, mask: .causal)
          }
          let merged = Tensor.concatenate(heads).mergeHeads()
          return matmul(merged, many.output.weight)
        }
        return many(x).differingElements(from: multiHead(x))
      }
      page.check(
        "G1",
        "\(counted(queryHeads, "kv head")) for as many query heads: it is multi-head attention",
        exceptions: atMultiHead, of: tokens * modelWidth, "numbers", decides: true)

      try page.deeper("With one kv head it is multi-query attention") { page in
        page.text(
          """
          Then multi-query attention (Shazeer, 2019, sec. 3): the queries have their heads, but there is
          one key and one value per token, and all heads look at these.
          """)
        let one = try layer(kvHeads: 1, using: &random)
        let atMultiQuery = page.code {
          func multiQuery(_ x: Tensor) -> Tensor {
            let wq = one.query.weight.splitHeads(queryHeads)
            let k = rope(matmul(x, one.key.weight).splitHeads(1))  // computed once
            let v = matmul(x, one.value.weight).splitHeads(1)
            let heads = (0..<queryHeads).map { h in
              let q = rope(matmul(x, wq[row: h]).splitHeads(1))
              return attention(queries: q, keys: k, values: v, mask: .causal)
            }
            let merged = Tensor.concatenate(heads).mergeHeads()
            return matmul(merged, one.output.weight)
          }
          return one(x).differingElements(from: multiQuery(x))
        }
        page.check(
          "G1",
          "one kv head: it is multi-query attention", exceptions: atMultiQuery,
          of: tokens * modelWidth, "numbers")
      }
      try page.deeper("Between them it is multi-head attention with equal neighbours") { page in
        page.text(
          """
          And in between? A grouped layer is a multi-head layer whose neighbouring heads happen to have
          the same key and value matrices. We take a grouped layer, write its kv matrices out once for
          every query head, and let the multi-head layer run.
          """)
        page.writtenOut()
        let written = try page.code {
          try Self.divisors(of: queryHeads).map { kvHeads in
            let grouped = try layer(kvHeads: kvHeads, using: &random)
            func everyHead(_ kv: Linear) -> Linear {
              let heads = kv.weight.splitHeads(kvHeads)  // [G, width, dₕ]
              let all = repeatingHeads(heads, times: queryHeads / kvHeads)
              return Linear(weight: all.mergeHeads())  // [width, H·dₕ]
            }
            let multiHead = try AttentionLayer(
              queryHeads: queryHeads, kvHeads: queryHeads,
              query: grouped.query, key: everyHead(grouped.key),
              value: everyHead(grouped.value), output: grouped.output,
              rotary: grouped.rotary)
            return grouped(x).differingElements(from: multiHead(x))
          }
        }
        page.table(
          "Numbers that differ between the grouped layer and that multi-head layer:",
          columns: ["kv heads"] + Self.divisors(of: queryHeads).map { "\($0)" },
          rows: [["differing"] + written.map(\.grouped)])
        page.check(
          "G1", "a grouped layer is that multi-head layer, bit for bit",
          exceptions: written.reduce(0, +), of: written.count * tokens * modelWidth, "numbers")
      }
      page.text(
        """
        So “blend” is exact. And it tells what is given up: whatever a grouped layer can compute, a
        multi-head layer can too, but not the other way round.
        """)
    }
  }
}
