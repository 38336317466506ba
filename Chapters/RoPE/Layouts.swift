import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// P8: the two layouts in use, and the permutation between them.
  var layouts: Section {
    Section("Two layouts and the way between them", "P8") { page in
      page.text(
        """
        Which two features form a pair is a convention, and there are two. RoFormer, GPT-J and Meta's Llama
        code pair *neighbours*, (0, 1), (2, 3), …. GPT-NeoX and the Llama, Mistral and Qwen weights on
        Hugging Face pair one feature of each *half*, (0, d/2), (1, d/2 + 1), …, since two halves are
        easier to slice than odd and even places. For a head of eight features:
        """)
      page.table(
        columns: ["layout", "pair 0", "pair 1", "pair 2", "pair 3"],
        rows: RotaryLayout.allCases.map { layout in
          [layout.rawValue]
            + (0..<4).map { i in
              let pair = layout.features(ofPair: i, rotatedDimensions: 8)
              return "(\(pair.x), \(pair.y))"
            }
        })
      page.pairings()
      page.text(
        """
        The mathematics is the same; only the order of the features differs. So a model that was trained with one
        layout runs with the other after its query and key weights are reordered once, and gives the
        same scores. The order of the features within a product does not matter, as long as q and k
        agree.
        """)
      var random = page.generator(8)
      let d = max(4, headDimension)  // with two features both layouts are the same
      let x = Tensor.normal(6, d, using: &random)
      let wq = Tensor.normal(d, d, deviation: 1 / Double(d).squareRoot(), using: &random)
      let wk = Tensor.normal(d, d, deviation: 1 / Double(d).squareRoot(), using: &random)
      let interleaved = RotaryEmbedding(headDimension: d, base: base, layout: .interleaved)
      let halves = RotaryEmbedding(headDimension: d, base: base, layout: .halves)

      let (moved, scores, converted) = page.code {
        func reordered(_ x: Tensor) -> Tensor {
          x.rearranged(from: .interleaved, to: .halves, headDimension: d)
        }
        let (q, k) = (matmul(x, wq), matmul(x, wk))  // [tokens, d]
        let moved = reordered(interleaved(q, offset: 5))
          .differingElements(from: halves(reordered(q), offset: 5))
        // Once and for all: reorder the columns of the weights, [inputs, d].
        let (hq, hk) = (matmul(x, reordered(wq)), matmul(x, reordered(wk)))
        return (
          moved,
          matmul(interleaved(q), transposed: interleaved(k)),
          matmul(halves(hq), transposed: halves(hk))
        )
      }
      page.check(
        "P8", "numbers that differ between “turn, then reorder” and “reorder, then turn”", moved,
        equals: 0)
      page.check(
        "P8",
        "largest change of a score after converting the weights, relative to the largest score",
        scores.largestDifference(from: converted) / scores.largestMagnitude, isAtMost: 1e-5)
      page.text(
        """
        Values and the output projection are not reordered: they are never turned. What happens when the
        weights are *not* reordered is the first mistake of section 13; nothing crashes.
        """)
    }
  }
}
