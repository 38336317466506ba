import KVCacheExperiments
import LanguageModel
import Mini
import Workbench

// What section 14 measures of a published model.

extension PublishedStudy {
  /// How much of its attention each head gives to the first token.
  static let sinks = PublishedStudy(
    "sinks",
    about: """
      The share of attention that each head gives to the first token of The Time Machine, over 256 tokens, \
      from the 17th on.
      """, rows: "layer/head", results: ["share"]
  ) { subject in
    let tokens = subject.real.prose(subject.isQuick ? 64 : 256)
    let from = min(16, tokens.count / 2)
    let shares = try subject.model.sharesOfTheBeginning(in: [tokens], from: from)
    let even =
      (from..<tokens.count).map { 1 / Double($0 + 1) }.reduce(0, +) / Double(tokens.count - from)
    return shares.enumerated().flatMap { layer, heads in
      heads.enumerated().map { ("\(layer)/\($0.offset)", [$0.element]) }
    } + [(equalWeights, [even])]
  }

  /// The row of what the first token would get if all tokens that a query sees got the same.
  fileprivate static let equalWeights = "equal weights"

  /// What a window and 8 bits do to the loss.
  static let smallerCaches = PublishedStudy(
    "caches",
    about: """
      The first 512 tokens of The Time Machine with four caches: mean loss in nats of what follows the first \
      128, and losses less those with all tokens, summed up to so many of the tokens.
      """, rows: "cache holds",
    results: ["tokens", "window", "bytes", "loss"] + places.map(sum)
  ) { subject in
    let tokens = subject.real.prose(subject.isQuick ? 96 : 512)
    let window = max(8, tokens.count / 4)
    let kinds = caches(tokens: tokens.count, window: window)
    var all: [Double] = []
    return try kinds.enumerated().map { i, kind in
      subject.working("reading, \(kind.name)", Double(i) / Double(kinds.count))
      var cache = try subject.model.makeCache(kind.make)
      let losses = try subject.model.losses(tokens, cache: &cache)
      if i == 0 { all = losses }
      // Until the window is full nothing is forgotten.
      let after = losses[window...]
      let more = zip(losses, all).map { $0 - $1 }
      let sums = places.map { more[..<(losses.count * $0 / 32)].reduce(0, +) }
      let loss = after.reduce(0, +) / Double(after.count)
      return (
        kind.name,
        [Double(tokens.count), Double(window), Double(cache.byteCount), loss] + sums
      )
    }
  }

  /// Where sums are kept, in thirty-seconds of the text.
  static let places = Array(0...32)

  /// The name of such a sum.
  static func sum(at place: Int) -> String { "sum at \(place)/32" }

  private typealias Make =
    (_ kvHeads: Int, _ d: Int) throws(ModelError) -> any KeyValueCache

  private static func caches(tokens: Int, window: Int) -> [(name: String, make: Make)] {
    [
      (
        "all tokens",
        { kvHeads, d throws(ModelError) in
          try KVCache(kvHeads: kvHeads, headDimension: d, capacity: tokens)
        }
      ),
      (
        "the last \(window)",
        { kvHeads, d throws(ModelError) in
          try WindowedKVCache(kvHeads: kvHeads, headDimension: d, window: window)
        }
      ),
      (
        "the first 4 and the last \(window - 4)",
        { kvHeads, d throws(ModelError) in
          try WindowedKVCache(kvHeads: kvHeads, headDimension: d, window: window, sinks: 4)
        }
      ),
      (
        "all tokens in 8 bits",
        { kvHeads, d throws(ModelError) in
          try QuantizedKVCache(kvHeads: kvHeads, headDimension: d)
        }
      ),
    ]
  }
}

extension PublishedTable {
  /// The shares of ``PublishedStudy/sinks``, head by head, of each layer.
  var layers: [[Double]] {
    var layers: [[Double]] = []
    for row in rows where row.name != PublishedStudy.equalWeights {
      if row.name.hasSuffix("/0") { layers.append([]) }
      layers[layers.count - 1].append(row.numbers[0])
    }
    return layers
  }

  /// ``PublishedStudy/sinks`` in four numbers: the mean share, the largest of a layer, which layer, and the
  /// share if all tokens got the same.
  var sinks: (mean: Double, largest: Double, layer: Int, even: Double) {
    let means = layers.map { $0.reduce(0, +) / Double($0.count) }
    let layer = means.indices.max { means[$0] < means[$1] }!
    return (
      means.reduce(0, +) / Double(means.count), means[layer], layer,
      self[PublishedStudy.equalWeights, "share"]
    )
  }
}
