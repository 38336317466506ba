/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and
/// ask `swift run chapter-training --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// The gradient ∂x of a row x that went through RMSNorm, y = gain · x / √(mean(x²) + eps), from the
  /// gradient `dy` of the loss with respect to y.
  ///
  /// Section 2 has it for gains of 1.
  static func rmsNormGradient(
    x: [Double], gain: [Double], eps: Double, dy: [Double]
  ) -> [Double]? {
    nil  // your code here
  }

  /// The gradient of the loss −ln softmax(logits)[target] with respect to the logits.
  ///
  /// Logits can be large: e¹⁰⁰⁰ is infinite, and the right answer is not.
  static func crossEntropyGradient(logits: [Double], target: Int) -> [Double]? {
    nil  // your code here
  }

  /// The weight after step `t`, from 1 on, of AdamW with β₁ = 0.9, β₂ = 0.99, ε = 1e-8 and a decay of
  /// 0.01. `m` and `v` are the averages before the step.
  ///
  /// Section 9 has the formulas.
  static func adamWStep(
    weight: Double, gradient: Double, m: Double, v: Double, t: Int, rate: Double
  ) -> Double? {
    nil  // your code here
  }
}
