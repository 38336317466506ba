import Base
import LanguageModel
import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// P8: the two layouts in use, and the permutation between them.
  var layouts: Section {
    Section("Two layouts and the way between them", "P8") { page in
      page.result(
        """
        Which features form a pair is a convention: reordered weights give the same scores, and others wrong ones,
        without a word.
        """)
      page.text(
        """
        RoFormer, GPT-J and Meta's Llama code pair *neighbours*, (0, 1), (2, 3), …. GPT-NeoX and the Llama,
        Mistral and Qwen weights on Hugging Face pair one feature of each *half*, (0, d/2), (1, d/2 + 1), …:
        """)
      page.pairings()
      page.deeper("Four features turned by hand in both layouts") { page in
        let (byHand, byMini) = fourByHand(page)
        page.check(
          "P8", "(a, b, c, d) by hand and by `Mini`, both layouts: largest difference",
          zip(byHand, byMini).map { abs($0 - $1) }.max()!, isAtMost: 1e-6)
      }
      page.text(
        """
        A model trained with one layout runs with the other once its query and key weights are reordered: within a
        product the order does not matter, if q and k agree.
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
      page.deeper("The reordering in Python") { page in
        page.text(
          """
          In Python that reordering of the rows of Wq is `view(H, dh/2, 2, d).transpose(1, 2)`, and a
          `reshape` back; Wk has its kv heads in place of H. Values and the output projection stay:
          they are never turned. Weights that were *not* reordered are the first mistake of section
          13; nothing crashes.
          """)
      }
    }
  }

  /// (a, b, c, d) = (1, 2, 3, 4) at position 1 and base 100: pair 0 turns by 1 radian, pair 1 by 0.1.
  private func fourByHand(_ page: Page) -> (byHand: [Double], byMini: [Double]) {
    page.text(
      """
      A head of four features (a, b, c, d) turned by hand: (1, 2, 3, 4) with α = 1 for pair 0 and β
      = 0.1 for pair 1, which is position 1 with base 100:
      """)
    let byHand = page.code {
      let (a, b, c, d) = (1.0, 2.0, 3.0, 4.0)
      let (cosα, sinα) = (Double.cos(1), Double.sin(1))
      let (cosβ, sinβ) = (Double.cos(0.1), Double.sin(0.1))
      return [
        // Neighbours: (a, b) turn by α, (c, d) by β.
        a * cosα - b * sinα, a * sinα + b * cosα,
        c * cosβ - d * sinβ, c * sinβ + d * cosβ,
        // Halves: (a, c) turn by α, (b, d) by β.
        a * cosα - c * sinα, b * cosβ - d * sinβ,
        a * sinα + c * cosα, b * sinβ + d * cosβ,
      ]
    }
    page.table(
      columns: ["layout", "1st", "2nd", "3rd", "4th"],
      rows: zip(RotaryLayout.allCases, [byHand[0..<4], byHand[4..<8]]).map { layout, numbers in
        [layout.rawValue] + numbers.map { $0.fixed(4) }
      })
    let byMini = RotaryLayout.allCases.flatMap { layout in
      let rope = RotaryEmbedding(headDimension: 4, base: 100, layout: layout)
      return rope(Tensor([1, 2, 3, 4]), offset: 1).scalars.map { Double($0) }
    }
    return (byHand, byMini)
  }
}
