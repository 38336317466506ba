import Base

/// Rotary position embedding: queries and keys are turned, pair of features by pair of features, by
/// angles that grow with the token's position (RoFormer, Su et al., 2021, sec. 3.2).
///
/// Pair i of the token at position m turns by m · θ_i with θ_i = base^(−2i / d). A query turned by m
/// and a key turned by n then have a product in which only n − m is left (eq. 16). Values are not
/// turned.
///
///     let rope = RotaryEmbedding(headDimension: 64)
///     let (q, k) = (rope(queries, offset: m), rope(keys, offset: n))
public struct RotaryEmbedding: Sendable {
  /// The length of a head vector.
  public let headDimension: Int

  /// How many features of a head are turned, the first ones; the rest pass through as they are.
  public let rotatedDimensions: Int

  /// The base of the frequencies, before any scaling: 10,000 in the paper.
  public let base: Double

  /// Which features form a pair.
  public let layout: RotaryLayout

  /// How the frequencies are changed for longer texts.
  public let scaling: RotaryScaling

  /// θ_i in radians per position, i = 0 ..< rotatedDimensions / 2, fastest first.
  public let frequencies: [Double]

  /// A rotary embedding of heads with `headDimension` features, of which `rotatedDimensions`, an
  /// even number, are turned: all of them unless said otherwise.
  public init(
    headDimension: Int, base: Double = 10_000, layout: RotaryLayout = .interleaved,
    rotatedDimensions: Int? = nil, scaling: RotaryScaling = .none
  ) {
    let rotated = rotatedDimensions ?? headDimension
    do {
      try Self.validate(rotatedDimensions: rotated, headDimension: headDimension)
      try scaling.validate(base: base, dimensions: rotated)
    } catch { stop(error.description) }
    self.headDimension = headDimension
    self.rotatedDimensions = rotated
    self.base = base
    self.layout = layout
    self.scaling = scaling
    frequencies = scaling.frequencies(base: base, dimensions: rotated)
  }

  /// Positions per full turn of each pair, 2π / θ_i (YaRN, Peng et al.,
  /// 2023, eq. 13). A pair whose wavelength exceeds the trained context has
  /// never been seen to finish a turn.
  public var wavelengths: [Double] {
    frequencies.map { theta in 2 * .pi / theta }
  }
}

// MARK: Turning queries and keys

extension RotaryEmbedding {
  /// Turns the tokens of `x` as those at the positions `offset`, `offset` + 1, …
  ///
  /// `x` is `[heads, tokens, headDimension]`, `[tokens, headDimension]`, or the vector
  /// `[headDimension]` of one token. With a cache, `offset` is the number of tokens in it: left at 0,
  /// every new token would stand at the start of the text.
  public func callAsFunction(_ x: Tensor, offset: Int = 0) -> Tensor {
    self(x, positions: (0..<x.tokenCount).map { token in Double(offset) + Double(token) })
  }

  /// Turns token t of `x` as the one at `positions[t]`. Positions may come in any order; a negative
  /// one undoes a rotation, though not the attention factor of YaRN, which multiplies every time.
  public func callAsFunction(_ x: Tensor, positions: [Int]) -> Tensor {
    self(x, positions: positions.map { position in Double(position) })
  }

  /// Turns token t of `x` as the one at `positions[t]`, which may lie between whole positions.
  public func callAsFunction(_ x: Tensor, positions: [Double]) -> Tensor {
    require(
      positions.count == x.tokenCount,
      "the tokens of \(x.shape) need as many positions, not \(positions.count)")
    return self(x, table: table(positions: positions))
  }

  /// Turns token t of `x` by the angles in row `first` + t of `table`.
  public func callAsFunction(_ x: Tensor, table: RotaryTable, from first: Int = 0) -> Tensor {
    require(
      x.width == headDimension,
      "the shape \(x.shape) does not end with the head dimension \(headDimension)")
    return rotate(x, by: table, from: first, layout: layout)
  }

  /// The angles of the positions 0 ..< `length`: row p for position p.
  public func table(upTo length: Int) -> RotaryTable {
    require(
      length >= 0 && (Count(length) * Count(headDimension)).fitsIntoMemory,
      "a table for heads of \(headDimension) features cannot hold \(counted(length, "position"))")
    return table(positions: (0..<length).map { position in Double(position) })
  }

  /// The angles m · θ_i of `positions` as cosines and sines: row t for `positions[t]`.
  public func table(positions: [Double]) -> RotaryTable {
    RotaryTable(
      tokens: positions.count, pairs: frequencies.count, scale: scaling.attentionFactor
    ) { token, pair in positions[token] * frequencies[pair] }
  }
}

// MARK: What can be turned

extension RotaryEmbedding {
  /// Throws a sentence for a reader where `rotatedDimensions` features of a head of `headDimension`
  /// cannot be turned in pairs.
  public static func validate(rotatedDimensions: Int, headDimension: Int) throws(ModelError) {
    try ModelError.check(
      headDimension >= 1, "a head needs at least one feature, not \(headDimension)")
    try ModelError.requireMemory(
      for: Count(headDimension), "a head of \(headDimension) features")
    try ModelError.check(
      (0...headDimension).contains(rotatedDimensions),
      "\(counted(rotatedDimensions, "feature")) cannot be rotated in a head of \(headDimension)")
    try ModelError.check(
      rotatedDimensions % 2 == 0,
      "rotary embedding turns features in pairs, and with \(rotatedDimensions) of them the last "
        + "has no partner: choose an even number")
  }
}
