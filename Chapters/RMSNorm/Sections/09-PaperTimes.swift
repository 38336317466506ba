import Notebook

extension RMSNormChapter {
  /// E6: what the paper measured, beside what its abstract says.
  func papersOwnTables(_ page: Page) {
    page.deeper("The paper's running times: the norm's share bounds what RMSNorm can save") {
      $0.correction("E6")
      paperTimes($0)
    }
  }

  private func paperTimes(_ page: Page) {
    page.text(
      """
      “None” is the same model without any norm: no norm can save more than the step from there to LayerNorm.
      """)
    let measured = PaperTime.all
    page.table(
      "Zhang and Sennrich, 2019, Tables 2–4, 6, 8 and 10; percentages are of LayerNorm's time:",
      columns: [
        "task, framework", "time for", "none, s", "LayerNorm, s", "RMSNorm, s", "norm's share",
        "RMSNorm saves", "pRMSNorm saves",
      ],
      rows: measured.map {
        [
          $0.task, $0.unit, $0.none.significant(3), $0.layer.significant(4), $0.rms.significant(3),
          $0.overhead.percent(0),
          $0.saved.percent(1), $0.savedPartially.percent(1),
        ]
      })
    let saved = measured.map(\.saved)
    page.check(
      "E6", "RMSNorm saved 6.9\u{A0}% at least", 100 * saved.min()!, is: 6.9, within: 0.05,
      measuring: "per cent")
    page.check(
      "E6", "RMSNorm saved 40.8\u{A0}% at most", 100 * saved.max()!, is: 40.8, within: 0.05,
      measuring: "per cent")
    page.check(
      "E6", "the 64\u{A0}% are pRMSNorm's",
      100 * measured.map(\.savedPartially).max()!, is: 63.9, within: 0.05, measuring: "per cent")
    page.text(
      """
      The norm's share explains them: \(measured.map(\.overhead).min()!.percent(0)) to
      \(measured.map(\.overhead).max()!.percent(0)) of the time. It cannot be arithmetic: the norm
      spends 7 operations on a number that took a product with 512 inputs 1024. Most likely it is
      the way norms were run, in many small steps, each with its own start and its own passes over
      memory, and in recurrent networks, most of this table, once more for every word. PyTorch's
      RMSNorm, too, ran far slower than its LayerNorm until it was fused ([issue
      157345](https://github.com/pytorch/pytorch/issues/157345)). In your program, look first at the
      norm's share; RMSNorm cannot save more than that.
      """)
  }
}

/// Running times from the paper, in the unit of its table.
private struct PaperTime {
  let task: String
  /// What the seconds are for.
  let unit: String
  let none: Double
  let layer: Double
  let rms: Double
  let partial: Double

  /// What LayerNorm added, as a part of the time with it.
  var overhead: Double { 1 - none / layer }
  var saved: Double { 1 - rms / layer }
  var savedPartially: Double { 1 - partial / layer }

  static let all = [
    PaperTime(
      task: "translation, TensorFlow", unit: "1000 steps", none: 399, layer: 665, rms: 501,
      partial: 493),
    PaperTime(
      task: "the same, Theano", unit: "1000 steps", none: 596, layer: 988, rms: 652, partial: 658),
    PaperTime(
      task: "the same, PyTorch", unit: "1000 steps", none: 427, layer: 857, rms: 763, partial: 754),
    PaperTime(
      task: "Transformer, TensorFlow", unit: "1000 steps", none: 210, layer: 248, rms: 231,
      partial: 225),
    PaperTime(
      task: "reading, Theano", unit: "100 steps", none: 315, layer: 392, rms: 333, partial: 330),
    PaperTime(
      task: "order-embeddings, Theano", unit: "100 steps", none: 2.11, layer: 12.02, rms: 7.12,
      partial: 4.34),
    PaperTime(
      task: "CIFAR-10, ConvPool-CNN", unit: "an epoch", none: 21, layer: 39, rms: 31, partial: 30),
  ]
}
