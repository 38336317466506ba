import Exercises

/// Everything that readers write, as functions that can be exchanged: the reader's, plain ones that are
/// lent where he has not written his, and those with a known mistake.
///
/// A new set has the plain ones. What is built of others there calls those of the same set, so a set
/// with one part exchanged is a model with that part.
package final class Parts {
  package typealias Vector = [Double]
  package typealias Rows = [[Double]]
  /// A layer that sees one row at a time.
  package typealias RowLayer = (Vector) -> Vector
  /// What a cache does with query, key and value of the next token, given the numbers of query heads
  /// and of kv heads and the base of the rotation.
  package typealias CacheStep = (Vector, Vector, Vector, Int, Int, Double) -> Vector?

  package var product: (Rows, Vector) -> Vector?
  package var rmsNorm: (Vector, Vector, Double) -> Vector?
  package var rotatePair: (Double, Double, Double) -> (x: Double, y: Double)?
  package var angle: (_ pair: Int, _ position: Int, _ dimensions: Int, _ base: Double) -> Double?
  package var rotate: (Vector, _ position: Int, _ base: Double) -> Vector? = { _, _, _ in nil }
  package var attention: (Rows, Rows, Rows) -> Rows?
  package var multiHeadAttention: (Rows, Rows, Rows, Int) -> Rows? = { _, _, _, _ in nil }
  package var kvHead: (_ h: Int, _ queryHeads: Int, _ kvHeads: Int) -> Int?
  package var sharedAttention: (Rows, Rows, Rows, Int, Int, Double) -> Rows? = {
    _, _, _, _, _, _ in nil
  }
  package var feedForward: (Vector, RowLayer, RowLayer, RowLayer) -> Vector?
  package var block: (Rows, RowLayer, (Rows) -> Rows, RowLayer, RowLayer) -> Rows?
  package var logits: (Rows, RowLayer, RowLayer) -> Vector?
  package var greedy: (Vector) -> Int?
  package var groupedAttention: (Rows, [Rows], [Rows]) -> Rows? = { _, _, _ in nil }
  package var makeCache: () -> CacheStep = { { _, _, _, _, _, _ in nil } }
  package var generate: ([Int], Int, (Int) -> Vector, (Vector) -> Int) -> [Int]?

  package var layerNorm: (Vector, Double) -> Vector?
  package var pooledHeads: (Rows, Int, Int) -> Rows?
  package var keptTokens: (_ count: Int, _ window: Int, _ sinks: Int) -> [Int]?
  package var sample: (Vector, _ temperature: Double, _ draw: Double) -> Int?
  package var rmsNormGradient: (Vector, _ gain: Vector, _ eps: Double, _ dy: Vector) -> Vector?
  package var crossEntropyGradient: (Vector, Int) -> Vector?
  package var adamWStep: (Double, Double, _ m: Double, _ v: Double, Int, _ rate: Double) -> Double?

  package var productWork: (Int, Int, Int) -> (operations: Int, bytes: Int)?
  package var roof: (_ intensity: Double, _ peak: Double, _ bandwidth: Double) -> Double?
  package var median: (Vector) -> Double?
  package var spreadLeft: (Double) -> Double?
  package var plainNormGradient: (Vector, _ upstream: Vector) -> Vector?
  package var slowPairs: (_ dimensions: Int, _ base: Double, _ context: Int) -> Int?
  package var lastPosition: (_ rows: Int, _ cached: Int) -> Int?
  package var bytesPerToken: (_ layers: Int, _ width: Int, _ heads: Int, _ kvHeads: Int) -> Int?
  package var cachedAttention: (Int, (Int) -> (q: Vector, k: Vector, v: Vector)) -> Rows?
  package var cacheBytes: (_ layers: Int, _ kvHeads: Int, _ features: Int, _ tokens: Int) -> Int?
  package var keysSeen: (_ token: Int, _ cached: Int) -> Int?
  package var tokenPasses: (_ prompt: Int, _ newTokens: Int) -> (without: Int, with: Int)?

  /// The plain ones, which nobody changes.
  nonisolated(unsafe) static let plain = Parts()

  /// The plain ones.
  package init() {
    product = Plain.product
    rmsNorm = Plain.rmsNorm
    rotatePair = Plain.rotatePair
    angle = Plain.angle
    attention = Plain.attention
    kvHead = Plain.kvHead
    feedForward = Plain.feedForward
    block = Plain.block
    logits = Plain.logits
    greedy = Plain.greedy
    generate = Plain.generate
    layerNorm = Plain.layerNorm
    pooledHeads = Plain.pooledHeads
    keptTokens = Plain.keptTokens
    sample = Plain.sample
    rmsNormGradient = Plain.rmsNormGradient
    crossEntropyGradient = Plain.crossEntropyGradient
    adamWStep = Plain.adamWStep
    productWork = { m, k, n in (2 * m * k * n, 4 * (m * k + k * n + m * n)) }
    roof = { intensity, peak, bandwidth in min(peak, intensity * bandwidth) }
    median = Plain.median
    spreadLeft = { c in 1 / (1 + c * c).squareRoot() }
    plainNormGradient = { x, upstream in
      Plain.rmsNormGradient(x, x.map { _ in 1 }, 0, upstream)
    }
    slowPairs = Plain.slowPairs
    lastPosition = { rows, cached in cached < rows ? rows - 1 : -1 }
    bytesPerToken = { layers, width, heads, kvHeads in 2 * layers * kvHeads * (width / heads) * 2 }
    cachedAttention = Plain.cachedAttention
    cacheBytes = { layers, kvHeads, features, tokens in 2 * layers * kvHeads * features * tokens * 4
    }
    keysSeen = { token, cached in cached + token + 1 }
    tokenPasses = { prompt, newTokens in
      ((0..<newTokens).reduce(0) { $0 + prompt + $1 }, prompt + newTokens - 1)
    }

    // Those that are built of others of the same set.
    rotate = { [unowned self] head, position, base in
      Plain.rotate(head, position, base, self)
    }
    multiHeadAttention = { [unowned self] queries, keys, values, count in
      Plain.multiHeadAttention(queries, keys, values, count, self)
    }
    sharedAttention = { [unowned self] queries, keys, values, queryHeads, kvHeads, base in
      Plain.sharedAttention(queries, keys, values, queryHeads, kvHeads, base, self)
    }
    groupedAttention = { [unowned self] queries, keys, values in
      Plain.groupedAttention(queries, keys, values, self)
    }
    makeCache = { [unowned self] in
      var cache = PlainCache()
      return { query, key, value, queryHeads, kvHeads, base in
        cache.attend(query, key, value, queryHeads, kvHeads, base, self)
      }
    }
  }
}

