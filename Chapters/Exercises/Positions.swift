/// The point (x, y) turned counterclockwise by `angle`, in radians.
///
/// By hand: a quarter turn, π/2, takes (3, 4) to (−4, 3), for the cosine is 0 and the sine is 1.
///
/// The matrix that does it stands in chapter-rope, section 4.
public func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
  nil  // your code here
}

/// The angle in radians by which pair `i`, counted from 0, is turned at `position`, if a head has
/// `dimensions` features.
///
/// Pair 0 turns by one radian per position. Each pair is slower than the one before it by the same
/// factor, so that after all pairs, of which there are `dimensions` / 2, the frequency would have
/// fallen to 1/`base`.
///
/// By hand: with 4 features and a base of 100 there are two pairs, and pair 1 is slower by √100 = 10.
/// At position 3 pair 0 is turned by 3 and pair 1 by 0.3.
///
/// Told in chapter-rope, section 4.
public func angle(pair i: Int, position: Int, dimensions: Int, base: Double) -> Double? {
  nil  // your code here
}

/// The rotary embedding of one head of the token at `position`: features 2i and 2i + 1 form pair i.
///
/// `angle` and `rotatePair` are all that it takes; what they give is optional, so write
/// `angle(pair: i, …)!`.
///
/// By hand: at position 0 nothing is turned. At position 3 the head (1, 0, 0, 1) has its pair (1, 0)
/// turned by 3 and its pair (0, 1) by 0.3, if the base is 100.
///
/// Told in chapter-rope, section 4.
public func rotate(_ head: [Double], position: Int, base: Double) -> [Double]? {
  nil  // your code here
}

/// How many pairs do not complete a single turn within `context` positions: those whose wavelength,
/// 2π/θᵢ, is longer than that.
///
/// Such a pair has never come round in training, and what it does beyond is new to the model.
public func slowPairs(dimensions: Int, base: Double, context: Int) -> Int? {
  nil  // your code here
}

/// The last position, counted from 0, at which a new token can still be placed if positions come
/// from a learned table of `rows` rows and `cached` tokens are in the cache already; −1 if there is
/// no place for a new token.
public func lastPosition(rows: Int, cached: Int) -> Int? {
  nil  // your code here
}
