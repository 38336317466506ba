import Mini
import Workbench

/// The trained model, one of its shape before training, and texts to judge both by.
struct TrainedBesideRandom {
  let trained: Transformer
  let random: Transformer
  let texts: KnownTexts

  /// Losses of the two, nats a word.
  struct Losses {
    let trained: Double
    let random: Double
  }

  /// Both losses, with a new cache for each text.
  func losses(_ make: (Transformer) throws -> TransformerCache) throws -> Losses {
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

extension Transformer {
  /// Caches that keep `window` tokens: the first `sinks`, and the most recent ones.
  func makeWindows(_ window: Int, sinks: Int) throws -> TransformerCache {
    try makeCache { kvHeads, headDimension throws(ModelError) in
      try WindowedKVCache(
        kvHeads: kvHeads, headDimension: headDimension, window: window, sinks: sinks)
    }
  }

  /// Caches of 8 bits, in blocks of 8 tokens.
  func makeRounded(_ scales: Int8Scales) throws -> TransformerCache {
    try makeCache { kvHeads, headDimension throws(ModelError) in
      try QuantizedKVCache(
        kvHeads: kvHeads, headDimension: headDimension, blockLength: 8, keyScales: scales)
    }
  }
}

extension KnownTexts {
  /// The loss above the floor by parts of the texts, with a new cache for each text.
  func excess(
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
