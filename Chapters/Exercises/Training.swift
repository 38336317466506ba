/// The gradient ∂x of a row x that went through RMSNorm, y = gain · x / r with r = √(mean(x²) + eps),
/// from the gradient `dy` of the loss with respect to y.
///
/// By hand: x = (3, 4) with eps = 0 has r = √12.5, and y stays the same when x is made larger. So what
/// comes of dy = x is 0: a gradient along x is taken away.
///
/// For gains of 1 it stands in chapter-training, section 2.
public func rmsNormGradient(
  x: [Double], gain: [Double], eps: Double, dy: [Double]
) -> [Double]? {
  nil  // your code here
}

/// The gradient of the loss −ln softmax(logits)[target] with respect to the logits.
///
/// Logits can be large: e¹⁰⁰⁰ is infinite, and the right answer is not.
///
/// By hand: two equal logits have a probability of 1/2 each. If the target is token 0, the gradient is
/// (1/2 − 1, 1/2).
///
/// Told in chapter-training, section 3.
public func crossEntropyGradient(logits: [Double], target: Int) -> [Double]? {
  nil  // your code here
}

/// The weight after step `t`, from 1 on, of AdamW with β₁ = 0.9, β₂ = 0.99, ε = 1e-8 and a decay of
/// 0.01. `m` and `v` are the averages before the step.
///
/// By hand: in step 1 both averages begin with 0, and corrected for that they are g and g². So a weight
/// moves by `rate` · (sign of g + 0.01 · weight), whatever the size of g: from 1, with a rate of 0.1 and
/// a positive g, to 1 − 0.1 · 1.01 = 0.899.
///
/// The formulas stand in chapter-training, section 9.
public func adamWStep(
  weight: Double, gradient: Double, m: Double, v: Double, t: Int, rate: Double
) -> Double? {
  nil  // your code here
}
