import LanguageModel
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N7 in a published model: how much of its hidden states is mean, and what removing it would change.
  var realHiddenStates: Section {
    model.section(
      "How much of a real hidden state is mean", "N7",
      shows: """
        how much of the hidden states of a language model is mean, norm by norm, and what LayerNorm in the
        place of its RMSNorms does to the text that it expects
        """
    ) { page, real in
      page.text(
        """
        Section 5 asked whether hidden vectors have a mean that re-centering could remove, with random
        vectors for want of others. Now the question goes to a model that was trained on real text, with
        RMSNorm. We walk through its blocks, and at the input of every norm we ask of each token what part
        of its mean square is the square of its mean: cos²(x, 1).
        """)
      let model = try real.transformer()
      let tokens = real.prose(page.options.quick ? 48 : 384)
      try shares(page, model, tokens)
      try replacement(page, real, model)
    }
  }

  private func shares(_ page: Page, _ model: Transformer, _ tokens: [Int]) throws {
    try page.source(
      of: "func shareOfTheMean", in: "Chapters/RMSNorm/Experiments/HiddenStates.swift")
    let (shares, last) = try page.code {
      var x = try model.embeddings(of: tokens)  // [tokens, width]
      var shares = [shareOfTheMean(x)]  // for each norm, of each token
      for block in model.blocks {
        x += block.attention(block.attentionNorm(x))
        shares.append(shareOfTheMean(x))
        x += block.feedForward(block.feedForwardNorm(x))
        shares.append(shareOfTheMean(x))
      }
      return (shares, model.finalNorm(x))
    }
    let d = model.configuration.width
    let means = shares.map { $0.reduce(0, +) / Double($0.count) }
    let largest = shares.map { $0.max()! }
    let all = shares.flatMap { $0 }.sorted()
    let median = all[all.count / 2]
    page.plot(
      "Share of the mean at each norm, in per cent. Look for the line of a random vector, 1/d.",
      x: .linear("norm, in the order in which a token meets them"), y: .logarithmic("per cent"),
      .line("mean over tokens", points(means)), .points("largest token", points(largest)),
      .line("random vector", points(means.map { _ in 1 / Double(d) })))
    page.table(
      "Over \(shares.count) norms and \(tokens.count) tokens:",
      columns: ["", "share of the mean"],
      rows: [
        ["median of all", median.percent(2)],
        ["norm with the smallest mean of its tokens", means.min()!.percent(2)],
        ["norm with the largest mean of its tokens", means.max()!.percent(2)],
        ["largest of a single token", largest.max()!.percent(1)],
        ["random vector of \(d) features", (1 / Double(d)).percent(2)],
      ])
    page.text(
      """
      The mean is one direction of \(d), and a trained hidden state has about as much of itself there as
      in any other. LayerNorm would shorten the median vector by
      \((1 - (1 - median).squareRoot()).percent(2)) before it divides; RMSNorm leaves that out, and there
      is next to nothing to leave out. It is what Gupta et al., 2024, found in other models.
      """)
    page.check(
      "N7", "the walk is the model: elements of its hidden states that differ",
      last.differingElements(from: try model.hiddenStates(tokens)), equals: 0)
    page.check(
      "N7", "median share of the mean, in shares of a random vector (1/d)",
      median * Double(d), isAtMost: 8)
    page.check(
      "N7", "share of the mean at the norm where it is largest", means.max()!, isAtMost: 0.1)
  }

  private func points(_ shares: [Double]) -> [(Double, Double)] {
    shares.enumerated().map { (Double($0.offset), 100 * $0.element) }
  }

  private func replacement(_ page: Page, _ real: RealModel, _ model: Transformer) throws {
    page.text(
      """
      Then LayerNorm should hardly change what the model says. We put it in the place of all its norms,
      with the same gains and no bias, and nothing is trained again. The loss is −ln of the probability
      that the model gives to the token which follows, in nats, averaged over a text: here the beginning
      of *The Time Machine* (H. G. Wells, 1895) and a program.
      """)
    try page.source(
      of: "func replacingNorms", in: "Chapters/RMSNorm/Experiments/HiddenStates.swift")
    let (prose, code) = page.options.quick ? (48, 48) : (512, 384)
    let texts = [("prose", real.prose(prose)), ("program", real.code(code))]
    let centred = page.code {
      model.replacingNorms { norm in
        var layer = LayerNorm(dimensions: norm.gain.count, eps: norm.eps)
        layer.gain = norm.gain
        return .layer(layer)
      }
    }
    // The other step, left out: vectors keep their size, up to one factor for all of them.
    let withoutGains = model.replacingNorms { norm in
      .rms(RMSNorm(dimensions: norm.gain.count, eps: norm.eps))
    }
    var (rows, raised, ungained): ([[String]], [Double], [Double]) = ([], [], [])
    for (i, (name, tokens)) in texts.enumerated() {
      page.working(on: "reading \(name)", Double(i) / Double(texts.count))
      let losses = try [model, centred, withoutGains].map { try $0.meanLoss(tokens) }
      raised.append(losses[1] - losses[0])
      ungained.append(losses[2] - losses[0])
      rows.append(
        [name, "\(tokens.count)", losses[0].fixed(3), losses[1].fixed(3), raised[i].fixed(3)])
    }
    page.table(
      "Mean loss, nats for each token:",
      columns: ["text", "tokens", "RMSNorm, as trained", "LayerNorm put in", "difference"],
      rows: rows)
    page.text(
      """
      The weights were trained without re-centering, and the loss rises a little with it. For
      comparison, if the learned gains are left out of the same norms, the model is broken.
      """)
    page.check(
      "N7", "re-centering put in everywhere: largest change of a text's loss, nats",
      raised.map(abs).max()!, isAtMost: 0.5)
    page.goesWrong(
      "N7", "the gains are left out: smallest change of a text's loss, nats",
      ungained.map(abs).min()!, isAtMost: 0.5)
  }
}