extension Parts {
  /// Takes a part from another set.
  package func take(_ part: Part, from other: Parts) {
    switch part {
    case .product: product = other.product
    case .rmsNorm: rmsNorm = other.rmsNorm
    case .rotatePair: rotatePair = other.rotatePair
    case .angle: angle = other.angle
    case .rotate: rotate = other.rotate
    case .attention: attention = other.attention
    case .multiHeadAttention: multiHeadAttention = other.multiHeadAttention
    case .kvHead: kvHead = other.kvHead
    case .sharedAttention: sharedAttention = other.sharedAttention
    case .feedForward: feedForward = other.feedForward
    case .block: block = other.block
    case .logits: logits = other.logits
    case .greedy: greedy = other.greedy
    case .groupedAttention: groupedAttention = other.groupedAttention
    case .cache: makeCache = other.makeCache
    case .generate: generate = other.generate
    case .layerNorm: layerNorm = other.layerNorm
    case .pooledHeads: pooledHeads = other.pooledHeads
    case .keptTokens: keptTokens = other.keptTokens
    case .sample: sample = other.sample
    case .rmsNormGradient: rmsNormGradient = other.rmsNormGradient
    case .crossEntropyGradient: crossEntropyGradient = other.crossEntropyGradient
    case .adamWStep: adamWStep = other.adamWStep
    case .productWork: productWork = other.productWork
    case .roof: roof = other.roof
    case .median: median = other.median
    case .spreadLeft: spreadLeft = other.spreadLeft
    case .plainNormGradient: plainNormGradient = other.plainNormGradient
    case .slowPairs: slowPairs = other.slowPairs
    case .lastPosition: lastPosition = other.lastPosition
    case .bytesPerToken: bytesPerToken = other.bytesPerToken
    case .cachedAttention: cachedAttention = other.cachedAttention
    case .cacheBytes: cacheBytes = other.cacheBytes
    case .keysSeen: keysSeen = other.keysSeen
    case .tokenPasses: tokenPasses = other.tokenPasses
    }
  }
}
