import Experiments
import Mini

/// An optimiser at one of its rates.
package struct Contest: Sendable {
  package let name: String
  package let rate: Double
  package let optimizer: any Optimizer

  package static let all: [Contest] =
    [0.03, 0.1, 0.3, 1, 3].map { Contest(name: "plain descent", rate: $0, optimizer: SGD()) }
    + [0.001, 0.003, 0.01, 0.03].map {
      Contest(name: "AdamW", rate: $0, optimizer: AdamW(beta2: 0.99))
    }

  /// The model that all of them begin with.
  package static func start(seed: UInt64) throws -> Transformer {
    var configuration = TransformerConfiguration.smallLanguage
    configuration.contextLength = 64
    return try Transformer(configuration, seed: seed)
  }

  /// The texts are the same for all.
  package func plan(steps: Int, seed: UInt64) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, seed: seed)
    (plan.optimizer, plan.learningRate) = (optimizer, rate)
    return plan
  }
}
