import GQAExperiments
import LanguageModel
import Mini
import Workbench

// What section 12 measures of a published model.

extension PublishedStudy {
  /// The loss with kv heads pooled to one, keys and values together and apart.
  static let pooledHeads = PublishedStudy(
    "pooled-heads",
    about: """
      Mean loss in nats of 512 tokens of The Time Machine and of 384 of a program, with the kv heads of every \
      layer pooled to one by the mean.
      """, rows: "kv heads", results: ["prose", "program", "guessing"]
  ) { subject in
    let (model, heads) = (subject.model, subject.real.description.kvHeads)
    func pooled(_ projection: Linear) throws -> Linear { try meanOfHeads(projection, heads) }
    let changes: [(name: String, model: () throws -> Transformer)] = [
      ("as published", { model }),
      ("keys pooled", { try model.converted { (try pooled($0), $1) } }),
      ("values pooled", { try model.converted { ($0, try pooled($1)) } }),
      ("both pooled", { try model.converted { (try pooled($0), try pooled($1)) } }),
    ]
    let texts = [
      subject.real.prose(subject.isQuick ? 48 : 512), subject.real.code(subject.isQuick ? 48 : 384),
    ]
    let guessing = Double.log(Double(subject.real.description.vocabulary))
    return try changes.enumerated().map { i, change in
      subject.working("reading, \(change.name)", Double(i) / Double(changes.count))
      let changed = try change.model()
      return (change.name, try texts.map { try changed.meanLoss($0) } + [guessing])
    }
  }
}
