import Foundation  // for sqrt, cos, sin and pow, should you want them

/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and ask
/// `swift run chapter-rope --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// Causal attention of one head: for each token the values of the tokens up to it, added up with
  /// the softmax of its query's products with their keys, divided by √D.
  ///
  /// Section 1 has the formula.
  static func attention(queries: [[Double]], keys: [[Double]], values: [[Double]]) -> [[Double]]? {
    nil  // your code here
  }

  /// The point (x, y) turned counterclockwise by `angle`, in radians.
  ///
  /// Section 5 shows the matrix that does it.
  static func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
    nil  // your code here
  }

  /// The angle in radians by which pair `i`, counted from 0, is turned at `position`, if a head has
  /// `dimensions` features.
  ///
  /// Pair 0 turns by one radian per position. Each pair is slower than the one before it by the same
  /// factor, so that after all pairs the frequency would have fallen to 1/`base`.
  static func angle(pair i: Int, position: Int, dimensions: Int, base: Double) -> Double? {
    nil  // your code here
  }

  /// The rotary embedding of a sequence: row n holds the features of the token at position n, and
  /// features 2i and 2i + 1 form pair i.
  ///
  /// The two functions above are all that it takes.
  static func rotate(_ tokens: [[Double]], base: Double) -> [[Double]]? {
    nil  // your code here
  }

  /// How many pairs do not complete a single turn within `context` positions: those whose wavelength,
  /// 2π/θᵢ, is longer than that.
  ///
  /// Such a pair has never come round in training, and what it does beyond is new to the model.
  static func slowPairs(dimensions: Int, base: Double, context: Int) -> Int? {
    nil  // your code here
  }

  /// The last position, counted from 0, at which a new token can still be placed if positions come
  /// from a learned table of `rows` rows and `cached` tokens are in the cache already; −1 if there is
  /// no place for a new token.
  static func lastPosition(rows: Int, cached: Int) -> Int? {
    nil  // your code here
  }
}
