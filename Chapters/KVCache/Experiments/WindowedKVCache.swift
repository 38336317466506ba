import Base
import Mini

/// A cache that keeps the first few tokens, its sinks, and the most recent ones, `window` in all.
///
/// Memory and the time for a token stop growing with the text. Recent tokens lie in a rolling buffer
/// (Mistral 7B, Jiang et al., 2023, sec. 2): position p takes the place of the one that falls out of
/// the window. Without sinks the quality of a trained model breaks down when the first tokens fall
/// out, because softmax has learned to leave its surplus there (Xiao et al., 2023).
///
/// Keys stay as they came, turned by their absolute positions, as in Mistral. StreamingLLM differs:
/// it turns keys when they are read, by their places 0 ..< window in the cache, so that no distance
/// is ever longer than the window. In both the kept keys are read in the order of their positions.
///
/// With more than one layer this is not the same function as computing the last tokens afresh: the
/// keys of upper layers were computed when tokens now forgotten could still be seen.
package struct WindowedKVCache: KeyValueCache, Sendable {
  /// The number of kv heads.
  package let kvHeads: Int

  /// The length of a key and of a value.
  package let headDimension: Int

  /// How many tokens a query sees at most, itself and the sinks included.
  package let window: Int

  /// How many of the first tokens are never forgotten.
  package let sinks: Int

  /// How many tokens have been appended, the forgotten ones too: the position of the next one.
  package private(set) var offset = 0

  // [kvHeads, window, headDimension]: the sinks, then the rolling buffer.
  private var keyMemory: Scalars
  private var valueMemory: Scalars

  /// An empty cache for `window` tokens, of which the first `sinks` are kept for ever.
  package init(kvHeads: Int, headDimension: Int, window: Int, sinks: Int = 0) throws(ModelError) {
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    try ModelError.require(window, atLeastOne: "a window")
    try ModelError.require(sinks, atLeast: 0, "the number of sinks")
    if window <= sinks {
      throw ModelError(
        "a window of \(counted(window, "token")) has no place for a recent token beside "
          + "\(counted(sinks, "sink")); choose a window of at least \((Count(sinks) + 1).value)")
    }
    try Self.requireMemory(places: Count(window), kvHeads: kvHeads, headDimension: headDimension)
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.window = window
    self.sinks = sinks
    keyMemory = Scalars(zeros: kvHeads * window * headDimension)
    valueMemory = keyMemory
  }

  /// The positions of the tokens that are kept, in order.
  package var positions: [Int] {
    guard offset > window else { return Array(0..<offset) }
    return Array(0..<sinks) + Array(offset - (window - sinks)..<offset)
  }

  /// 2 · kvHeads · min(offset, window) · headDimension numbers of 4 bytes.
  package var byteCount: Int { floatBytes(min(offset, window)) }

  /// 2 · kvHeads · window · headDimension numbers of 4 bytes.
  package var allocatedByteCount: Int { floatBytes(window) }

  /// Up to three runs: the sinks, the older part of the rolling buffer, the newer part before it.
  package var view: KeyValueView {
    let oldest = row(ofPosition: offset)  // the place that the next token takes
    let runs =
      offset <= window
      ? [PositionRun(firstRow: 0, count: offset)]
      : [
        PositionRun(firstRow: 0, count: sinks),
        PositionRun(firstRow: oldest, count: window - oldest),
        PositionRun(firstRow: sinks, count: oldest - sinks),
      ]
    return KeyValueView(
      keys: keyMemory, values: valueMemory, kvHeads: kvHeads, headDimension: headDimension,
      headStride: window * headDimension, runs: runs)
  }

  private func row(ofPosition position: Int) -> Int {
    position < sinks ? position : sinks + (position - sinks) % (window - sinks)
  }

  /// As long as nothing is forgotten, all that fit; then one, since each takes another's place.
  package func tokensBeforeAttending(_ tokens: Int) -> Int { min(tokens, max(1, window - offset)) }

  /// There is always room.
  package func reserve(_ tokens: Int) {}

  /// Appends `[kvHeads, tokens, headDimension]` keys and values; the oldest that are not sinks go.
  package mutating func update(keys: Tensor, values: Tensor) {
    for token in 0..<checkedTokens(keys, values) {
      let (row, stride) = (row(ofPosition: offset), window * headDimension)
      keys.copyTokens(token..<token + 1, to: &keyMemory, row: row, headStride: stride)
      values.copyTokens(token..<token + 1, to: &valueMemory, row: row, headStride: stride)
      offset += 1
    }
  }

  /// Forgets all tokens but the first `length`, which is possible as long as no other token has taken
  /// the place of one of them.
  package mutating func trim(to length: Int) throws(ModelError) {
    requireTrimmable(to: length)
    try validateTrim(to: length)
    offset = length
  }

  /// Throws where a token to be kept, or one that it had seen, is forgotten.
  package func validateTrim(to length: Int) throws(ModelError) {
    if length < offset && offset > window && length > sinks {
      throw ModelError(
        "the cache cannot go back to \(counted(length, "token")): its window of \(window) has moved on to "
          + "position \(offset), and the tokens that were seen from there are forgotten; reset it")
    }
  }

  /// Forgets all tokens, the sinks too.
  package mutating func reset() { offset = 0 }
}
