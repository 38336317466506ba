import Base
import Mini

/// Which numbers share a scale when `[heads, tokens, headDimension]` is rounded to 8 bits.
package enum Int8Scales: String, CaseIterable, Sendable {
  /// All features of a token in a head: a token can be rounded as soon as it is there.
  case perToken
  /// All tokens of a feature in a head: one feature with large numbers does not spoil the others.
  /// Keys have such outlier features, values do not (KIVI, Liu et al., 2024, sec. 3).
  case perChannel
}

/// `[heads, tokens, headDimension]` in 8 bits for each number: x ≈ scale · code with whole codes from
/// −127 to 127.
///
/// The scale of numbers that share one is their largest magnitude divided by 127, so that 0 stays 0
/// and no number is off by more than half a scale. Where one of them is infinite or NaN, all become
/// NaN.
package struct Int8Quantization: Equatable, Sendable {
  /// `[heads, tokens, headDimension]`
  package let shape: [Int]

  /// Which numbers share a scale.
  package let sharing: Int8Scales

  /// The rounded numbers in row-major order.
  package let codes: [Int8]

  /// `[heads, tokens]` if scales are per token, `[heads, headDimension]` if per channel.
  package let scales: Tensor

  /// Rounds `x`, shape `[heads, tokens, headDimension]`, to the nearest code, ties to the even one.
  package init(_ x: Tensor, scales sharing: Int8Scales) {
    require(x.rank == 3, "8 bits are for [heads, tokens, headDimension], not \(x.shape)")
    let shape = x.shape
    let count = shape[0] * (sharing == .perToken ? shape[1] : shape[2])
    var largest = [Float](repeating: 0, count: count)
    for (index, value) in x.scalars.enumerated() {
      let group = Self.group(ofElement: index, shape, sharing)
      // Not `max`: an infinity or a NaN becomes NaN and stays.
      let magnitude = value.isFinite ? abs(value) : .nan
      if !(magnitude <= largest[group]) && !largest[group].isNaN { largest[group] = magnitude }
    }
    let scales = largest.map { largest in
      let scale = largest / 127
      // Next to the smallest Float a scale has few digits left: the largest number, too, needs a code.
      return 127 * scale < largest && scale < .leastNormalMagnitude ? scale.nextUp : scale
    }
    codes = x.scalars.enumerated().map { index, value in
      let scale = scales[Self.group(ofElement: index, shape, sharing)]
      guard scale > 0 else { return 0 }  // all zero, or NaN
      return Int8((value / scale).rounded(.toNearestOrEven))
    }
    self.shape = shape
    self.sharing = sharing
    self.scales = Tensor(
      shape: [shape[0], sharing == .perToken ? shape[1] : shape[2]], scalars: scales)
  }

  /// scale · code for every element: the shape of the original.
  package var dequantized: Tensor {
    Tensor(
      shape: shape,
      scalars: codes.enumerated().map { index, code in
        scales.scalars[Self.group(ofElement: index, shape, sharing)] * Float(code)
      })
  }

  /// One byte for each code and four for each scale.
  package var byteCount: Int { codes.count + scales.count * MemoryLayout<Float>.size }

  /// The index of the scale of element `index` in row-major order.
  private static func group(ofElement index: Int, _ shape: [Int], _ sharing: Int8Scales) -> Int {
    switch sharing {
    case .perToken: index / shape[2]
    case .perChannel: index / (shape[1] * shape[2]) * shape[2] + index % shape[2]
    }
  }
}

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
package struct QuantizedKVCache: KeyValueCache, Sendable {
  /// The number of kv heads.
  package let kvHeads: Int

  /// The length of a key and of a value.
  package let headDimension: Int

  /// How many tokens are rounded together.
  package let blockLength: Int

  /// Which keys of a block share a scale.
  package let keyScales: Int8Scales

  /// Which values of a block share a scale.
  package let valueScales: Int8Scales

  // Blocks of blockLength tokens, and the 1 to blockLength tokens after them.
  private var keyBlocks: [Int8Quantization] = []
  private var valueBlocks: [Int8Quantization] = []
  private var recent: KVCache

  /// An empty cache; every size must be at least 1.
  package init(
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
  package var offset: Int { roundedTokens + recent.offset }

  /// How many tokens, the oldest ones, are kept in 8 bits.
  package var roundedTokens: Int { keyBlocks.count * blockLength }

  /// Codes and scales of the rounded tokens, and the recent ones in full.
  package var byteCount: Int { roundedByteCount + recent.byteCount }

  /// Codes and scales, and places for a whole block of recent tokens.
  package var allocatedByteCount: Int { roundedByteCount + recent.allocatedByteCount }

  private var roundedByteCount: Int {
    (keyBlocks + valueBlocks).reduce(0) { $0 + $1.byteCount }
  }

  /// One run for each block, as 32-bit numbers made for this call.
  package var view: KeyValueView {
    let blocks = keyBlocks.count
    let starts = (0...blocks).map { block in block * kvHeads * blockLength }
    return KeyValueView(
      keys: Scalars(keyBlocks.flatMap { $0.dequantized.scalars } + block(recent.keys)),
      values: Scalars(valueBlocks.flatMap { $0.dequantized.scalars } + block(recent.values)),
      kvHeads: kvHeads, headDimension: headDimension, headStride: blockLength * headDimension,
      runs: starts.enumerated().map { block, firstRow in
        PositionRun(firstRow: firstRow, count: block < blocks ? blockLength : recent.offset)
      })
  }

  /// The recent tokens at the beginning of a block that is not full yet.
  private func block(_ recent: Tensor) -> Scalars {
    var block = Scalars(zeros: kvHeads * blockLength * headDimension)
    recent.copyTokens(
      0..<recent.shape[1], to: &block, row: 0, headStride: blockLength * headDimension)
    return block
  }

  /// Up to the end of the block, since the token after it sees the block rounded.
  package func tokensBeforeAttending(_ tokens: Int) -> Int {
    let free = blockLength - recent.offset
    return min(tokens, free > 0 ? free : blockLength)
  }

  /// There is always room.
  package func reserve(_ tokens: Int) {}

  /// Appends `[kvHeads, tokens, headDimension]` keys and values.
  package mutating func update(keys: Tensor, values: Tensor) throws(ModelError) {
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
  package mutating func trim(to length: Int) throws(ModelError) {
    requireTrimmable(to: length)
    try validateTrim(to: length)
    if length >= roundedTokens {
      recent.trim(to: length - roundedTokens)
    } else {
      recent.reset()
      keyBlocks.removeSubrange((length / blockLength)...)
      valueBlocks.removeSubrange((length / blockLength)...)
    }
  }

  /// Throws for a cut within a block that is rounded.
  package func validateTrim(to length: Int) throws(ModelError) {
    if length < roundedTokens && length % blockLength != 0 {
      throw ModelError(
        "the cache cannot go back to \(counted(length, "token")): its first \(roundedTokens) are rounded in "
          + "blocks of \(blockLength); choose a multiple of \(blockLength), or reset it")
    }
  }

  /// Forgets all tokens.
  package mutating func reset() {
    keyBlocks = []
    valueBlocks = []
    recent.reset()
  }
}
