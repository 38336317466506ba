import Experiments
import KVCacheExperiments
import Mini
import Notebook
import Workbench

// What section 13 shows of five trained models.

/// A way to keep the keys and values of a text of 64 words.
struct StudiedCache: Sendable {
  /// How its rows are found in a kept table: `16 words`, `4`.
  let key: [String]
  let make: @Sendable (Transformer) throws -> TransformerCache

  static let windows = [48, 32, 16, 8]
  static let sinks = [0, 1, 4]

  /// All words, then windows with and without sinks, then 8 bits.
  static let all: [StudiedCache] =
    [StudiedCache(key: ["all words", "0"]) { try $0.makeCache(capacity: 64) }]
    + windows.flatMap { window in
      sinks.map { sinks in
        StudiedCache(key: ["\(window) words", "\(sinks)"]) {
          try $0.makeWindows(window, sinks: sinks)
        }
      }
    }
    + Int8Scales.allCases.map { scales in
      let name = scales == .perToken ? "8 bits per token" : "8 bits per channel"
      return StudiedCache(key: [name, "0"]) { model in try model.makeRounded(scales) }
    }
}

extension Study {
  /// Caches of five models that were trained like the one in the repository.
  static func caches(seeds: [UInt64]) -> Study {
    let steps = 3000
    let parts = seeds.map { seed in
      Part(seed: seed, StudiedCache.all.map(\.key)) { train in
        let start = try Transformer(.smallLanguage, seed: seed)
        let models = TrainedBesideRandom(
          trained: try train(start, TrainingPlan(steps: steps, seed: seed), nil).model,
          random: start, texts: KnownTexts(100, words: 64, seed: seed))
        let far = KnownTexts(40, words: 256, seed: seed)
        let floor = models.texts.floor
        return try StudiedCache.all.map { cache in
          let losses = try models.losses(cache.make)
          // Far beyond what it has learned from, with all words, or with 48 of them.
          let makeFar: ((Transformer) throws -> TransformerCache)? =
            switch cache.key[0] {
            case "all words": { try $0.makeCache(capacity: 256) }
            case "48 words": cache.make
            default: nil
            }
          let last = try makeFar.map {
            try far.excess(of: models.trained, part: 32, cache: $0).last!
          }
          return [losses.trained - floor, losses.random - floor, last ?? .nan]
        }
      }
    }
    return Study(
      "caches",
      about: """
        Five models, each trained for \(steps) steps on the texts of its own seed as the one in the \
        repository was, read held-out texts with each cache; the loss above the floor, of words 1–64 and \
        of words 225–256.
        """,
      varied: ["keeps", "sinks"], results: ["trained", "untrained", "trained far"], parts: parts)
  }
}
