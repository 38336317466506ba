import Mini
import Experiments

/// The trained model, one of its shape before training, and texts to judge both by.
package struct TrainedBesideRandom {
  package let trained: Transformer
  package let random: Transformer
  package let texts: KnownTexts

  package init(trained: Transformer, random: Transformer, texts: KnownTexts) {
    (self.trained, self.random, self.texts) = (trained, random, texts)
  }

  /// Losses of the two, nats a word.
  package struct Losses {
    package let trained: Double
    package let random: Double
  }

  /// Both losses, with a new cache for each text.
  package func losses(_ make: (Transformer) throws -> TransformerCache) throws -> Losses {
    func loss(_ model: Transformer) throws -> Double {
      texts.mean(
        try texts.losses { words in
          var cache = try make(model)
          return try model(words, cache: &cache)
        })
    }
    return Losses(trained: try loss(trained), random: try loss(random))
  }
}

extension KnownTexts {
  /// The loss above the floor by parts of the texts, with a new cache for each text.
  package func excess(
    of model: Transformer, part: Int, cache: (Transformer) throws -> TransformerCache
  ) throws -> [Double] {
    let losses = try losses { words in
      var kept = try cache(model)
      return try model(words, cache: &kept)
    }
    return stride(from: 0, to: entropies[0].count, by: part).map { first in
      let sum = zip(losses, entropies).reduce(0.0) { sum, text in
        (first..<first + part).reduce(sum) { $0 + text.0[$1] - text.1[$1] }
      }
      return sum / Double(part * losses.count)
    }
  }
}
