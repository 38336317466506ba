import Exercises

extension Parts {
  /// What the reader has written in `Chapters/Exercises`; what he has not gives nil.
  package static var readers: Parts {
    let parts = Parts()
    parts.product = Exercises.product
    parts.rmsNorm = Exercises.rmsNorm
    parts.rotatePair = Exercises.rotatePair
    parts.angle = Exercises.angle
    parts.rotate = Exercises.rotate
    parts.attention = Exercises.attention
    parts.multiHeadAttention = Exercises.multiHeadAttention
    parts.kvHead = Exercises.kvHead
    parts.sharedAttention = Exercises.sharedAttention
    parts.feedForward = Exercises.feedForward
    parts.block = Exercises.block
    parts.logits = Exercises.logits
    parts.greedy = Exercises.greedy
    parts.groupedAttention = Exercises.groupedAttention
    parts.makeCache = {
      var cache = Exercises.Cache()
      return { query, key, value, queryHeads, kvHeads, base in
        cache.attend(
          query: query, key: key, value: value, queryHeads: queryHeads, kvHeads: kvHeads, base: base
        )
      }
    }
    parts.generate = Exercises.generate
    parts.layerNorm = Exercises.layerNorm
    parts.pooledHeads = Exercises.pooledHeads
    parts.keptTokens = Exercises.keptTokens
    parts.sample = Exercises.sample
    parts.rmsNormGradient = Exercises.rmsNormGradient
    parts.crossEntropyGradient = Exercises.crossEntropyGradient
    parts.adamWStep = Exercises.adamWStep
    parts.productWork = Exercises.productWork
    parts.roof = Exercises.roof
    parts.median = Exercises.median
    parts.spreadLeft = Exercises.spreadLeft
    parts.plainNormGradient = Exercises.plainNormGradient
    parts.slowPairs = Exercises.slowPairs
    parts.lastPosition = Exercises.lastPosition
    parts.bytesPerToken = Exercises.bytesPerToken
    parts.cachedAttention = Exercises.cachedAttention
    parts.cacheBytes = Exercises.cacheBytes
    parts.keysSeen = Exercises.keysSeen
    parts.tokenPasses = Exercises.tokenPasses
    return parts
  }
}
