import Mini
import Experiments

/// Small models with fewer and fewer kv heads: trained with them from the start, or converted from a
/// multi-head model and trained on.
package struct TrainedHeads {
  /// The numbers of kv heads, all query heads first.
  package let kvHeads: [Int]

  /// How many steps the models were trained for.
  package let steps: Int

  /// Texts that no model has learned from, and their floor.
  package let heldOut: KnownTexts

  /// Losses of models trained from the start, by number of kv heads.
  package private(set) var fromTheStart: [Double] = []

  /// Losses of the multi-head model: as it is, and after 5 % and 10 % more steps.
  package private(set) var multiHead: [Double] = []

  /// Losses of the converted models: at once, and after 5 % and 10 % more steps.
  package private(set) var converted: [Conversion] = []

  /// A model whose kv heads were pooled.
  package struct Conversion {
    package let kvHeads: Int
    package let pooling: HeadPooling
    package let losses: [Double]
  }

  /// After which parts of the training's steps a converted model is looked at again.
  package static let shares = [0.05, 0.1]

  /// Trains them all. Every model of a seed sees the same texts in the same order, and converted ones
  /// see texts after that which none has seen.
  ///
  /// - Parameter train: trains a model as the plan says, and is told which run of how many it is
  package init(
    kvHeads: [Int], steps: Int, heldOut count: Int, seed: UInt64,
    train: (Transformer, TrainingPlan, _ run: Int, _ of: Int) throws -> Transformer
  ) throws {
    (self.kvHeads, self.steps) = (kvHeads, steps)
    heldOut = KnownTexts(count, words: 64, seed: seed)
    let conversions = (kvHeads.count - 1) * HeadPooling.allCases.count
    let runs = kvHeads.count + (1 + conversions) * Self.shares.count
    var run = 0
    func trained(_ model: Transformer, _ plan: TrainingPlan) throws -> Transformer {
      run += 1
      return try train(model, plan, run, runs)
    }
    func loss(_ model: Transformer) throws -> Double {
      heldOut.mean(try heldOut.losses { try model($0) })
    }

    let models = try kvHeads.map { kvHeads in
      try trained(
        Transformer(Self.configuration(kvHeads: kvHeads), seed: seed),
        TrainingPlan(steps: steps, seed: seed))
    }
    fromTheStart = try models.map(loss)

    // Each share is a run of its own, whose learning rate grows and falls again.
    func trainedOn(_ model: Transformer) throws -> [Double] {
      try [loss(model)]
        + Self.shares.map { share in
          var plan = TrainingPlan(steps: max(1, Int(share * Double(steps))), seed: seed)
          plan.texts = { step in
            let first = 16 * (steps + step)
            return SmallLanguage.texts(first..<first + 16, words: 64, seed: seed)
          }
          return try loss(trained(model, plan))
        }
    }
    multiHead = try trainedOn(models[0])
    var random = SeededGenerator(seed: seed &* 1000 &+ 8)
    for kvHeads in kvHeads.dropFirst() {
      for pooling in HeadPooling.allCases {
        let model = try models[0].pooled(toKVHeads: kvHeads, by: pooling, using: &random)
        converted.append(
          Conversion(kvHeads: kvHeads, pooling: pooling, losses: try trainedOn(model)))
      }
    }
  }

  /// The default model of the small language with fewer kv heads.
  package static func configuration(kvHeads: Int) -> TransformerConfiguration {
    var c = TransformerConfiguration.smallLanguage
    (c.kvHeads, c.contextLength) = (kvHeads, 64)
    return c
  }

  /// Losses of the multi-head model, and of those that were pooled by the mean, by number of kv heads.
  package var pooledByMean: [[Double]] {
    [multiHead] + kvHeads.dropFirst().map { losses($0, .mean) }
  }

  /// The losses of a conversion.
  package func losses(_ kvHeads: Int, _ pooling: HeadPooling) -> [Double] {
    converted.first { $0.kvHeads == kvHeads && $0.pooling == pooling }!.losses
  }
}

extension Transformer {
  /// The same model with fewer kv heads in every layer; all else stays as
  /// it was learned.
  package func pooled(
    toKVHeads kvHeads: Int, by pooling: HeadPooling,
    using random: inout SeededGenerator
  ) throws -> Transformer {
    var c = configuration
    c.kvHeads = kvHeads
    var blocks = blocks
    for layer in blocks.indices {
      blocks[layer].attention = try blocks[layer].attention.pooled(
        toKVHeads: kvHeads, by: pooling, using: &random)
    }
    return try Transformer(
      c, embedding: embedding, positionEncoding: positionEncoding,
      blocks: blocks, finalNorm: finalNorm, head: head)
  }
}
