import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N2, N5, E5, E6: what both norms cost, alone and in a network.
  var cost: Section {
    Section("The price", "N2", "N5", "E5", "E6") { page in
      page.result(
        """
        A norm is a small part of a transformer's arithmetic, the smaller the wider it is; its time depends on how
        it is written.
        """)
      page.claim("N2")
      var random = page.generator(9)
      operations(page, &random)
      page.deeper("Measured: fused, both norms come close to a copy where memory decides") {
        bareNorms($0, &random)
      }
      share(page, &random)
      papersOwnTables(page)
    }
  }

  // MARK: Operations

  private func operations(_ page: Page, _ random: inout SeededGenerator) {
    let x = Tensor.normal(1000, using: &random).scalars.map { Double($0) }
    var (rms, layer) = (Tally(), Tally())
    page.deeper("Counted as they are done, and the passes of a norm in steps") { page in
      (rms, layer) = tallies(page, x)
      page.stepsAndFused()
    }
    page.table(
      "Operations for one vector of n = 1000, and bytes moved if every step is a pass of its own:",
      columns: ["", "+ −", "×", "÷ √", "sum", "per number", "passes", "bytes per number"],
      rows: [("RMSNorm", rms, "4", "28"), ("LayerNorm", layer, "7", "48")].map {
        [
          $0.0, $0.1.additions.grouped, $0.1.multiplications.grouped, "\($0.1.others)",
          $0.1.total.grouped, "\($0.1.total / 1000)", $0.2, $0.3,
        ]
      })
    page.check(
      "N2", "RMSNorm takes 4n + 4 operations", rms.total, equals: 4004,
      measuring: "for n = 1000:")
    page.check(
      "N2", "LayerNorm takes 7n + 5 operations", layer.total, equals: 7005,
      measuring: "for n = 1000:")
    page.text(
      """
      LayerNorm takes \((Double(layer.total) / Double(rms.total)).fixed(2)) times the operations. A framework that
      runs each step over the whole tensor moves 28 and 48 bytes per number; a *fused* kernel does all steps for
      one vector, and moves 8, as a copy does.
      """)
  }

  private func tallies(_ page: Page, _ x: [Double]) -> (Tally, Tally) {
    page.code {
      let rms = Tally()
      let meanSquare = rms.divide(rms.sum(x.map { rms.multiply($0, $0) }), 1000)
      let inverse = rms.divide(1, rms.root(rms.add(meanSquare, 1e-5)))
      for value in x {
        keep(rms.multiply(rms.multiply(value, inverse), 1))  // the gain is 1
      }

      let layer = Tally()
      let mean = layer.divide(layer.sum(x), 1000)
      let centered = x.map { layer.add($0, -mean) }
      let squares = centered.map { layer.multiply($0, $0) }
      let variance = layer.divide(layer.sum(squares), 1000)
      let factor = layer.divide(1, layer.root(layer.add(variance, 1e-5)))
      for value in centered {
        let scaled = layer.multiply(layer.multiply(value, factor), 1)
        keep(layer.add(scaled, 0))  // the bias is 0
      }
      return (rms, layer)
    }
  }

  // MARK: The bare norms

  private func bareNorms(_ page: Page, _ random: inout SeededGenerator) {
    let places: [(String, Int, Int)] =
      page.options.quick
      ? [("16 × 256", 16, 256), ("4096 × 1024", 4096, 1024)]
      : [
        ("16 × 256", 16, 256), ("64 × 1024", 64, 1024), ("4096 × 4096", 4096, 4096),
        ("16 × 1 048 576", 16, 1_048_576),
      ]
    let races = places.map { label, rows, width in
      BareNorms(label, Buffers(rows: rows, width: width, using: &random))
    }
    page.expect(
      """
      LayerNorm does 7 operations per number and RMSNorm 4. How much faster is a fused RMSNorm on tensors
      that come from memory?
      """,
      answer: """
        Less than 7/4 times: both read and write every number once, and where memory is the limit that
        decides. In a cache the operations show more.
        """)
    page.text(
      """
      We try tensors that fit into the first cache, those of a language model, and vectors so long that not
      even one fits.
      """)
    page.check(
      "N2", "fused and in steps, both norms give the same at all sizes",
      races.map { $0.largestDifference() }.max()!, isAtMost: 1e-4, measuring: "largest difference")
    page.timing(
      """
      Vectors × their width: both norms, both ways, beside a copy of the same tensor. The last column
      compares with the copy.
      """,
      races.map { ($0.label, $0.contestants) }
    ) { results in
      bareFindings(page, results)
    }
  }

  private func bareFindings(_ page: Page, _ results: [Race]) {
    typealias N = BareNorms
    page.table(
      "LayerNorm's time over RMSNorm's, and what fusing is worth:",
      columns: ["size", "both fused", "both one pass per step", "fused LN over stepwise RMS"],
      rows: results.map { race in
        [
          race.label, race.ratio(of: N.layer, to: N.rms).fixed(2) + "×",
          race.ratio(of: N.layerSteps, to: N.rmsSteps).fixed(2) + "×",
          race.ratio(of: N.layer, to: N.rmsSteps).fixed(2) + "×",
        ]
      })
    let (cache, memory) = (results[0], results[min(2, results.count - 1)])
    page.text(
      """
      In the first cache a fused LayerNorm took \(cache.ratio(of: N.layer, to: N.rms).fixed(2))
      times as long as a fused RMSNorm; in tensors of \(memory.label), which come from memory,
      \(memory.ratio(of: N.layer, to: N.rms).fixed(2)) times. There RMSNorm took
      \(memory.ratio(of: N.rms, to: N.copy).fixed(2)) and LayerNorm
      \(memory.ratio(of: N.layer, to: N.copy).fixed(2)) times as long as a copy of as many bytes.
      \(explanation(memory)) One pass per step cost LayerNorm
      \(memory.ratio(of: N.layerSteps, to: N.layer).fixed(1)) times as much as the fused form: how a
      norm is written matters \(fusingMattersMore(memory) ? "more" : "no more") here than which norm
      it is.
      """)
    page.finding(
      "N2", "in the cache LayerNorm takes longer than RMSNorm, both fused",
      ratio: cache.ratio(of: N.layer, to: N.rms), expected: .atLeast(1.1, work: 7.0 / 4),
      ifLess: "The additions of LayerNorm hide behind the loads on this processor.",
      ifMore:
        "LayerNorm takes longer than its operations explain: it goes over the vector once more.")
    page.finding(
      "N2", "from memory they are closer than in the cache, both fused (first ratio over second)",
      ratio: cache.ratio(of: N.layer, to: N.rms) / memory.ratio(of: N.layer, to: N.rms),
      expected: .atLeast(1, work: 7.0 / 4),
      ifLess: "Memory is fast enough here that the arithmetic counts in both places.",
      ifMore: "From memory RMSNorm took longer, which moves as much and computes less.")
    page.finding(
      "N2", "from memory, one pass per step, they differ as their bytes do, by 48/28 = 1.7",
      ratio: memory.ratio(of: N.layerSteps, to: N.rmsSteps), expected: 1.4...2.1,
      ifLess: "Calls and fresh memory cost both norms the same here, and their bytes decide less.",
      ifMore: "A cache keeps more of the fewer intermediate results of RMSNorm.")
    page.finding(
      "N2", "an RMSNorm in steps is slower than a fused LayerNorm",
      ratio: memory.ratio(of: N.rmsSteps, to: N.layer), expected: .atLeast(1, work: 28.0 / 8),
      ifLess: "Fusing saves less on this machine, because its memory keeps up with its arithmetic.",
      ifMore: """
        The steps cost more than their bytes: the system has to hand out the memory for each of them.
        """)
  }

  private func explanation(_ memory: Race) -> String {
    memory.ratio(of: BareNorms.layer, to: BareNorms.rms) > 1.15
      ? """
      If memory were the only cost they would tie; the arithmetic is not fully hidden behind the loads.
      """ : "Memory decides, and the two are nearly equal."
  }

  private func fusingMattersMore(_ race: Race) -> Bool {
    race.ratio(of: BareNorms.layerSteps, to: BareNorms.layer)
      > race.ratio(of: BareNorms.layer, to: BareNorms.rms)
  }

  // MARK: The share of a network

  private func share(_ page: Page, _ random: inout SeededGenerator) {
    page.claim("N5")
    page.correction("E5")
    let widths = [64, 768, 4096, 16_384]
    func part(_ width: Int, layers: Int) -> Double {
      let norms = layers * 2 * 7 * width
      let matrices = layers * 24 * width * width
      return Double(norms) / Double(matrices)
    }
    page.check(
      "E5", "at d = 768 it is 0.076\u{A0}%", 100 * part(768, layers: 1), is: 0.076, within: 0.0005,
      measuring: "per cent")
    page.check(
      "E5", "at d = 4096 it is 0.014\u{A0}%", 100 * part(4096, layers: 1), is: 0.014,
      within: 0.0005, measuring: "per cent")
    page.deeper("Operations are not time") { page in
      page.text(
        """
        A block has two norms, four projections in its attention and a feed-forward layer four times as wide: per
        token 2 · 7d operations against 24d², attention scores left out. Each block has both, so the depth cancels.
        """)
      page.plot(
        """
        LayerNorm's share of the operations, with one block and with a hundred. Look at the slope: four times
        the width, a quarter of the share; and at the second curve, which lies on the first.
        """,
        x: .logarithmic("width d"), y: .logarithmic("share in per cent"),
        .line("1 block", widths.map { (Double($0), 100 * part($0, layers: 1)) }),
        .points("100 blocks", widths.map { (Double($0), 100 * part($0, layers: 100)) }))
      page.text(
        """
        Operations are not time: with 128 tokens, a product of matrices does 256 of them for every
        weight that it loads, a norm only a few. In BERT's training on a GPU, softmax *and* LayerNorm together
        made up 0.17\u{A0}% of the operations and 25.5\u{A0}% of the time (Ivanov et al., 2020); how much of it
        is the norm's, that table does not say.
        """)
    }
    page.measured {
      page.text("We measure a block on this processor, and its two norms alone:")
      widthShares(page, &random)
    }
    page.deeper("Measured, the share does not grow with the depth") { page in
      page.measured { depthShares(page, &random) }
    }
  }

  private func widthShares(_ page: Page, _ random: inout SeededGenerator) {
    let widths = page.options.quick ? [64, 256] : [64, 256, 1024]
    let networks = widths.map { Network(width: $0, blocks: 1, using: &random) }
    page.timing(
      "One block, 128 tokens, by width:",
      zip(widths, networks).map { width, network in
        ("d = \(width.grouped)", network.contestants)
      }
    ) { races in
      typealias N = Network
      func share(_ race: Race, _ index: Int) -> Double { race.ratio(of: index, to: N.whole) }
      func points(_ value: (Race) -> Double) -> [(Double, Double)] {
        zip(widths, races).map { (Double($0), 100 * value($1)) }
      }
      page.plot(
        """
        LayerNorm as a share of the block, and what RMSNorm in its place saves of it. Look at how far all
        of it falls as the block gets wider.
        """,
        x: .logarithmic("width d"), y: .logarithmic("share in per cent"),
        .line("in steps", points { share($0, N.layerSteps) }),
        .line("saved in steps", points { share($0, N.layerSteps) - share($0, N.rmsSteps) }),
        .line("LayerNorm", points { share($0, N.layer) }),
        .line("saved", points { share($0, N.layer) - share($0, N.rms) }))
      let last = races.last!
      page.text(
        """
        At d = \(widths.last!.grouped) RMSNorm in the place of LayerNorm saves
        \((share(last, N.layer) - share(last, N.rms)).percent(2)) of a block's time, and in steps
        \((share(last, N.layerSteps) - share(last, N.rmsSteps)).percent(2)).
        """)
      page.finding(
        "N5", "the share of LayerNorm falls with the width (narrowest block over widest)",
        ratio: share(races[0], N.layer) / share(last, N.layer),
        // At most as the operations of a block grow, if a norm of any width took as long.
        expected: .atLeast(
          1, work: Double(widths.last! * widths.last!) / Double(widths[0] * widths[0])),
        ifLess: """
          The widest block is still small enough for a cache, and the norms in it are limited by arithmetic.
          """,
        ifMore:
          "The widest block takes longer than its operations explain: its weights leave a cache.",
        decides: true)
      page.finding(
        "N2", "LayerNorm takes a noticeable part of our widest block (its share over 1\u{A0}%)",
        ratio: share(last, N.layer) / 0.01, expected: .atLeast(1, work: 100),
        ifLess: "The products of a wide block take nearly all of its time on a processor.",
        ifMore: "The norms took longer than the block that they are a part of: they were held up.",
        decides: true)
    }
  }

  private func depthShares(_ page: Page, _ random: inout SeededGenerator) {
    let depths = page.options.quick ? [1, 4] : [1, 4, 16]
    let networks = depths.map { Network(width: 256, blocks: $0, using: &random) }
    page.timing(
      "Networks of width 256 by depth, 128 tokens:",
      zip(depths, networks).map { depth, network in
        ("\(depth) \(depth == 1 ? "block" : "blocks")", Array(network.contestants[0...1]))
      }
    ) { races in
      page.finding(
        "N5", "the share does not grow as networks get deeper (deepest over one block)",
        ratio: races.last!.ratio(of: 1, to: 0) / races[0].ratio(of: 1, to: 0),
        expected: 0.7...1.3,
        ifLess: """
          The weights of the deeper network no longer fit the cache in which one block stays, and its products
          wait for them.
          """,
        ifMore:
          "The norms of the deeper network find their rows further away than those of one block.")
    }
  }
}
