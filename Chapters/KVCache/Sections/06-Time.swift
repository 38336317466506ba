import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K6, K7: seconds, with and without a cache, and why they are not the operations.
  var time: Section {
    Section("How much time is saved: measuring", "K6", "K7") { page in
      page.result(
        """
        With a cache the time of a token hardly grows. Less time is saved than work: a single token uses each weight
        once.
        """)
      let wanted = page.options.quick ? min(timedTokens, 96) : timedTokens
      let new = Work.affordable(wanted, after: 8, configuration, multiplyAdds: 4e11)
      page.text(
        """
        \(layers) layers of \(modelWidth) features write \(new) tokens after 8.\(whyFewer(new, wanted))
        """)
      let decoder = try page.decoder(configuration).laidOut()
      let start = Array("A cache ".utf8).map(Int.init)
      var cache = try decoder.makeCache(capacity: start.count + new)
      page.working(on: "writing without a cache", 0)
      let without = try decoder.generate(from: start, newTokens: new, keepsLogits: true)
      let with = try decoder.generate(
        from: start, newTokens: new, cache: &cache, keepsLogits: true)
      page.check(
        "K6", "the text that is timed is the same with and without the cache",
        exceptions: zip(without.tokens, with.tokens).count { $0 != $1 }
          + zip(without.logits, with.logits).reduce(0) {
            $0 + $1.0.differingElements(from: $1.1)
          }, of: new * (1 + configuration.vocabulary), "tokens and logits")

      if page.measuresTime {
        var curves: [Curve] = []
        try page.measured {
          curves = try Curve.measured(
            page,
            TurnByTurn(decoder: decoder, start: start, text: start + with.tokens, cache: cache))
        }
        compare(page, curves, new: new, after: start.count)
      }
      page.deeper("What others measured") { page in
        page.text(
          """
          For the shape of GPT-2, where the formulas give
          \(Work(.gpt2Small, prompt: 4, new: 200).ratio.fixed(0)) times less work, Raschka, 2025,
          measured 27 tokens per second without a cache and 144 with one on the processor of a Mac
          mini, 5.3 times as many. On a CUDA device, he adds, a model this small gains nothing.
          """)
      }
      page.text(
        """
        So there are two phases (Pope et al., 2022): in *prefill* the prompt goes in at once, in *decode* tokens
        come one by one. In large models arithmetic limits the first, reading the weights the second.
        """)
      try page.deeper("Prefill reads the weights once for all tokens, decode once for each") {
        page in
        page.weightsOfBothPhases(tokens: 4)
        let lengths = page.options.quick ? [16, 64] : [16, 64, 256]
        var random = page.generator(6)
        let texts = lengths.map { length in
          (0..<length).map { _ in Int.random(in: 0..<256, using: &random) }
        }
        // Nothing below can throw: each of them has just been run.
        let phases = try texts.map { text in
          let cache = try decoder.makeCache(capacity: text.count)
          let phase = Phase(decoder: decoder, text: text, cache: cache)
          let (atOnce, oneByOne) = (try phase.prefilled(), try phase.decoded())
          return (phase, atOnce.differingElements(from: oneByOne))
        }
        page.check(
          "K6", "prefill and decode give the same hidden states",
          exceptions: phases.reduce(0) { $0 + $1.1 },
          of: lengths.reduce(0, +) * configuration.width, "numbers")
        let bytes = Double(4 * layers * configuration.linearWeightsPerLayer)
        page.timing(
          "The same tokens into an empty cache. Look at the GFLOP/s:",
          zip(lengths, phases.map(\.0)).map { length, phase in
            let work = Work(configuration, prompt: length, new: 1)
            let operations = Double(2 * work.with)
            return (
              "\(length) tokens",
              [
                Contestant(
                  "one by one", operations: operations, bytes: bytes * Double(length),
                  passes: length
                ) { keep(try? phase.decoded()) },
                Contestant("at once", operations: operations, bytes: bytes) {
                  keep(try? phase.prefilled())
                },
              ]
            )
          }
        ) { races in
          page.text(
            """
            In decode neither limit is near in this small model, says the column “of limit”. Its weights lie in
            the processor's caches, and its products are over in microseconds; to begin and end them is most
            likely the rest.
            """)
          page.finding(
            "K6", "prefill reads \(lengths.last!) tokens at least twice as fast as decode",
            ratio: races.last!.ratio(of: 0, to: 1),
            expected: .atLeast(2, work: Double(lengths.last!)),
            ifLess: """
              Decode reads the weights from a cache here, so that reading them once for many tokens gains
              little.
              """,
            ifMore: """
              Decode takes longer than reading all weights for each token: something else held it up.
              """)
        }
      }
    }
  }

  /// Both curves, and what they say.
  private func compare(_ page: Page, _ curves: [Curve], new: Int, after start: Int) {
    page.measured(disturbance: curves.lazy.compactMap(\.disturbance).first) {
      page.plot(
        """
        Time of each token, the fastest of \(curves[0].rounds) rounds. Look at which curve climbs (the scale
        counts factors):
        """,
        x: .linear("tokens in the text"), y: .logarithmic("ms for one token"),
        .line("without cache", curves[0].points.map { ($0.0, $0.1 * 1000) }),
        .line("with cache", curves[1].points.map { ($0.0, $0.1 * 1000) }))
      page.table(
        "Both curves; slopes are those of straight lines through them (least squares):",
        columns: ["", "all tokens", "tokens/s", "slope per token", "last/first quarter"],
        rows: zip(["without cache", "with cache"], curves).map { name, curve in
          [
            name, duration(curve.total), (Double(new) / curve.total).significant(3),
            duration(curve.slope), curve.growth.fixed(2) + "×",
          ]
        })
      let work = Work(configuration, prompt: start, new: new)
      let head = new * configuration.width * configuration.vocabulary  // the same in both
      let ratio = curves[0].total / curves[1].total
      page.finding(
        "K6", "with the cache, writing \(new) tokens after 8 is at least 5 times faster",
        ratio: ratio,
        expected: .atLeast(5, work: Double(work.without + head) / Double(work.with + head)),
        ifLess: "The model or the text is too small: what both do alike takes most of the time.",
        ifMore: "That is more than the work that is saved: the run without a cache was held up.")
      page.finding(
        "K7", "without it the time per token grows: last quarter of the tokens over the first",
        ratio: curves[0].growth, expected: .atLeast(2, work: curves[0].growthOfWork),
        ifLess: """
          The text is too short for attention and the repeated products to show beside the rest.
          """,
        ifMore: """
          The time grows faster than the work: long texts leave a cache in which short ones stay.
          """)
      page.finding(
        "K7", "with it the time per token stays nearly flat: last quarter over the first",
        ratio: curves[1].growth, expected: 0.8...1.5,
        ifLess: "The first tokens were held up, while the machine was still waking up.",
        ifMore: """
          Attention over the cache has become the larger part of a step; a wider model shows it later.
          """)

      page.deeper("The work saved, and the speed lost") { page in
        let speeds = [
          Double(2 * (work.without + head)) / curves[0].total,
          Double(2 * (work.with + head)) / curves[1].total,
        ]
        page.table(
          "The work, as section 5 counts it and with the head, and how quickly it was done; a multiply–add is"
            + " two operations:",
          columns: ["", "operations", "time", "GFLOP/s"],
          rows: [
            ("without cache", work.without + head, curves[0].total),
            ("with cache", work.with + head, curves[1].total),
          ].enumerated().map { i, row in
            [
              row.0, (Double(2 * row.1) / 1e9).significant(3) + " · 10⁹", duration(row.2),
              (speeds[i] / 1e9).significant(3),
            ]
          } + [
            [
              "ratio", (Double(work.without + head) / Double(work.with + head)).fixed(1),
              ratio.fixed(1), (speeds[0] / speeds[1]).fixed(1),
            ]
          ])
      }
      page.text(
        """
        Time is work divided by speed: in a whole text each weight that was read serves many tokens, here one.
        """)
    }
  }
}

extension Curve {
  /// Why it says nothing, if so.
  fileprivate var disturbance: Disturbance? { Disturbance(leapIn: name, timesPerWork) }

  /// The curves without a cache and with one, of five rounds; of ten where one of them leaps and stays
  /// there.
  fileprivate static func measured(_ page: Page, _ turns: TurnByTurn) throws -> [Curve] {
    var (turns, rounds, curves): (TurnByTurn, [[[Double]]], [Curve]) = (turns, [], [])
    for attempt in 1...2 {
      for round in 0..<5 {
        page.working(on: "measuring, round \(rounds.count + 1)", Double(round) / 5)
        rounds.append(try turns.round())
      }
      curves = try turns.curves(rounds)
      if attempt == 2 || curves.allSatisfy({ $0.disturbance == nil }) { break }
    }
    return curves
  }
}
