import Elementary
import Require

/// Cosine and sine of the angle of every pair at every token: all that a rotation needs to know.
///
/// Angles are `Double`. Of the 24 bits of a `Float`, far into a text most go to whole turns: at
/// position 131,071 with 64 pairs an angle would be off by up to 0.003 radians. Only the cosine and
/// the sine, which lie within ±1, are rounded to `Float`.
public struct RotaryTable: Sendable {
  /// The number of tokens: rows of the table.
  public let tokens: Int

  /// The number of pairs: columns of the table.
  public let pairs: Int

  let cosines: Scalars  // [tokens, pairs]
  let sines: Scalars  // [tokens, pairs]

  /// Cosine and sine of `angle(token, pair)`, in radians, both times `scale`. Positive angles turn
  /// the first feature of a pair towards the second.
  public init(
    tokens: Int, pairs: Int, scale: Double = 1, angle: (_ token: Int, _ pair: Int) -> Double
  ) {
    var (cosines, sines) = (Scalars(zeros: tokens * pairs), Scalars(zeros: tokens * pairs))
    for token in 0..<tokens {
      for pair in 0..<pairs {
        let (sine, cosine) = Double.sineAndCosine(angle(token, pair))
        cosines[token * pairs + pair] = Float(scale * cosine)
        sines[token * pairs + pair] = Float(scale * sine)
      }
    }
    (self.tokens, self.pairs, self.cosines, self.sines) = (tokens, pairs, cosines, sines)
  }

  /// Cosine and sine of one pair at one token, as the rotation uses them.
  public subscript(token: Int, pair: Int) -> (cosine: Float, sine: Float) {
    require(
      0 <= token && token < tokens && 0 <= pair && pair < pairs,
      "token \(token), pair \(pair) is outside a table of [\(tokens), \(pairs)]")
    return (cosines[token * pairs + pair], sines[token * pairs + pair])
  }
}
