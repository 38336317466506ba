import LanguageModel
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N13 in a published model: how much of its hidden states is mean, and what removing it would change.
  var realHiddenStates: Section {
    model.section(
      "How much of a real hidden state is mean", "N13",
      result: """
        The hidden states of a trained language model have next to no mean, so re-centering has next to
        nothing to remove.
        """
    ) { page, numbers in
      if let table = try numbers.table(page, .means) { try means(page, table, numbers) }
      try page.deeper("LayerNorm in the place of RMSNorm raises the loss a little") { page in
        if let table = try numbers.table(page, .recentered) { try replacement(page, table) }
      }
    }
  }

  var published: [PublishedStudy] { [.means, .recentered] }

  private func means(_ page: Page, _ table: PublishedTable, _ numbers: PublishedNumbers) throws {
    page.text(
      """
      At the input of every norm we ask of each token what part of its mean square is the square of its mean:
      cos²(x, 1).
      """)
    try page.source(
      of: "func sharesOfTheMean(", in: "Chapters/RMSNorm/Experiments/HiddenStates.swift")
    let norms = table.rows.indices.dropLast()
    func points(_ result: String) -> [(Double, Double)] {
      norms.map { (Double($0), 100 * table[result][$0]) }
    }
    let d = table["features"][0]
    let (mean, median) = (
      table[PublishedStudy.allNorms, "mean"], table[PublishedStudy.allNorms, "median"]
    )
    let means = norms.map { table["mean"][$0] }
    page.plot(
      "Share of the mean at each norm, in per cent. Look for the line of a random vector, 1/d.",
      x: .linear("norm, in the order in which a token meets them"), y: .logarithmic("per cent"),
      .line("mean over tokens", points("mean")), .points("largest token", points("largest")),
      .line("random vector", norms.map { (Double($0), 100 / d) }))
    page.table(
      "Over \(norms.count) norms and \(Int(table["tokens"][0])) tokens:",
      columns: ["", "share of the mean"],
      rows: [
        ["mean of all", mean.percent(2)], ["median of all", median.percent(2)],
        ["norm with the smallest mean of its tokens", means.min()!.percent(2)],
        ["norm with the largest mean of its tokens", means.max()!.percent(2)],
        ["largest of a single token", table[PublishedStudy.allNorms, "largest"].percent(1)],
        ["mean of random vectors of \(Int(d)) features", (1 / d).percent(2)],
      ])
    page.text(
      """
      LayerNorm would shorten the median vector by \((1 - (1 - median).squareRoot()).percent(2)) before it divides.
      Gupta et al., 2024, found the like in other models.
      """)
    if let own = numbers.own {
      let tokens = own.real.prose(48)
      let (_, last) = try sharesOfTheMean(of: own.model, reading: tokens)
      page.check(
        "N13", "the walk is the model: what comes out of its last norm is the same",
        exceptions: last.differingElements(from: try own.model.hiddenStates(tokens)),
        of: last.count, "features")
    }
    page.check(
      "N13", "the median share of the mean, in shares of a random vector (1/d)", median * d,
      isAtMost: 8)
    page.check(
      "N13", "share of the mean at the norm where it is largest", means.max()!, isAtMost: 0.1)
  }

  private func replacement(_ page: Page, _ table: PublishedTable) throws {
    page.text(
      """
      Then LayerNorm should hardly change what the model says. We put it in the place of all its norms,
      with the same gains and no bias, and nothing is trained again. The loss is −ln of the probability
      that the model gives to the token which follows, in nats, averaged over a text: here the beginning
      of *The Time Machine* (H. G. Wells, 1895) and a program.
      """)
    try page.source(of: "var recentered", in: "Chapters/RMSNorm/Experiments/HiddenStates.swift")
    func raised(_ result: String) -> [Double] {
      zip(table[result], table["as trained"]).map { $0 - $1 }
    }
    page.table(
      "Mean loss, nats for each token:",
      columns: ["text", "tokens", "RMSNorm, as trained", "LayerNorm put in", "difference"],
      rows: table.rows.enumerated().map { i, row in
        [
          row.name, "\(Int(row.numbers[0]))", row.numbers[1].fixed(3), row.numbers[2].fixed(3),
          raised("re-centered")[i].fixed(3),
        ]
      })
    page.text(
      """
      The weights were trained without re-centering, and the loss rises a little with it. For
      comparison, if the learned gains are left out of the same norms, the model is broken.
      """)
    page.check(
      "N13", "re-centering put in everywhere hardly changes a text's loss",
      raised("re-centered").map(abs).max()!, isAtMost: 0.5, measuring: "largest change in nats")
    page.goesWrong(
      "N13", "the gains are left out",
      raised("without gains").map(abs).min()!, isAtMost: 0.5,
      measuring: "each text's loss rises in nats by")
  }
}
