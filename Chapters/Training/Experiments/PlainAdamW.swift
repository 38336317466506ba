import Base

/// AdamW for one number.
package struct PlainAdamW {
  package var (w, m, v) = (0.0, 0.0, 0.0)
  package var t = 0

  package init() {}

  package mutating func step(gradient: Double, rate: Double) -> Double {
    let (beta1, beta2, eps, decay) = (0.9, 0.99, 1e-8, 0.01)
    t += 1
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient * gradient
    let corrected = (
      m / (1 - .pow(beta1, Double(t))), v / (1 - .pow(beta2, Double(t)))
    )
    let step = corrected.0 / (corrected.1.squareRoot() + eps)
    w -= rate * (step + decay * w)
    return w
  }
}
