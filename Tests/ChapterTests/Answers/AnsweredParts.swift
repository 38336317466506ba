import ExerciseCases

extension Parts {
  /// All answers, as if a reader had written them.
  static var answers: Parts {
    let parts = Parts()
    parts.product = Answers.product
    parts.rmsNorm = Answers.rmsNorm
    parts.rotatePair = Answers.rotatePair
    parts.angle = Answers.angle
    parts.rotate = Answers.rotate
    parts.attention = Answers.attention
    parts.multiHeadAttention = Answers.multiHeadAttention
    parts.kvHead = Answers.kvHead
    parts.sharedAttention = Answers.sharedAttention
    parts.feedForward = Answers.feedForward
    parts.block = Answers.block
    parts.logits = Answers.logits
    parts.greedy = Answers.greedy
    parts.groupedAttention = Answers.groupedAttention
    parts.makeCache = {
      var cache = Answers.Cache()
      return { cache.attend(query: $0, key: $1, value: $2, queryHeads: $3, kvHeads: $4, base: $5) }
    }
    parts.generate = Answers.generate
    parts.layerNorm = Answers.layerNorm
    parts.pooledHeads = Answers.pooledHeads
    parts.keptTokens = Answers.keptTokens
    parts.sample = Answers.sample
    parts.rmsNormGradient = Answers.rmsNormGradient
    parts.crossEntropyGradient = Answers.crossEntropyGradient
    parts.adamWStep = Answers.adamWStep
    parts.productWork = Answers.productWork
    parts.roof = Answers.roof
    parts.median = Answers.median
    parts.spreadLeft = Answers.spreadLeft
    parts.plainNormGradient = Answers.plainNormGradient
    parts.slowPairs = Answers.slowPairs
    parts.lastPosition = Answers.lastPosition
    parts.bytesPerToken = Answers.bytesPerToken
    parts.cachedAttention = Answers.cachedAttention
    parts.cacheBytes = Answers.cacheBytes
    parts.keysSeen = Answers.keysSeen
    parts.tokenPasses = Answers.tokenPasses
    return parts
  }

  /// Nothing is written yet.
  static var empty: Parts {
    let parts = Parts()
    parts.product = { _, _ in nil }
    parts.rmsNorm = { _, _, _ in nil }
    parts.rotatePair = { _, _, _ in nil }
    parts.angle = { _, _, _, _ in nil }
    parts.rotate = { _, _, _ in nil }
    parts.attention = { _, _, _ in nil }
    parts.multiHeadAttention = { _, _, _, _ in nil }
    parts.kvHead = { _, _, _ in nil }
    parts.sharedAttention = { _, _, _, _, _, _ in nil }
    parts.feedForward = { _, _, _, _ in nil }
    parts.block = { _, _, _, _, _ in nil }
    parts.logits = { _, _, _ in nil }
    parts.greedy = { _ in nil }
    parts.groupedAttention = { _, _, _ in nil }
    parts.makeCache = { { _, _, _, _, _, _ in nil } }
    parts.generate = { _, _, _, _ in nil }
    parts.layerNorm = { _, _ in nil }
    parts.pooledHeads = { _, _, _ in nil }
    parts.keptTokens = { _, _, _ in nil }
    parts.sample = { _, _, _ in nil }
    parts.rmsNormGradient = { _, _, _, _ in nil }
    parts.crossEntropyGradient = { _, _ in nil }
    parts.adamWStep = { _, _, _, _, _, _ in nil }
    parts.productWork = { _, _, _ in nil }
    parts.roof = { _, _, _ in nil }
    parts.median = { _ in nil }
    parts.spreadLeft = { _ in nil }
    parts.plainNormGradient = { _, _ in nil }
    parts.slowPairs = { _, _, _ in nil }
    parts.lastPosition = { _, _ in nil }
    parts.bytesPerToken = { _, _, _, _ in nil }
    parts.cachedAttention = { _, _ in nil }
    parts.cacheBytes = { _, _, _, _ in nil }
    parts.keysSeen = { _, _ in nil }
    parts.tokenPasses = { _, _ in nil }
    return parts
  }
}
