import Base

/// What a model costs whoever serves it: memory, bytes and operations for each new token.
///
/// A step gives one new token to each text of a batch. It reads the weights once, for all texts together,
/// and the whole cache of each; it multiplies every new token with every weight, and looks from it at every
/// token of its text. The machine can read and compute at the same time, so the step takes at least the
/// longer of the two.
package struct ServingPlan: Sendable {
  /// The bytes of the weights.
  package var weightBytes: Int64
  /// Of these, the bytes that a step reads.
  package var readWeightBytes: Int64
  /// Bytes of keys and values that each token of a text leaves behind.
  package var cacheBytesPerToken: Int64
  /// Operations with the weights for a token.
  package var operationsPerToken: Int64
  /// Of these, the operations for its logits.
  package var outputOperations: Int64
  /// Operations of attention for a token and each token that it looks at.
  package var operationsPerPair: Int64
  /// How many tokens a text may have; nil for any number.
  package var context: Int64?
  /// How many tokens back a token looks; nil for the whole text.
  package var window: Int64?
  /// What it runs on.
  package var machine: ServingMachine

  /// A plan from its numbers: counts of at least 0, a cache, a bandwidth and a peak above it.
  package init(
    weightBytes: Int64, readWeightBytes: Int64, cacheBytesPerToken: Int64,
    operationsPerToken: Int64, outputOperations: Int64, operationsPerPair: Int64,
    context: Int64?, window: Int64?, machine: ServingMachine
  ) {
    require(
      weightBytes >= 0 && cacheBytesPerToken > 0 && machine.memory >= 0 && machine.bandwidth > 0
        && machine.peak > 0,
      "a plan needs weights and memory of at least 0 bytes, and a cache, a bandwidth and a peak above it"
    )
    self.weightBytes = weightBytes
    self.readWeightBytes = readWeightBytes
    self.cacheBytesPerToken = cacheBytesPerToken
    self.operationsPerToken = operationsPerToken
    self.outputOperations = outputOperations
    self.operationsPerPair = operationsPerPair
    self.context = context
    self.window = window
    self.machine = machine
  }

  // MARK: What fits

  /// What the weights leave of the memory; nil if they do not fit.
  package var room: Int64? {
    machine.memory >= weightBytes ? machine.memory - weightBytes : nil
  }

  /// How many tokens of a text are kept: with a window no more than it holds.
  package func kept(of tokens: Int64) -> Int64 { min(tokens, window ?? tokens) }

  /// The bytes of all caches; nil if 64 bits cannot count them.
  package func cacheBytes(texts: Int64, tokens: Int64) -> Int64? {
    let (text, overflows) = kept(of: tokens).multipliedReportingOverflow(by: cacheBytesPerToken)
    let (all, overflow) = text.multipliedReportingOverflow(by: texts)
    return overflows || overflow ? nil : all
  }

  /// How many tokens each of `texts` may have: as many as fit beside the weights, and no more than the
  /// model was made for. Nil if neither is a limit.
  package func longestText(texts: Int64 = 1) -> Int64? {
    guard let room else { return 0 }
    let fitting = room / texts / cacheBytesPerToken
    if let window, fitting >= window { return context }
    return min(fitting, context ?? fitting)
  }

  /// How many texts of so many tokens fit beside the weights.
  package func largestBatch(tokens: Int64) -> Int64 {
    guard let room, let text = cacheBytes(texts: 1, tokens: tokens) else { return 0 }
    return room / text
  }

  // MARK: How long it takes

  /// Seconds that the bytes of a step take.
  package func readingTime(texts: Double, tokens: Int64) -> Double {
    let caches = texts * Double(kept(of: tokens)) * Double(cacheBytesPerToken)
    return (Double(readWeightBytes) + caches) / machine.bandwidth
  }

  /// Seconds that the operations of a step take.
  package func computingTime(texts: Double, tokens: Int64) -> Double {
    let pairs = Double(kept(of: tokens)) * Double(operationsPerPair)
    return texts * (Double(operationsPerToken) + pairs) / machine.peak
  }

  /// Seconds that a step takes at least.
  package func stepTime(texts: Int64, tokens: Int64) -> Double {
    max(
      readingTime(texts: Double(texts), tokens: tokens),
      computingTime(texts: Double(texts), tokens: tokens))
  }

  /// From how many texts on the operations of a step take longer than its bytes; nil if never, for each
  /// further text then has more to be read than to be computed.
  package func arithmeticTakesOver(tokens: Int64) -> Double? {
    let weights = readingTime(texts: 0, tokens: tokens)
    let more =
      computingTime(texts: 1, tokens: tokens) - (readingTime(texts: 1, tokens: tokens) - weights)
    return more > 0 ? weights / more : nil
  }

  /// Seconds from a prompt to its first new token, at least: the weights are read once, each token of the
  /// prompt meets every weight but the output's, and looks at the tokens before it.
  package func timeToFirstToken(prompt: Int64) -> Double {
    let (n, full) = (Double(prompt), Double(kept(of: prompt)))
    let pairs = full * (full + 1) / 2 + (n - full) * full
    let operations =
      n * Double(operationsPerToken - outputOperations) + Double(outputOperations)
      + pairs * Double(operationsPerPair)
    return max(Double(readWeightBytes) / machine.bandwidth, operations / machine.peak)
  }
}
