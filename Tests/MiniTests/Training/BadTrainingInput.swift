@testable import Mini

/// What training is asked for, and numbers that are no counts.
extension BadInputTests {
  static let training = [
    Size("LearningRateSchedule, steps", refused: [0, -1, .min]) {
      _ = try LearningRateSchedule(peak: 1, steps: $0)(.max)
    },
    Size("LearningRateSchedule, warmUp", refused: [-1, .min]) {
      let schedule = try LearningRateSchedule(peak: 1, warmUp: $0, steps: 4)
      _ = (schedule(1), schedule(.max))
    },
    Size("TrainingStep, texts") { _ = try TrainingStep(small, texts: $0, tokens: 4) },
    Size("TrainingStep, tokens") { _ = try TrainingStep(small, texts: 1, tokens: $0) },
    Size("Trainer.textsAtOnce", refused: [0, -1, .min]) {
      var trainer = try trainer()
      trainer.textsAtOnce = $0
      _ = try trainer.step(on: [[1, 2], [3, 4]])
    },
    Size("texts of a step", refused: [0, -1, .min]) {
      var trainer = try trainer()
      _ = try trainer.step(on: Array(repeating: [1, 2], count: clamped($0)))
    },
    Size("tokens of a text to learn from", refused: [0, -1, 1, .min, .max]) {
      var trainer = try trainer()
      _ = try trainer.step(on: [Array(repeating: 1, count: clamped($0))])
    },
    Size("a token to learn from", refused: [-1, 8, .min, .max]) {
      var trainer = try trainer()
      _ = try trainer.step(on: [[1, 2, 3], [1, $0, 3]])
    },
    Size("a token to foresee", refused: [-1, 8, .min, .max]) {
      var trainer = try trainer()
      _ = try trainer.step(on: [[1, 2, 3], [1, 2, $0]])
    },
    Size("Transformer.evaluate, textsAtOnce", refused: [0, -1, .min]) {
      _ = try decoder.evaluate([[1, 2], [3, 4]], textsAtOnce: $0)
    },
    Size("tokens of a text to evaluate", refused: [0, -1, 1, .min, .max]) {
      _ = try decoder.evaluate([Array(repeating: 1, count: clamped($0))])
    },
    Size("a token to evaluate", refused: [-1, 8, .min, .max]) {
      _ = try decoder.evaluate([[1, $0]])
    },
  ]

  /// One number that somebody hands in.
  struct Number: Sendable {
    var name: String
    var refused: [Double]
    var accepted: [Double]
    var attempt: @Sendable (Double) throws -> Void

    init(
      _ name: String, refused: [Double], accepted: [Double],
      _ attempt: @escaping @Sendable (Double) throws -> Void
    ) {
      (self.name, self.refused, self.accepted) = (name, refused, accepted)
      self.attempt = attempt
    }
  }

  static let numbers = [
    Number("temperature", refused: [-1, .nan, .infinity], accepted: [0, 1e-300, 1e300]) {
      var sampler = try Sampler(temperature: $0, seed: 1)
      _ = sampler(Tensor([1, 2, 3]))
    },
    Number("topP", refused: [0, -1, 1.1, .nan, .infinity], accepted: [1e-300, 1]) {
      var sampler = try Sampler(topP: $0, seed: 1)
      _ = sampler(Tensor([1, 2, 3]))
    },
    Number("the peak", refused: [0, -1, .nan, .infinity], accepted: [1e-300, 1]) {
      _ = try LearningRateSchedule(peak: $0, steps: 4)
    },
    Number("a constant rate", refused: [0, -1, .nan, .infinity], accepted: [1e-300, 1]) {
      _ = try LearningRateSchedule(constant: $0)
    },
    Number("the last rate", refused: [-0.1, 1.1, .nan, .infinity], accepted: [0, 1]) {
      _ = try LearningRateSchedule(peak: 1, steps: 4, finalFraction: $0)
    },
    Number("clipping", refused: [0, -1, .nan], accepted: [1e-300, 1, .infinity]) {
      var trainer = try trainer(clipping: $0)
      _ = try trainer.step(on: [[1, 2]])
    },
    Number("eps", refused: [-1, .nan, .infinity], accepted: [0, 1]) { value in
      try validate { $0.eps = value }
    },
    Number("normFraction", refused: [0, -1, 1.5, .nan], accepted: [1e-300, 1]) { value in
      try validate { $0.normFraction = value }
    },
    Number("the base", refused: [0, -1, .nan, .infinity], accepted: [1e-300, 1e300]) { value in
      try validate { $0.positions = .rotary(base: value) }
    },
    Number("the factor", refused: [0.5, -1, .nan, .infinity], accepted: [1, 1e300]) { value in
      try validate { $0.positions = .rotary(scaling: .interpolation(factor: value)) }
    },
    Number("the embedding", refused: [-1, .nan, .infinity], accepted: [0, 1]) {
      _ = try Transformer(small, seed: 1, embeddingDeviation: $0)
    },
  ]

  private static func trainer(clipping: Double = 1) throws -> Trainer {
    try Trainer(decoder, schedule: LearningRateSchedule(constant: 1e-3), clipping: clipping)
  }

  /// As many as can be made: more than the context of the model anyway.
  private static func clamped(_ count: Int) -> Int { max(0, min(count, 40)) }
}
