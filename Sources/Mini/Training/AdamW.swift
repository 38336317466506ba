import Base

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019, arXiv 1711.05101, algorithm 2).
///
///     m ← β₁ m + (1 − β₁) g          where the gradient points, on average
///     v ← β₂ v + (1 − β₂) g²         how large it is, on average
///     w ← w − rate · (m̂ / (√v̂ + ε) + decay · w)
///
/// with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), as both averages begin with zeros (Kingma and Ba, 2015).
/// A steady gradient moves its number by about `rate`, however small it is, if it is far above ε; one that
/// comes and goes, by less.
///
/// Only matrices decay: a gain or a bias that is drawn to 0 would say something about the model and not
/// about how well it fits.
public struct AdamW: Optimizer {
  /// β₁, how much of the average direction stays.
  public var beta1: Double

  /// β₂, how much of the average square stays.
  public var beta2: Double

  /// ε, what keeps the quotient finite where no gradient came yet.
  public var eps: Double

  /// What each step takes away of a weight, times the rate.
  public var weightDecay: Double

  /// How many steps have been made.
  public private(set) var stepCount = 0

  /// m and v of every tensor; empty before the first step.
  private var directions: [Tensor] = []
  private var squares: [Tensor] = []

  /// β₁ᵗ and β₂ᵗ
  private var (power1, power2) = (1.0, 1.0)

  /// An optimiser before its first step.
  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, eps: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    require(
      0 <= beta1 && beta1 < 1 && 0 <= beta2 && beta2 < 1,
      "averages keep a part from 0 on and below 1, not \(beta1) and \(beta2)")
    require(
      0 <= eps && eps.isFinite && 0 <= weightDecay && weightDecay.isFinite,
      "ε and the decay are numbers from 0 on, not \(eps) and \(weightDecay)")
    (self.beta1, self.beta2, self.eps, self.weightDecay) = (beta1, beta2, eps, weightDecay)
  }

  /// One step of the algorithm.
  public mutating func update<Model: Parameterized>(
    _ model: inout Model, gradient: Model, learningRate: Double, factor: Double
  ) {
    let gradients = gradient.parameters
    if directions.isEmpty {
      directions = gradients.map { Tensor(zeros: $0.shape) }
      squares = gradients.map { Tensor(zeros: $0.shape) }
    }
    stepCount += 1
    (power1, power2) = (power1 * beta1, power2 * beta2)
    var rule = OptimizerRows.Adam(
      beta1: Float(beta1), rest1: Float((1 - beta1) * factor),
      beta2: Float(beta2), rest2: Float((1 - beta2) * factor * factor),
      // rate · m̂ / (√v̂ + ε) = step · m / (√v + ε') with the corrections taken out of both
      step: Float(learningRate * (1 - power2).squareRoot() / (1 - power1)),
      eps: Float(eps * (1 - power2).squareRoot()), kept: 1)
    let kept = Float(1 - learningRate * weightDecay)
    var i = 0
    model.forEachParameter { _, weights in
      rule.kept = weights.rank > 1 ? kept : 1
      OptimizerRows.update(rule, &weights, gradients[i], &directions[i], &squares[i])
      i += 1
    }
  }
}
