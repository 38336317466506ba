@testable import Mini

extension Mistake {
  static let training = [
    // Backward rules
    Mistake("cannot multiply [2, 3] transposed by [4, 5]: the first extents must agree") {
      var sum = Tensor(zeros: [3, 5])
      matmul(transposed: Tensor(zeros: [2, 3]), Tensor(zeros: [4, 5]), addingTo: &sum)
    },
    Mistake("gate [2], up [3] and hidden [2] must have one shape") {
      var hidden = Tensor([1, 2])
      swiGLU(gate: hidden, up: Tensor([1, 2, 3]), into: &hidden)
    },
    Mistake("gate [2], up [2] and hidden [3] must have one shape") {
      var hidden = Tensor([1, 2, 3])
      swiGLU(gate: Tensor([1, 2]), up: Tensor([1, 2]), into: &hidden)
    },
    Mistake("gate [2] and up [2] do not fit a gradient [3]") {
      let two = Tensor([1, 2])
      var (dGate, dUp) = (two, two)
      swiGLUBackward(Tensor([1, 2, 3]), gate: two, up: two, into: &dGate, &dUp)
    },
    Mistake("a gradient [3] is not that of a softmax [2]") {
      _ = softmaxBackward(Tensor([1, 2, 3]), at: Tensor([1, 2]))
    },
    Mistake(
      "gradients [1, 2, 4], [1, 3, 4], [1, 3, 4] and [1, 3, 4] do not fit queries [1, 3, 4] and keys "
        + "[1, 3, 4]"
    ) {
      let x = Tensor(zeros: [1, 3, 4])
      var (dQueries, dKeys, dValues) = (x, x, x)
      attentionBackward(
        Tensor(zeros: [1, 2, 4]), queries: x, keys: x, values: x, outputs: x, mask: .causal,
        into: &dQueries, &dKeys, &dValues)
    },
    Mistake("rows of [2, 3] do not go into a vector [2]") {
      var sum = Tensor([0, 0])
      sum.addRows(of: Tensor(zeros: [2, 3]))
    },
    Mistake("codes [2, 4] do not go into texts [3, 4]") {
      var x = Tensor(zeros: [3, 4])
      x.addToEachText(Tensor(zeros: [2, 4]))
    },
    Mistake("[3, 4] does not fill 2 rows of a table [5, 4]") {
      var table = Tensor(zeros: [5, 4])
      table.scatterRows(of: Tensor(zeros: [3, 4]), to: [1, 2])
    },
    Mistake("[2, 3] is not the transpose of [2, 3]") {
      var x = Tensor(zeros: [2, 3])
      x.addTransposed(Tensor(zeros: [2, 3]))
    },
    Mistake("[3] does not go into [2]") {
      var x = Tensor([1, 2])
      x.copyScalars(of: Tensor([1, 2, 3]))
    },

    // Loss, optimisers, steps
    Mistake("1 targets and 1 losses do not fit logits [2, 3]") {
      _ = crossEntropy(Tensor(zeros: [2, 3]), targets: [0])
    },
    Mistake("1 targets and 1 losses do not fit logits [3]") {
      _ = crossEntropy(Tensor([1, 2, 3]), targets: [0])
    },
    Mistake("2 targets and 1 losses do not fit logits [2, 3]") {
      var (logits, losses) = (Tensor(zeros: [2, 3]), Tensor([0]))
      crossEntropyBackward(&logits, targets: [0, 1], factor: 1, losses: &losses)
    },
    Mistake("token 3 has no logit in [1, 3]") {
      _ = crossEntropy(Tensor(zeros: [1, 3]), targets: [3])
    },
    Mistake("a momentum is from 0 on and below 1, not 1.0") { _ = SGD(momentum: 1) },
    Mistake("averages keep a part from 0 on and below 1, not 0.9 and 1.0") {
      _ = AdamW(beta2: 1)
    },
    Mistake("ε and the decay are numbers from 0 on, not -1e-08 and 0.01") { _ = AdamW(eps: -1e-8) },
    Mistake("ε and the decay are numbers from 0 on, not 1e-08 and inf") {
      _ = AdamW(weightDecay: .infinity)
    },
    Mistake("a gradient [3] is not that of a tensor [2]") {
      var (norm, descent) = (RMSNorm(dimensions: 2), SGD())
      descent.update(&norm, gradient: RMSNorm(dimensions: 3), learningRate: 1, factor: 1)
    },
    Mistake("a training step is for models of one configuration") {
      var configuration = TransformerConfiguration()
      (configuration.width, configuration.layers) = (16, 1)
      let model = try Transformer(configuration, seed: 1)
      configuration.layers = 2
      var (step, gradient) = (
        try TrainingStep(configuration, texts: 1, tokens: 1), model.zeros
      )
      _ = try step([[1, 2]], model, addingTo: &gradient)
    },
    Mistake("a trainer begins anew with a model of the same configuration") {
      var configuration = TransformerConfiguration()
      (configuration.width, configuration.layers) = (16, 1)
      var trainer = try Trainer(
        Transformer(configuration, seed: 1), schedule: LearningRateSchedule(constant: 1))
      configuration.layers = 2
      trainer.restart(with: try Transformer(configuration, seed: 1), optimizer: AdamW())
    },
  ]
}
