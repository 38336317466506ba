import Base

/// Cosine and sine of the angle of every pair at every token: all that a rotation needs to know.
///
/// Angles are `Double`. Of the 24 bits of a `Float`, far into a text most go to whole turns: at
/// position 131,071 with 64 pairs an angle would be off by up to 0.003 radians. Only the cosine and
/// the sine, which lie within ±1, are rounded to `Float`.
public struct RotaryTable: Sendable {
  /// The number of tokens: rows of the table.
  public private(set) var tokens: Int

  /// The number of pairs: columns of the table.
  public private(set) var pairs: Int

  private(set) var cosines: Scalars  // [tokens, pairs]
  private(set) var sines: Scalars  // [tokens, pairs]

  /// What the table was prepared for, if it was.
  private var source: (frequencies: [Double], scale: Double, first: Int)?

  /// Cosine and sine of `angle(token, pair)`, in radians, both times `scale`. Positive angles turn
  /// the first feature of a pair towards the second.
  public init(
    tokens: Int, pairs: Int, scale: Double = 1, angle: (_ token: Int, _ pair: Int) -> Double
  ) {
    let count = Tensor.count(of: [tokens, pairs])
    (self.tokens, self.pairs) = (tokens, pairs)
    (cosines, sines) = (Scalars(zeros: count), Scalars(zeros: count))
    write(scale: scale, angle: angle)
  }

  private mutating func write(scale: Double, angle: (_ token: Int, _ pair: Int) -> Double) {
    for token in 0..<tokens {
      for pair in 0..<pairs {
        let (sine, cosine) = Double.sineAndCosine(angle(token, pair))
        cosines[token * pairs + pair] = Float(scale * cosine)
        sines[token * pairs + pair] = Float(scale * sine)
      }
    }
  }

  /// Cosine and sine of one pair at one token, as the rotation uses them.
  public subscript(token: Int, pair: Int) -> (cosine: Float, sine: Float) {
    require(
      0 <= token && token < tokens && 0 <= pair && pair < pairs,
      "token \(token), pair \(pair) is outside a table of [\(tokens), \(pairs)]")
    return (cosines[token * pairs + pair], sines[token * pairs + pair])
  }
}

// MARK: Kept from layer to layer

extension RotaryTable {
  /// No token yet.
  init() { self.init(tokens: 0, pairs: 0) { _, _ in 0 } }

  /// Becomes the table of `rope` for the positions `first`, `first` + 1, …, unless it is already: all
  /// layers of a model turn by the same angles, and only the first of them computes these. The memory
  /// stays as long as the number of tokens does.
  mutating func prepare(for rope: RotaryEmbedding, from first: Int, tokens: Int) {
    let (frequencies, scale) = (rope.frequencies, rope.scaling.attentionFactor)
    if self.tokens == tokens, let source, source.first == first, source.scale == scale,
      source.frequencies == frequencies
    {
      return
    }
    if (self.tokens, pairs) != (tokens, frequencies.count) {
      (self.tokens, pairs) = (tokens, frequencies.count)
      (cosines, sines) = (Scalars(zeros: tokens * pairs), Scalars(zeros: tokens * pairs))
    }
    write(scale: scale) { token, pair in (Double(first) + Double(token)) * frequencies[pair] }
    source = (frequencies, scale, first)
  }
}
