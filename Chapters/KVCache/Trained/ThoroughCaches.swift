import Mini
import Notebook
import Workbench

// The table of five trained models in section 13. What holds with at least four of them is checked, the
// rest is told with its counts.

extension KVCacheChapter {
  /// K7: what five trained models lose with each cache.
  func thoroughCaches(_ page: Page) throws {
    guard let table = try thorough(page, section: 13, Study.caches) else { return }
    page.table(
      "Loss above the floor in nats a word, mean of five models with the smallest and the largest:",
      columns: ["keeps", "sinks", "trained", "untrained", "trained, words 225–256"],
      rows: StudiedCache.all.map { cache in
        cache.key
          + table.study.results.map { table.values($0, cache.key).spread(3, none: "–") }
      })
    func losses(_ result: String, _ keeps: String, _ sinks: Int = 0) -> [Double] {
      table.values(result, keeps, "\(sinks)")
    }
    func above(_ keeps: String, _ sinks: Int = 0) -> [Double] {
      zip(losses("trained", keeps, sinks), losses("trained", "all words")).map { $0 - $1 }
    }
    page.check(
      "K7", "thorough: loss with the last 16 words over that with all, smallest of 5 models, nats",
      above("16 words").min()!, isAtLeast: 0.05)
    page.check(
      "K7",
      "thorough: models, of 5, that lose more with 4 sinks and 12 words than with the last 16",
      Double(losses("trained", "16 words").countBelow(losses("trained", "16 words", 4))),
      isAtLeast: 4)
    page.check(
      "K7", "thorough: models, of 5, that read words 225–256 better with the last 48 than with all",
      Double(losses("trained far", "48 words").countBelow(losses("trained far", "all words"))),
      isAtLeast: 4)
    page.check(
      "K7",
      "thorough: largest change of the loss by 8 bits, of 5 models and both kinds of scales, nats",
      (above("8 bits per token") + above("8 bits per channel")).map(abs).max()!, isAtMost: 0.002)
    page.text(
      """
      A window of 48 words costs a text of 64 little, and there four sinks are worth as much as four recent
      words with one model or the other: with
      \(losses("trained", "48 words", 4).countBelow(losses("trained", "48 words"))) of five they even gain
      something. In a smaller window a recent word is always worth more. Xiao et al. see the opposite in
      models of billions of weights, which break down where the first tokens are forgotten; none of our five
      does, neither within the length of its training nor far beyond.
      """)
  }
}
