import Base
import GQAExperiments
import Mini
import Notebook

extension GQAChapter {
  // MARK: A whole model

  func modelTime(_ page: Page) throws {
    page.text(
      """
      *A whole model* has weights to read as well, for every token, and they depend little on G. Two
      layers, 512 wide, with 8 query heads of 64 features, decode one token after a short and after a
      long text:
      """)
    let contexts = page.options.quick ? [64, 2048] : [64, 2048, 16_384]
    let kvHeads = [8, 2, 1]
    let models = try kvHeads.map { kvHeads in
      var sizes = TransformerConfiguration()
      (sizes.layers, sizes.width, sizes.feedForwardWidth) = (2, 512, 1376)
      (sizes.queryHeads, sizes.kvHeads) = (8, kvHeads)
      sizes.contextLength = contexts.last! + 1
      return try DecodingModel(sizes, lengths: contexts, seed: page.options.seed)
    }
    let counts = try contexts.map { tokens in
      try models.map { model in try model.step(after: tokens) }
    }
    func line(_ name: String, _ bytes: [Int]) -> Plot.Series {
      .line(name, zip(contexts, bytes).map { (Double($0), Double($1) / 0x1p20) })
    }
    page.plot(
      "What one decoded token reads. Look for where each cache grows past the weights.",
      x: .logarithmic("tokens before"), y: .logarithmic("MiB"),
      line("weights", contexts.map { _ in models[0].readWeights }),
      line("cache, G = 8", counts.map { $0[0].bytes }),
      line("cache, G = 2", counts.map { $0[1].bytes }),
      line("cache, G = 1", counts.map { $0[2].bytes }))
    page.check(
      "G5", "all G take the same multiply–adds for scores and mixing",
      exceptions: counts.count { Set($0.map(\.attention)).count != 1 }, of: contexts.count,
      "lengths")
    page.check(
      "G5", "2 kv heads read less than 8 and more than 1",
      exceptions: counts.count { $0[1].bytes >= $0[0].bytes || $0[1].bytes <= $0[2].bytes },
      of: contexts.count, "lengths")
    page.timing(
      "One token through the whole model; look at how much of the gain is left:",
      zip(contexts, counts).map { tokens, steps in
        (
          "after \(tokens.grouped)",
          zip(models, steps).map { model, step in
            Contestant(
              counted(model.kvHeads, "kv head"), bytes: Double(model.readWeights + step.bytes)
            ) { keep(try? model.step(after: tokens)) }
          }
        )
      }
    ) { races in
      page.plot(
        "Time per token against the text before it. Look at how the curves part as the text grows:",
        x: .logarithmic("tokens before"), y: .logarithmic("ms per token"),
        .line("8 kv heads", zip(contexts, races).map { (Double($0), $1.milliseconds(0)) }),
        .line("2 kv heads", zip(contexts, races).map { (Double($0), $1.milliseconds(1)) }),
        .line("1 kv head", zip(contexts, races).map { (Double($0), $1.milliseconds(2)) }))
      page.finding(
        "G5", "after a short text the number of kv heads hardly matters (8 against 1)",
        ratio: races.first!.ratio(of: 0, to: 2), expected: 0.8...1.25,
        ifLess: """
          One kv head took longer although it reads less: something else ran beside it.
          """,
        ifMore: """
          The weights of this small model stay in a cache, and the keys and values count after all.
          """)
      page.finding(
        "G5", "after a long text 8 kv heads are slower than 1",
        ratio: races.last!.ratio(of: 0, to: 2),
        expected: .atLeast(1.1, work: races.last!.workRatio(of: 0, to: 2)),
        ifLess: """
          The longest text still fits a cache, where reading is cheap; a longer one shows the difference.
          """,
        ifMore: """
          One kv head gains more than its bytes: its keys and values fit into a cache in which those of 8 do
          not.
          """,
        decides: true)
      page.finding(
        "G5", "and 2 have most of the gain (share of the time that is saved)",
        ratio: races.last!.savedShare, expected: 0.5...1.1,
        ifLess: """
          The last step, from 2 to 1, is the larger one here: one kv head fits into a cache that two do not
          fit into.
          """,
        ifMore: "One kv head took longer than 2, which read more: something else ran beside it.")
    }
  }

  // MARK: Quality

  func quality(_ page: Page) {
    page.text(
      """
      *And the quality?* Section 9 trains small models; here are the paper's own figures, for T5 models
      uptrained from multi-head attention. (Its 1.51 s for multi-head is the mean of seven tasks; the 2.531 s
      of Fig. 6 above are for 2048 tokens in and 512 out.)
      """)
    page.table(
      "Ainslie et al., 2023, Table 1 (seconds per sample per chip; average of seven tasks):",
      columns: ["model", "seconds", "average", "CNN", "WMT BLEU", "TriviaQA"],
      rows: [
        ["multi-head, Large", "0.37", "46.0", "42.9", "27.7", "78.2"],
        ["multi-head, XXL", "1.51", "47.2", "43.8", "28.4", "81.9"],
        ["multi-query, XXL", "0.24", "46.6", "43.0", "28.5", "81.3"],
        ["8 kv heads, XXL", "0.28", "47.1", "43.5", "28.4", "81.6"],
      ])
    let time = (1.51 - 0.28) / (1.51 - 0.24)
    let quality = (47.1 - 46.6) / (47.2 - 46.6)
    page.text(
      """
      Eight kv heads save \(time.percent(0)) of the time that a single one saves, and keep
      \(quality.percent(0)) of the quality that it loses. Mind the scale: all averages of XXL lie
      within \((47.2 - 46.6).fixed(1)) points. And models trained with one kv head from the start
      had spikes in their loss and diverged when tuned on long texts (Appendix A).
      """)
  }
}

extension Race {
  /// Milliseconds of the contestant at `index`.
  fileprivate func milliseconds(_ index: Int) -> Double { measurements[index].median * 1e3 }

  /// Of the time that the last contestant saves against the first, what the second saves.
  fileprivate var savedShare: Double {
    let times = measurements.map(\.median)
    return (times[0] - times[1]) / (times[0] - times[2])
  }
}
