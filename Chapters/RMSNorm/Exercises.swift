import Foundation  // for sqrt, cos, sin and pow, should you want them

/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and
/// ask `swift run chapter-rmsnorm --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// RMSNorm of the vector `x`: each number divided by the root of the mean square, and multiplied
  /// by its own number of `gain`.
  ///
  /// `eps` is added to the mean square inside the root.
  static func rmsNorm(_ x: [Double], gain: [Double], eps: Double) -> [Double]? {
    nil  // your code here
  }

  /// LayerNorm of the vector `x` with a gain of ones and no bias.
  ///
  /// The function above does all but one step of it.
  static func layerNorm(_ x: [Double], eps: Double) -> [Double]? {
    nil  // your code here
  }

  /// The spread (standard deviation) that RMSNorm leaves of a signal of spread 1 around the mean
  /// `c`, with ε = 0 and a gain of ones.
  ///
  /// Section 5 measures it.
  static func spreadLeft(mean c: Double) -> Double? {
    nil  // your code here
  }

  /// The gradient of a loss with respect to `x`, if `upstream` is its gradient with respect to
  /// y = x / RMS(x): no ε, and a gain of ones.
  ///
  /// Every xⱼ moves every yᵢ, because the RMS depends on all of them. Section 7 has the formula.
  static func rmsNormGradient(_ x: [Double], upstream: [Double]) -> [Double]? {
    nil  // your code here
  }
}
