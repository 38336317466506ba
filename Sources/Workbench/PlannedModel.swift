import Experiments
import LanguageModel
import Notebook

extension PlannedModel {
  /// A published model by its name, with weights of two bytes, or the model of a GGUF file with its
  /// weights as they are.
  ///
  /// Of a file only the header is read, so it may be larger than memory.
  package init(_ nameOrFile: String) throws {
    if let model = PublishedModel.all.first(where: { $0.name == nameOrFile }) {
      self.init(
        name: model.name, layers: model.layers, queryHeads: model.queryHeads,
        kvHeads: model.kvHeads, headDimension: model.headDimension, weightBytes: 2 * model.weights)
      return
    }
    guard nameOrFile.hasSuffix(".gguf") else {
      throw InputError(
        "'\(nameOrFile)' is neither a published model nor the name of a GGUF file. The models are "
          + PublishedModel.all.map(\.name).joined(separator: ", ") + ".")
    }
    do {
      let file = try GGUFFile(path: nameOrFile)
      let description = try ModelDescription(file)
      self.init(
        name: description.name ?? nameOrFile, layers: description.layers,
        queryHeads: description.queryHeads, kvHeads: description.kvHeads,
        headDimension: description.headDimension,
        weightBytes: Double(file.tensors.reduce(0) { $0 + $1.range.count }))
    } catch {
      throw InputError("\(error).")
    }
  }
}

extension Page {
  /// A table of what `model` costs with all its query heads as kv heads, with its own, and with one:
  /// memory and bandwidth are in GB of 10⁹ bytes.
  package func plan(
    _ model: PlannedModel, context: Int, batch: Int, bytesPerNumber: Int, memory: Int,
    bandwidth: Int
  ) {
    let choices = Array(Set([model.queryHeads, model.kvHeads, 1])).sorted(by: >)
    let plans = choices.map { kvHeads in
      model.plan(
        kvHeads: kvHeads, bytesPerNumber: bytesPerNumber, memory: Double(memory) * 1e9,
        bandwidth: Double(bandwidth) * 1e9)
    }
    table(
      """
      \(model.name), \((model.weightBytes / 1e9).significant(3)) GB of weights, a cache of \(bytesPerNumber)
      bytes per number, \(memory) GB of memory read at \(bandwidth.grouped) GB/s. The last columns are for
      \(batch.grouped) texts of \(context.grouped) tokens each:
      """,
      columns: [
        "kv heads", "cache per token", "longest text", "longest of \(batch.grouped)",
        "texts of \(context.grouped)", "tokens/s for each", "in all",
      ],
      rows: zip(choices, plans).map { kvHeads, plan in
        let each = plan.tokensPerSecond(batch: batch, context: context)
        let fits = plan.largestBatch(context: context) >= batch
        return [
          kvHeads == model.kvHeads ? "\(kvHeads), its own" : "\(kvHeads)",
          Notebook.memory(Int(plan.cacheBytesPerToken)), plan.longestContext().grouped,
          plan.longestContext(batch: batch).grouped, plan.largestBatch(context: context).grouped,
          fits ? each.significant(3) : "do not fit",
          fits ? (Double(batch) * each).significant(3) : "–",
        ]
      })
  }
}
