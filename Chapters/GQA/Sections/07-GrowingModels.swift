import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G8, G9, E16: the cut of the cache when models grow.
  var growingModels: Section {
    Section("Growing models", "G8", "G9", "E16") { page in
      page.result(
        """
        The cut is H/G: the same proportion at every size if G grows with H, and harsher in larger models with one kv head.
        """)
      page.claim("G8")
      page.correction("E16")
      page.text(
        """
        Larger models have more heads, seldom longer ones: dₕ is 64 or 128 in most of the models of
        section 3, and H grows with the width. There are three ways to choose G. One kv head, whatever H is.
        A fixed number, 8 say. Or a fixed number of query heads for each kv head, so that G grows with H. We
        build a layer for each, let three tokens pass, and weigh the caches.
        """)
      page.twoSizes()
      let sizes = [8, 16, 32, 64, 128]
      var random = page.generator(7)
      let headDimension = 8  // heads of 8 features: only proportions matter here
      func cacheBytes(_ queryHeads: Int, _ kvHeads: Int) throws -> Int {
        let layer = try AttentionLayer(
          width: queryHeads * headDimension, queryHeads: queryHeads, kvHeads: kvHeads,
          headDimension: headDimension, using: &random)
        let x = Tensor.normal(3, queryHeads * headDimension, using: &random)
        var cache = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: 3)
        _ = try layer(x, cache: &cache)
        return cache.byteCount
      }
      let cuts = try page.code {
        try sizes.map { heads in
          let whole = try cacheBytes(heads, heads)
          return (
            one: whole / (try cacheBytes(heads, 1)),
            eight: whole / (try cacheBytes(heads, 8)),
            inEights: whole / (try cacheBytes(heads, heads / 8))
          )
        }
      }
      page.plot(
        "By how much the cache shrinks against multi-head attention. Look for the flat line: only the last choice keeps its proportion.",
        x: .logarithmic("query heads"), y: .logarithmic("cut, times"),
        .line("one kv head", zip(sizes, cuts).map { (Double($0), Double($1.one)) }),
        .line("8 kv heads", zip(sizes, cuts).map { (Double($0), Double($1.eight)) }),
        .line(
          "8 query heads per kv head", zip(sizes, cuts).map { (Double($0), Double($1.inEights)) }))
      page.check(
        "G8", "with 8 query heads for each kv head the weighed cache is 8 times smaller",
        exceptions: cuts.count { $0.inEights != 8 }, of: 5, "sizes", decides: true)

      page.claim("G9")
      page.check(
        "G9", "with one kv head it is H times smaller",
        exceptions: zip(sizes, cuts).count { $1.one != $0 }, of: 5, "sizes")
      page.text(
        """
        A model of 8 heads that keeps one keeps an eighth of its keys and values; one of 128 heads
        keeps less than a hundredth. Whether that is *too* severe is a question of quality. The
        paper's T5-XXL has 64 heads and scores 57.54. Pooled to one and fine-tuned it scores 53.93, and 56.92 with
        uptraining before; pooled to eight, 56.71 and 57.40 (Fig. 5). Llama 3.1 405B, with 128 query heads, keeps 8 kv heads ([its
        report](https://arxiv.org/abs/2407.21783), Table 3): a cut by \(cuts.last!.eight).
        """)
      page.deeper("The weights shrink by half of a layer at most") { page in capacity(page) }
      page.deeper("The wider the model, the longer the texts whose cache is small beside it") {
        page in
        cacheAgainstWork(page)
      }
      page.deeper("From as many kv heads as devices downwards, a device saves nothing") { page in
        devices(page)
      }
    }
  }

  private func capacity(_ page: Page) {
    page.text(
      """
      “Capacity” shrinks as well: the key and value matrices have fewer parameters. As a share of the
      four matrices of multi-head attention, (1 + G/H)/2 are left:
      """)
    func left(_ heads: Int, _ kvHeads: Int) -> String {
      (Double(heads + kvHeads) / Double(2 * heads)).percent(1)
    }
    page.list(
      "one kv head: \(left(8, 1)) with 8 query heads, \(left(128, 1)) with 128",
      "8 kv heads: all with 8, \(left(128, 8)) with 128",
      "8 query heads per kv head: \(left(8, 1)) and \(left(128, 16))")
    page.text(
      """
      So this loss is at most one half, and at 128 heads the choices hardly differ. Comparisons
      often give the saved parameters back by widening the feed-forward layer (Shazeer, 2019, from
      4096 to 5440 features; Touvron et al., 2023, Appendix A.2.1, by 1.3 times for GQA and 1.33 for
      MQA); others keep the shape and let the model be smaller. Ask which, before you compare two
      tables.
      """)
  }

  private func cacheAgainstWork(_ page: Page) {
    page.text(
      """
      A large model can afford more kv heads: its cache grows with d, but its parameters and
      operations grow with d² (Ainslie et al., 2023, sec. 2.2). Take layers of heads with 128
      features and 12·d² weights (4 for attention and 8 for the feed-forward layer), without any
      sharing:
      """)
    let widths = [1536, 3072, 6144, 12_288]
    let tokens = page.code {
      widths.map { d in
        var sizes = TransformerConfiguration()
        sizes.width = d
        sizes.queryHeads = d / 128
        sizes.kvHeads = d / 128  // multi-head
        sizes.feedForwardWidth = 8 * d / 3  // three matrices: 8 d² weights
        return 4 * sizes.layers * sizes.linearWeightsPerLayer
          / sizes.cacheBytesPerToken()
      }
    }
    page.table(
      "How many tokens of cache weigh as much as the weights:",
      columns: ["width d"] + widths.map(\.grouped), rows: [["tokens"] + tokens.map(\.grouped)])
    page.check(
      "G8", "that is 6 tokens per feature", exceptions: zip(widths, tokens).count { $1 != 6 * $0 },
      of: 4, "widths")
    page.text(
      """
      The wider the model, the longer the texts for which its cache is still small beside it. Halving
      the cache of a small model saves a larger part of the whole.
      """)
  }

  private func devices(_ page: Page) {
    page.text(
      """
      And a large model is spread over several devices, each with some of the heads. Query heads can
      be dealt out; one single kv head cannot, and every device has to keep a copy of it (Ainslie et
      al., 2023, sec. 2.2). Here are 64 query heads on 8 devices:
      """)
    let devices = 8
    let counts = [64, 32, 16, 8, 4, 2, 1]
    let kept = page.code {
      counts.map { kvHeads in
        // A device has 8 query heads, and needs the kv heads they read.
        (0..<devices).map { device in
          let heads = 8 * device..<8 * (device + 1)
          return Set(heads.map { h in h / (64 / kvHeads) }).count
        }.max()!
      }
    }
    page.table(
      "Kv heads that each of \(devices) devices keeps and reads:",
      columns: ["kv heads"] + counts.map { "\($0)" },
      rows: [
        ["on each device"] + kept.map { "\($0)" },
        ["copies of each"] + zip(counts, kept).map { "\($1 * devices / $0)" },
      ])
    page.text(
      """
      From as many kv heads as devices downwards, a device saves nothing more. Eight kv heads on eight
      devices cost what one would cost, and keep eight times as much.
      """)
  }
}
