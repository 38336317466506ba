import Mini

/// A cache that makes itself longer by concatenation: each update copies all that is there into new
/// memory that is a chunk longer.
///
/// This is the shortest way to write a cache, and the right one to compare with: n tokens one by one
/// move n(n − 1)/2 old rows, where ``KVCache`` moves none. It is never full.
package struct GrowingKVCache: KeyValueCache, Sendable {
  /// The number of kv heads.
  package let kvHeads: Int

  /// The length of a key and of a value.
  package let headDimension: Int

  /// Bytes of old keys and values that were copied to make room for new ones, since the beginning.
  package private(set) var copiedByteCount = 0

  private var keyMemory: Tensor  // [kvHeads, offset, headDimension]
  private var valueMemory: Tensor  // [kvHeads, offset, headDimension]

  /// An empty cache; both sizes must be at least 1.
  package init(kvHeads: Int, headDimension: Int) throws(ModelError) {
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    keyMemory = Tensor(zeros: [kvHeads, 0, headDimension])
    valueMemory = keyMemory
  }

  /// How many tokens are in it.
  package var offset: Int { keyMemory.shape[1] }

  /// 2 · kvHeads · offset · headDimension numbers of 4 bytes.
  package var byteCount: Int { floatBytes(offset) }

  /// The same: nothing is set aside.
  package var allocatedByteCount: Int { byteCount }

  /// One run: positions lie in order.
  package var view: KeyValueView {
    KeyValueView(
      keys: keyMemory.scalars, values: valueMemory.scalars, kvHeads: kvHeads,
      headDimension: headDimension, headStride: offset * headDimension,
      runs: [PositionRun(firstRow: 0, count: offset)])
  }

  /// There is always room.
  package func reserve(_ tokens: Int) {}

  /// Appends `[kvHeads, tokens, headDimension]` keys and values.
  package mutating func update(keys: Tensor, values: Tensor) {
    let length = offset + checkedTokens(keys, values)
    copiedByteCount += byteCount
    keyMemory = joined(keyMemory, keys, length: length)
    valueMemory = joined(valueMemory, values, length: length)
  }

  /// Two chunks one after the other along the tokens.
  private func joined(_ old: Tensor, _ new: Tensor, length: Int) -> Tensor {
    let before = length - new.shape[1]
    var scalars = Scalars(zeros: kvHeads * length * headDimension)
    let stride = length * headDimension
    old.copyTokens(0..<before, to: &scalars, row: 0, headStride: stride)
    new.copyTokens(0..<new.shape[1], to: &scalars, row: before, headStride: stride)
    return Tensor(shape: [kvHeads, length, headDimension], scalars: scalars)
  }

  /// Forgets all tokens but the first `length`; the rest is copied once more.
  package mutating func trim(to length: Int) {
    requireTrimmable(to: length)
    guard length < offset else { return }
    keyMemory = keyMemory.sliced(tokens: 0..<length)
    valueMemory = valueMemory.sliced(tokens: 0..<length)
    copiedByteCount += byteCount
  }

  /// Forgets all tokens. The count of copied bytes goes on.
  package mutating func reset() {
    keyMemory = Tensor(zeros: [kvHeads, 0, headDimension])
    valueMemory = keyMemory
  }
}
