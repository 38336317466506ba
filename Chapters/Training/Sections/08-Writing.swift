import Experiments
import Mini
import Notebook
import Workbench

extension TrainingChapter {
  /// T8: what the model writes before, during and after training.
  var writing: Section {
    Section("What it writes", "T8") { page in
      page.result(
        trained.corpus == nil
          ? "Training makes sentences of loose words, and the grammar counts how long they hold."
          : "What a model makes of your text, after more and more steps.")
      page.claim("T8")
      page.text(
        """
        After more and more steps of the run of section 7, with the same draws:
        """)
      let result = try theRun(page)
      if let corpus = trained.corpus {
        let prompt = Array(corpus.heldOut.prefix(16))
        page.text("It continues the first 16 bytes that were held out.")
        page.table(
          columns: ["after step", "what it writes"],
          rows: try result.snapshots.map { snapshot in
            let text = try snapshot.model.write(from: prompt, count: 120, seed: 1)
            return [snapshot.step.grouped, Self.harmless(prompt + text)]
          })
        return
      }
      page.table(
        columns: ["after step", "what it writes"],
        rows: try result.snapshots.map { snapshot in
          let text = try snapshot.model.write(
            from: [SmallLanguage.beginning], count: 40, seed: page.options.seed)
          return [snapshot.step.grouped, SmallLanguage.write(text)]
        })
      page.text(
        """
        The grammar tells the first word that cannot stand where it stands, be it a wrong *is* or an owner who
        no longer has the ball.
        """)
      let count = page.options.quick ? 10 : 50
      var rows: [(step: Int, words: Double, faultless: Double)] = []
      for snapshot in result.snapshots {
        let lengths = try snapshot.model.faultlessLengths(of: count, seed: page.options.seed)
        page.working(on: "writing", Double(rows.count) / Double(result.snapshots.count))
        rows.append(
          (
            snapshot.step, Double(lengths.reduce(0, +)) / Double(count),
            Double(lengths.filter { $0 == 64 }.count) / Double(count)
          ))
      }
      page.table(
        "\(count) texts of 64 words each:",
        columns: ["after step", "words until the first mistake", "texts without one"],
        rows: rows.map { [$0.step.grouped, $0.words.fixed(1), $0.faultless.percent(0)] })
      if isAsClaimed(page) {
        page.check(
          "T8", "before training the first mistake comes at once", rows[0].words, isAtMost: 4,
          measuring: "words before it, on average")
        page.check(
          "T8", "after it a text of 64 words holds for long", rows.last!.words,
          isAtLeast: page.options.quick ? 8 : 40,
          measuring: "words before the first mistake, on average", decides: true)
      }
      try underTheHand(page)
    }
  }

  /// Bytes as text without anything that a terminal might obey.
  private static func harmless(_ tokens: [Int]) -> String {
    let text = String(decoding: tokens.filter { $0 < 256 }.map { UInt8($0) }, as: UTF8.self)
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
