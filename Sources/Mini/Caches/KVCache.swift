import Base

/// The keys and values of one layer in memory that is set aside once, so that appending a token
/// writes its rows and moves nothing.
///
/// Keys lie as `[kvHeads, capacity, headDimension]`, and values beside them in the same way. The
/// positions of one head follow one another, so attention scans memory straight through. What lies
/// beyond ``offset`` is never read.
public struct KVCache: KeyValueCache, Sendable {
  /// The number of kv heads; query heads that share one do not make the cache larger.
  public let kvHeads: Int

  /// The length of a key and of a value.
  public let headDimension: Int

  /// How many tokens fit.
  public let capacity: Int

  /// How many tokens are in it, which is the position of the next one.
  public private(set) var offset = 0 { didSet { run[0].count = offset } }

  // Kept, so that no token has to make an array.
  private var run = [PositionRun(firstRow: 0, count: 0)]
  private var keyMemory: Scalars  // [kvHeads, capacity, headDimension]
  private var valueMemory: Scalars  // [kvHeads, capacity, headDimension]

  /// An empty cache for `capacity` tokens; every size must be at least 1.
  public init(kvHeads: Int, headDimension: Int, capacity: Int) throws(ModelError) {
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    try ModelError.require(capacity, atLeastOne: "the capacity of a cache")
    try Self.requireMemory(
      places: Count(capacity), kvHeads: kvHeads, headDimension: headDimension)
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.capacity = capacity
    keyMemory = Scalars(zeros: kvHeads * capacity * headDimension)
    valueMemory = keyMemory
  }

  /// 2 · kvHeads · offset · headDimension numbers of 4 bytes.
  public var byteCount: Int { floatBytes(offset) }

  /// 2 · kvHeads · capacity · headDimension numbers of 4 bytes.
  public var allocatedByteCount: Int { floatBytes(capacity) }

  /// One run: positions lie in order.
  public var view: KeyValueView {
    KeyValueView(
      keys: keyMemory, values: valueMemory, kvHeads: kvHeads, headDimension: headDimension,
      headStride: capacity * headDimension, runs: run)
  }

  /// Throws if fewer than `tokens` places are left.
  public func reserve(_ tokens: Int) throws(ModelError) {
    if tokens > capacity - offset {
      let needed = Count(offset) + Count(tokens)
      throw ModelError(
        "the cache is full: it has \(counted(capacity, "place")) and holds "
          + "\(counted(offset, "token")), so there is no room for \(tokens) more; choose a capacity of "
          + "at least \(needed.value), or trim or reset the cache")
    }
  }

  /// Appends `[kvHeads, tokens, headDimension]` keys and values, or throws
  /// and changes nothing.
  public mutating func update(
    keys: Tensor, values: Tensor
  ) throws(ModelError) {
    let tokens = checkedTokens(keys, values)
    try reserve(tokens)
    let stride = capacity * headDimension
    keys.copyTokens(
      0..<tokens, to: &keyMemory, row: offset, headStride: stride)
    values.copyTokens(
      0..<tokens, to: &valueMemory, row: offset, headStride: stride)
    offset += tokens
  }

  /// Forgets all tokens but the first `length`.
  public mutating func trim(to length: Int) {
    requireTrimmable(to: length)
    offset = length
  }

  /// Forgets all tokens. The memory stays.
  public mutating func reset() { offset = 0 }
}
