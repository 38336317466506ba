import Experiments
import Mini

/// Runs with plain descent, without clipping.
package enum Divergence {
  package static let rates = [0.3, 3, 30, 1e12]

  package static func plan(rate: Double, steps: Int, seed: UInt64) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, seed: seed)
    (plan.optimizer, plan.learningRate, plan.clipping) = (SGD(), rate, nil)
    return plan
  }
}
