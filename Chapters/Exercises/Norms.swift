/// RMSNorm of the vector `x`: each number divided by the root of the mean square, and multiplied
/// by its own number of `gain`.
///
/// `eps` is added to the mean square inside the root.
///
/// By hand: the mean square of (1, −1, 5, 3) is (1 + 1 + 25 + 9) / 4 = 9. With a gain of ones and
/// no eps the result is (1, −1, 5, 3) / 3.
///
/// Told in chapter-rmsnorm, section 2.
public func rmsNorm(_ x: [Double], gain: [Double], eps: Double) -> [Double]? {
  nil  // your code here
}

/// LayerNorm of the vector `x` with a gain of ones and no bias: the mean is taken away first, and
/// what is left is divided by the root of its mean square, with `eps` inside the root.
///
/// `rmsNorm` does all but one step of it.
///
/// By hand: the mean of (1, −1, 5, 3) is 2, so (−1, −3, 3, 1) is left, with mean square 5.
///
/// Told in chapter-rmsnorm, section 3.
public func layerNorm(_ x: [Double], eps: Double) -> [Double]? {
  nil  // your code here
}

/// The spread (standard deviation) that RMSNorm leaves of a signal of spread 1 around the mean
/// `c`, with eps = 0 and a gain of ones.
///
/// Measured in chapter-rmsnorm, section 6.
public func spreadLeft(mean c: Double) -> Double? {
  nil  // your code here
}

/// The gradient of a loss with respect to `x`, if `upstream` is its gradient with respect to
/// y = x / RMS(x): no eps, and a gain of ones.
///
/// Every xⱼ moves every yᵢ, because the RMS depends on all of them. The formula stands in
/// chapter-rmsnorm, section 7.
public func plainNormGradient(_ x: [Double], upstream: [Double]) -> [Double]? {
  nil  // your code here
}
