import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P8: what rotating costs, in both forms, and beside attention.
  var time: Section {
    Section("What it costs", "P8") { page in
      page.result(
        """
        Turning costs 2d multiplications for d features where a matrix takes d², and a share of attention that
        falls as texts grow.
        """)
      page.text(
        """
        The matrix needs d/2 times as many multiplications as the element-wise form. Rotating costs in proportion
        to the tokens and attention to their square.
        """)
      page.deeper("Measured: both forms, and the share of attention") { page in times(page) }
    }
  }

  private func times(_ page: Page) {
    page.text(
      """
      Both turn 128 tokens; the matrices and the table of cosines are prepared beforehand. Each matrix is new
      memory and a call of its own, so it runs far below its limit, and the ratio is not that of the
      multiplications.
      """)
    var random = page.generator(12)
    let sizes = page.options.quick ? [32, 128] : [16, 32, 64, 128, 256]
    let tokens = 128
    let setups = sizes.map { d in Turning(features: d, tokens: tokens, using: &random) }
    page.check(
      "P8", "largest difference between the two forms, over all sizes",
      setups.map { $0.multiplied().largestDifference(from: $0.elementwise()) }.max()!,
      isAtMost: 1e-6)
    page.measured {
      page.text(
        """
        Multiplications are not time, so we measure. `Mini` turns sixteen pairs at a time and the rest
        one by one, so with fewer than 32 features all of them go one by one.
        """)
    }
    page.timing(
      "Turning \(tokens) tokens. Look at the last column; it should grow with d:",
      setups.map { setup in
        let d = Double(setup.features)
        let n = Double(tokens)
        return (
          "d = \(setup.features)",
          [
            Contestant(
              "element-wise", operations: 3 * d * n, bytes: 8 * d * n, moving: .copying
            ) { keep(setup.elementwise()) },
            Contestant(
              "matrix", operations: 2 * d * d * n, bytes: 4 * d * d * n, passes: tokens
            ) { keep(setup.multiplied()) },
          ]
        )
      }
    ) { races in
      page.finding(
        "P8", "the element-wise form is faster at every size (the smallest ratio counts)",
        ratio: races.map { $0.ratio(of: 1, to: 0) }.min()!,
        expected: .atLeast(1, work: races.map { $0.workRatio(of: 1, to: 0) }.max()!),
        ifLess: "At the smallest size both take no longer than their calls.",
        ifMore: """
          The matrices cost more than their bytes at every size: each token is a product of its own, with
          the price of a call.
          """)
      page.finding(
        "P8", "and its advantage grows with d (ratio at the largest over ratio at the smallest)",
        ratio: races.last!.ratio(of: 1, to: 0) / races.first!.ratio(of: 1, to: 0),
        expected: .atLeast(1, work: Double(sizes.last!) / Double(sizes[0])),
        ifLess: """
          At the smallest size the calls cost the matrices more than their numbers, or memory limits the
          element-wise form at the largest.
          """,
        ifMore: "The largest matrices leave a cache in which the smallest stay.")
    }

    page.text(
      """
      The share of rotation should fall as the text grows:
      """)
    // All that follows is about times.
    guard page.measuresTime else { return }
    let lengths = page.options.quick ? [64, 256] : [64, 256, 1024]
    let rope = RotaryEmbedding(headDimension: 64)
    let table = rope.table(upTo: 1024)
    let blocks = lengths.map { tokens in
      (0..<3).map { _ in Tensor.normal(8, tokens, 64, using: &random) }  // q, k, v
    }
    page.timing(
      "8 heads of 64 features, causal:",
      zip(lengths, blocks).map { tokens, x in
        (
          "\(tokens.grouped) tokens",
          [
            Contestant("attention") {
              keep(attention(queries: x[0], keys: x[1], values: x[2], mask: .causal))
            },
            Contestant("rotation of q and k") {
              keep(rope(x[0], table: table))
              keep(rope(x[1], table: table))
            },
          ]
        )
      }
    ) { races in
      page.finding(
        "P8", "the share of rotation falls with the length (first share over last)",
        ratio: races.first!.ratio(of: 1, to: 0) / races.last!.ratio(of: 1, to: 0),
        expected: .atLeast(1, work: Double(lengths.last!) / Double(lengths[0])),
        ifLess: """
          Attention did not grow as its operations do: short texts do not use the processor as well.
          """,
        ifMore: """
          The longest text takes longer than its operations explain: its keys and values leave a cache.
          """)
    }
  }
}
