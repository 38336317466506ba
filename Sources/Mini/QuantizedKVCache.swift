/// A cache that keeps keys and values in 8 bits, block by block of tokens.
///
/// A scale for each channel is known only when the tokens that share it are there, so recent tokens
/// stay as they came until their block is full and the next token arrives; then the block is rounded
/// (the grouping and the residual of KIVI, Liu et al., 2024, sec. 3). Keys have a scale per channel
/// and values one per token unless said otherwise.
///
/// The answer differs from that of ``KVCache`` by the rounding, and it is the same in any chunks. To
/// be read, keys and values become 32-bit numbers for the time of one attention: this cache saves
/// memory that lasts, not time.
public struct QuantizedKVCache: KeyValueCache, Sendable {
  /// The number of kv heads.
  public let kvHeads: Int

  /// The length of a key and of a value.
  public let headDimension: Int

  /// How many tokens are rounded together.
  public let blockLength: Int

  /// Which keys of a block share a scale.
  public let keyScales: Int8Scales

  /// Which values of a block share a scale.
  public let valueScales: Int8Scales

  // Blocks of blockLength tokens, and the 1 to blockLength tokens after them.
  private var keyBlocks: [Int8Quantization] = []
  private var valueBlocks: [Int8Quantization] = []
  private var recent: KVCache

  /// An empty cache; every size must be at least 1.
  public init(
    kvHeads: Int, headDimension: Int, blockLength: Int = 32, keyScales: Int8Scales = .perChannel,
    valueScales: Int8Scales = .perToken
  ) throws(ModelError) {
    try ModelError.require(blockLength, atLeastOne: "the length of a block")
    recent = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: blockLength)
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.blockLength = blockLength
    self.keyScales = keyScales
    self.valueScales = valueScales
  }

  /// How many tokens are in it.
  public var offset: Int { roundedTokens + recent.offset }

  /// How many tokens, the oldest ones, are kept in 8 bits.
  public var roundedTokens: Int { keyBlocks.count * blockLength }

  /// Codes and scales of the rounded tokens, and the recent ones in full.
  public var byteCount: Int { roundedByteCount + recent.byteCount }

  /// Codes and scales, and places for a whole block of recent tokens.
  public var allocatedByteCount: Int { roundedByteCount + recent.allocatedByteCount }

  private var roundedByteCount: Int {
    (keyBlocks + valueBlocks).reduce(0) { $0 + $1.byteCount }
  }

  /// One run for each block, as 32-bit numbers made for this call.
  public var rows: KeyValueRows {
    let (kept, blocks) = (recent.rows, keyBlocks.count)
    let starts = (0...blocks).map { block in block * kvHeads * blockLength }
    return KeyValueRows(
      keys: Scalars(keyBlocks.flatMap(\.dequantized.scalars) + kept.keys),
      values: Scalars(valueBlocks.flatMap(\.dequantized.scalars) + kept.values),
      kvHeads: kvHeads, headDimension: headDimension, headStride: blockLength * headDimension,
      runs: starts.enumerated().map { block, firstRow in
        PositionRun(firstRow: firstRow, count: block < blocks ? blockLength : recent.offset)
      })
  }

  /// Up to the end of the block, since the token after it sees the block rounded.
  public func tokensBeforeAttending(_ tokens: Int) -> Int {
    let free = blockLength - recent.offset
    return min(tokens, free > 0 ? free : blockLength)
  }

  /// There is always room.
  public func reserve(_ tokens: Int) {}

  /// Appends `[kvHeads, tokens, headDimension]` keys and values.
  public mutating func update(keys: Tensor, values: Tensor) throws(ModelError) {
    let tokens = checkedTokens(keys, values)
    var token = 0
    while token < tokens {
      if recent.offset == blockLength { roundRecent() }
      let piece = token..<min(tokens, token + blockLength - recent.offset)
      try recent.update(keys: keys.sliced(tokens: piece), values: values.sliced(tokens: piece))
      token = piece.upperBound
    }
  }

  private mutating func roundRecent() {
    keyBlocks.append(Int8Quantization(recent.keys, scales: keyScales))
    valueBlocks.append(Int8Quantization(recent.values, scales: valueScales))
    recent.reset()
  }

  /// Forgets all tokens but the first `length`. Between two rounded blocks a cut is possible, and
  /// among the recent tokens; within a block it throws, since its scales were made for all of it.
  public mutating func trim(to length: Int) throws(ModelError) {
    requireTrimmable(to: length)
    if length >= roundedTokens {
      recent.trim(to: length - roundedTokens)
    } else if length % blockLength == 0 {
      recent.reset()
      keyBlocks.removeSubrange((length / blockLength)...)
      valueBlocks.removeSubrange((length / blockLength)...)
    } else {
      throw ModelError(
        "the cache cannot go back to \(length) tokens: its first \(roundedTokens) are rounded in "
          + "blocks of \(blockLength); choose a multiple of \(blockLength), or reset it")
    }
  }

  /// Forgets all tokens.
  public mutating func reset() {
    keyBlocks = []
    valueBlocks = []
    recent.reset()
  }
}
