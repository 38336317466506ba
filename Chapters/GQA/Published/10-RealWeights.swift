import Base
import GQAExperiments
import LanguageModel
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G3 and G4 in a published model: its kv heads pooled to one.
  var realWeights: Section {
    model.section(
      "Pooling the heads of a real model", "G3", "G4",
      shows: """
        what becomes of a language model whose kv heads are pooled to one: its loss before and after, with
        keys only and with values only
        """
    ) { page, real in
      let model = try real.transformer()
      let heads = real.description.kvHeads
      guard heads > 1 else {
        page.text("It has one kv head already, so there is nothing to pool.")
        return
      }
      page.text(
        """
        Section 6 pooled random heads. Now those of a trained model: its \(heads) kv heads become one in every
        layer, the mean of their projections, as Ainslie et al., 2023, begin their conversion. They then train
        on; here we look at what that training has to repair. Pooling the keys changes where heads look,
        pooling the values what they find there, so both are also done alone: a pooled head that stands
        there \(heads) times is the same function.
        """)
      func pooled(_ projection: Linear) throws -> Linear {
        try meanOfHeads(projection, heads)
      }
      try page.source(
        of: "func meanOfHeads", in: "Chapters/GQA/Experiments/ConvertedHeads.swift")
      page.working(on: "pooling", 0)
      let variants: [(name: String, model: Transformer)] = try page.code {
        [
          ("as published", model),
          ("keys pooled", try model.converted { (try pooled($0), $1) }),
          ("values pooled", try model.converted { ($0, try pooled($1)) }),
          ("both pooled", try model.converted { (try pooled($0), try pooled($1)) }),
        ]
      }
      let texts = [
        ("prose", real.prose(page.options.quick ? 48 : 512)),
        ("program", real.code(page.options.quick ? 48 : 384)),
      ]
      var losses: [[Double]] = []  // of each variant, for each text
      for (i, variant) in variants.enumerated() {
        page.working(on: "reading, \(variant.name)", Double(i) / Double(variants.count))
        losses.append(try texts.map { try variant.model.meanLoss($0.1) })
      }
      show(page, texts.map(\.0), variants.map(\.name), losses, real.description.vocabulary)
      try exactness(page, model, texts[0].1, heads)
      let worst = losses.dropFirst().map { zip($0, losses[0]).map(-).min()! }
      page.check(
        "G4", "both pooled, without training: the loss of each text rises by at least, nats",
        worst[2], isAtLeast: 1)
      page.check(
        "G4", "keys alone: the loss of each text rises by at least, nats", worst[0], isAtLeast: 0.5)
      page.check(
        "G4", "values alone: the loss of each text rises by at least, nats", worst[1],
        isAtLeast: 0.5)
    }
  }

  private func show(
    _ page: Page, _ texts: [String], _ names: [String], _ losses: [[Double]], _ vocabulary: Int
  ) {
    let guessing = Double.log(Double(vocabulary))
    var rows = zip(names, losses).map { name, losses in [name] + losses.map { $0.fixed(2) } }
    rows.append(["all \(vocabulary.grouped) tokens alike"] + texts.map { _ in guessing.fixed(2) })
    page.table("Mean loss, nats for each token:", columns: ["kv heads"] + texts, rows: rows)
    page.plot(
      "The same as bars. Look how close to guessing the pooled model is.", x: .linear(""),
      y: .linear("nats"),
      .bars(texts[0], zip(names, losses).map { ($0, $1[0]) }),
      .bars(texts[1], zip(names, losses).map { ($0, $1[1]) }))
    page.text(
      """
      Pooling alone breaks the model, most likely because heads that look for different things have
      no mean that looks for one of them. So the notes' “converting” is one half of the recipe, and
      the training after it, a twentieth of the original steps in the paper, is the other.
      """)
  }

  /// The same function with more heads than it needs has the same loss to the last bit.
  private func exactness(
    _ page: Page, _ model: Transformer, _ tokens: [Int], _ heads: Int
  ) throws {
    let short = Array(tokens.prefix(64))
    let numbers = try model.converted { ($0, $1) }  // widened as well
    let times = model.configuration.queryHeads / heads
    let multiHead = try model.converted(kvHeads: heads * times) {
      ($0.repeatedHeads(heads, times: times), $1.repeatedHeads(heads, times: times))
    }
    page.check(
      "G3",
      "each kv head repeated for its \(times) query heads, multi-head attention: logits that differ",
      try multiHead(short).differingElements(from: try numbers(short)), equals: 0)
  }
}
