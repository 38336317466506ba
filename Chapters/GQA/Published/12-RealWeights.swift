import Base
import GQAExperiments
import LanguageModel
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G4 in a published model, its kv heads pooled to one; with a file G3 besides.
  var realWeights: Section {
    model.section(
      "Pooling the heads of a real model", "G4", withFile: ["G3"],
      result: "Pooled to one kv head at once, a published decoder is hardly better than guessing."
    ) { page, numbers in
      if let own = numbers.own {
        guard own.real.description.kvHeads > 1 else {
          page.text("It has one kv head already, so there is nothing to pool.")
          return
        }
        try exactness(
          page, own.model, own.real.prose(64), own.real.description.kvHeads)
      }
      guard let table = try numbers.table(page, .pooledHeads) else { return }
      page.text(
        """
        Now the heads of a trained model: in every layer its kv heads become one, the mean of their
        projections, as Ainslie et al., 2023, begin their conversion. They then train on; this is what that
        training has to repair. Pooled keys change where heads look, pooled values what they find there, so
        both are done alone, too.
        """)
      try page.source(
        of: "func meanOfHeads", in: "Chapters/GQA/Experiments/ConvertedHeads.swift")
      let names = ["prose", "program"]
      page.table(
        "Mean loss, nats for each token:", columns: ["kv heads"] + names,
        rows: table.rows.map { [$0.name] + $0.numbers.prefix(2).map { $0.fixed(2) } }
          + [["all tokens alike"] + names.map { _ in table["guessing"][0].fixed(2) }])
      page.deeper("Drawn: how close to guessing the pooled model is") { page in
        page.plot(
          "The same as bars. Look how close to guessing the pooled model is.", x: .linear(""),
          y: .linear("nats"),
          .bars(names[0], table.rows.map { ($0.name, $0.numbers[0]) }),
          .bars(names[1], table.rows.map { ($0.name, $0.numbers[1]) }))
      }
      page.text(
        """
        Pooling alone breaks the model, most likely because heads that look for different things have no mean
        that looks for one of them. That it has many layers is no help.
        """)
      func least(_ row: String) -> Double {
        names.map { table[row, $0] - table["as published", $0] }.min()!
      }
      page.check(
        "G4", "both pooled, without training: the loss of each text rises", least("both pooled"),
        isAtLeast: 1, measuring: "by at least, nats")
      page.check(
        "G4", "keys alone: the loss of each text rises", least("keys pooled"), isAtLeast: 0.5,
        measuring: "by at least, nats")
      page.check(
        "G4", "values alone: the loss of each text rises", least("values pooled"), isAtLeast: 0.5,
        measuring: "by at least, nats")
    }
  }

  var published: [PublishedStudy] { [.pooledHeads] }

  /// The same function with more heads than it needs has the same loss to the last bit.
  private func exactness(
    _ page: Page, _ model: Transformer, _ tokens: [Int], _ heads: Int
  ) throws {
    let numbers = try model.converted { ($0, $1) }  // widened as well
    let times = model.configuration.queryHeads / heads
    let multiHead = try model.converted(kvHeads: heads * times) {
      ($0.repeatedHeads(heads, times: times), $1.repeatedHeads(heads, times: times))
    }
    let logits = try numbers(tokens)
    page.check(
      "G3", "each kv head repeated for its \(times) query heads, multi-head attention: the same",
      exceptions: try multiHead(tokens).differingElements(from: logits), of: logits.count, "logits")
  }
}
