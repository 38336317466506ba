import Base

/// What a model costs whoever serves it: memory, and bytes for each new token.
///
/// A step gives one new token to each text of a batch. It reads all weights once, for all texts
/// together, and the whole cache of each: that is all that this plan knows, so its times are the
/// shortest that the bandwidth allows.
package struct ServingPlan: Sendable {
  /// The bytes of the weights.
  package var weightBytes: Double
  /// Bytes of keys and values that each token of a text leaves behind.
  package var cacheBytesPerToken: Double
  /// Bytes of memory.
  package var memory: Double
  /// Bytes a second.
  package var bandwidth: Double

  /// A plan from sizes, all of them at least 0, the cache and the bandwidth above it.
  package init(
    weightBytes: Double, cacheBytesPerToken: Double, memory: Double, bandwidth: Double
  ) {
    require(
      weightBytes >= 0 && cacheBytesPerToken > 0 && memory >= 0 && bandwidth > 0,
      "a plan needs weights and memory of at least 0 bytes, and a cache and a bandwidth above it")
    self.weightBytes = weightBytes
    self.cacheBytesPerToken = cacheBytesPerToken
    self.memory = memory
    self.bandwidth = bandwidth
  }

  /// What the weights leave of the memory; 0 if they do not fit.
  package var room: Double { max(0, memory - weightBytes) }

  /// How many tokens each of `batch` texts may have, so that all caches fit beside the weights.
  package func longestContext(batch: Int = 1) -> Int {
    Int(room / (Double(batch) * cacheBytesPerToken))
  }

  /// How many texts of `context` tokens fit beside the weights.
  package func largestBatch(context: Int) -> Int {
    Int(room / (Double(context) * cacheBytesPerToken))
  }

  /// The bytes that a step reads.
  package func bytesPerStep(batch: Int, context: Int) -> Double {
    weightBytes + Double(batch) * Double(context) * cacheBytesPerToken
  }

  /// New tokens a second for each text.
  package func tokensPerSecond(batch: Int, context: Int) -> Double {
    bandwidth / bytesPerStep(batch: batch, context: context)
  }
}
