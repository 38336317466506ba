import Base

/// The keys and values that one attention layer has computed for the tokens so far, kept because a
/// later token reads nothing else of them.
///
/// A causal layer that keeps them computes the same as one that sees the whole text again, bit for
/// bit, unless the cache forgets positions or rounds what it keeps. The position of a new token is
/// ``offset``, not 0: keys go in already turned by their positions.
///
/// ``KVCache`` is the plain one. `Chapters/KVCache` has others: they grow, forget all but a window, lie
/// in pages, or keep 8 bits for a number.
public protocol KeyValueCache {
  /// The number of kv heads.
  var kvHeads: Int { get }

  /// The length of a key and of a value.
  var headDimension: Int { get }

  /// How many tokens have been appended, which is the position of the next one.
  var offset: Int { get }

  /// Bytes that the keys and values of the tokens occupy, scales of rounded ones included.
  var byteCount: Int { get }

  /// Bytes of memory set aside for this cache, used or not; at least ``byteCount``.
  var allocatedByteCount: Int { get }

  /// What attention reads, where it lies.
  var view: KeyValueView { get }

  /// How many of the next `tokens` may be appended together before the first of them attends.
  ///
  /// All of them, unless appending one takes something away from those before it: then a chunk is
  /// worked through in pieces, and the answer is that of one token after the other.
  func tokensBeforeAttending(_ tokens: Int) -> Int

  /// Makes room for `tokens` more, or throws a sentence. Nothing that can be read changes.
  mutating func reserve(_ tokens: Int) throws(ModelError)

  /// For how many more tokens places are taken that other caches could have: 0 where the memory of a
  /// cache is its own.
  var reservedTokens: Int { get }

  /// Gives places back that others could have, until those for `tokens` more are left.
  mutating func release(keeping tokens: Int)

  /// Appends `[kvHeads, tokens, headDimension]` keys and values, or throws a sentence and changes
  /// nothing.
  mutating func update(keys: Tensor, values: Tensor) throws(ModelError)

  /// Forgets all tokens but the first `length`, which is at most ``offset``, and gives back room that
  /// was reserved for others. Throws what ``validateTrim(to:)`` throws, and then changes nothing.
  mutating func trim(to length: Int) throws(ModelError)

  /// Throws where of the first `length` tokens not all are there any more, so that somebody with
  /// several caches can ask all of them before the first one forgets.
  func validateTrim(to length: Int) throws(ModelError)

  /// Forgets all tokens: the next one starts another text.
  mutating func reset()
}

extension KeyValueCache {
  /// The keys that can be read, copied to look at or compare: `[kvHeads, positions, headDimension]`.
  public var keys: Tensor { view.keyTensor }

  /// The values that can be read, copied: `[kvHeads, positions, headDimension]`.
  public var values: Tensor { view.valueTensor }

  /// None.
  public var reservedTokens: Int { 0 }

  /// There are none.
  public mutating func release(keeping tokens: Int) {}

  /// Every token is still there.
  public func validateTrim(to length: Int) throws(ModelError) {}

  /// All of them.
  public func tokensBeforeAttending(_ tokens: Int) -> Int { tokens }

  /// Appends the keys and values of a chunk and lets its queries attend to what is kept: the
  /// queries see all that was cached, and of the chunk what is not behind them.
  ///
  /// - Parameters:
  ///   - queries: `[queryHeads, tokens, headDimension]`
  ///   - keys: `[kvHeads, tokens, headDimension]`
  ///   - values: `[kvHeads, tokens, headDimension]`
  ///   - bias: added to scaled scores; distances count the positions that are kept
  /// - Returns: `[tokens, queryHeads * headDimension]`, the heads side by side
  public mutating func attend(
    queries: Tensor, keys: Tensor, values: Tensor, bias: ALiBi? = nil
  ) throws(ModelError) -> Tensor {
    var heads = Tensor(unwritten: queries.shape)
    try attend(queries: queries, keys: keys, values: values, bias: bias, into: &heads)
    return heads.mergeHeads()
  }

  /// The same into the memory of `heads`, not merged yet: `[queryHeads, tokens, headDimension]`, the
  /// shape of the queries.
  mutating func attend(
    queries: Tensor, keys: Tensor, values: Tensor, bias: ALiBi? = nil, into heads: inout Tensor
  ) throws(ModelError) {
    let tokens = checkedTokens(keys, values)
    require(
      queries.rank == 3 && queries.shape[1] == tokens,
      "queries \(queries.shape) and keys \(keys.shape) must be of the same tokens")
    require(
      heads.shape == queries.shape,
      "outputs of queries \(queries.shape) do not go into \(heads.shape)")
    try reserve(tokens)
    var first = 0
    repeat {
      let piece = first..<first + min(tokens - first, max(1, tokensBeforeAttending(tokens - first)))
      if piece.count == tokens {
        try update(keys: keys, values: values)
        return attendToKept(queries, bias, into: &heads)
      }
      try update(keys: keys.sliced(tokens: piece), values: values.sliced(tokens: piece))
      let queries = queries.sliced(tokens: piece)
      var some = Tensor(unwritten: queries.shape)
      attendToKept(queries, bias, into: &some)
      some.copyTokens(
        0..<piece.count, to: &heads.scalars, row: first, headStride: tokens * headDimension)
      first = piece.upperBound
    } while first < tokens
  }

  private func attendToKept(_ queries: Tensor, _ bias: ALiBi?, into heads: inout Tensor) {
    attention(queries: queries, view: view, mask: .causal, bias: bias, into: &heads)
  }

  /// The number of tokens of keys and values that fit this cache.
  package func checkedTokens(_ keys: Tensor, _ values: Tensor) -> Int {
    require(
      keys.rank == 3 && keys.shape[0] == kvHeads && keys.shape[2] == headDimension
        && keys.shape == values.shape,
      "keys \(keys.shape) and values \(values.shape) must both be "
        + "[\(kvHeads), tokens, \(headDimension)] for this cache")
    return keys.shape[1]
  }

  /// Stops the program if fewer than `length` tokens were ever appended.
  package func requireTrimmable(to length: Int) {
    require(
      0 <= length && length <= offset, "\(offset) tokens cannot be trimmed to \(length)")
  }

  /// Throws where the keys and values of so many places do not fit into memory.
  package static func requireMemory(
    places: Count, kvHeads: Int, headDimension: Int
  ) throws(ModelError) {
    try ModelError.requireMemory(
      for: 2 * places * Count(kvHeads) * Count(headDimension),
      "\(counted(places.value, "place")) for the keys and values of \(counted(kvHeads, "kv head")) "
        + "with \(counted(headDimension, "feature"))")
  }

  /// Bytes of `tokens` keys and values as 32-bit numbers.
  package func floatBytes(_ tokens: Int) -> Int {
    2 * kvHeads * tokens * headDimension * MemoryLayout<Float>.size
  }
}

#if hasFeature(Embedded)
  /// The cache of a layer; Embedded Swift cannot hold one of any kind.
  public typealias LayerCache = KVCache
#else
  /// The cache of a layer, of any kind.
  public typealias LayerCache = any KeyValueCache
#endif
