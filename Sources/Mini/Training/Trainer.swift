import Base

/// A model that learns, step by step.
///
///     var trainer = try Trainer(
///       Transformer(configuration, seed: 1),
///       schedule: LearningRateSchedule(peak: 3e-3, warmUp: 50, steps: 1000))
///     for _ in 0..<1000 {
///       let report = try trainer.step(on: nextTexts())
///       if report.hasDiverged { break }
///     }
///     let model = trainer.model
///
/// The same texts give the same bits on every processor, for any number of threads.
public struct Trainer: Sendable {
  /// The model as it is after the last step.
  public private(set) var model: Transformer

  /// How the numbers follow their gradient.
  public var optimizer: AnyOptimizer

  /// How large the steps are.
  public var schedule: LearningRateSchedule

  /// The largest length of the gradient as one vector: a longer one is scaled down to it (Pascanu et al.,
  /// 2013, arXiv 1211.5063). nil leaves every gradient as it is.
  public var clipping: Double?

  /// How many texts are in memory at once; nil for all of a batch. It changes no bit.
  public var textsAtOnce: Int?

  /// How many steps have been made.
  public private(set) var stepCount = 0

  /// The losses of the last step by token, `[texts, tokens]`, in nats.
  public private(set) var losses = Tensor.empty

  /// The gradient of the last step, before it was clipped.
  public private(set) var gradient: Transformer

  private var memory: TrainingStep?

  /// A trainer before its first step, or a sentence about why this model cannot learn here.
  public init(
    _ model: Transformer, optimizer: AnyOptimizer = AdamW(), schedule: LearningRateSchedule,
    clipping: Double? = 1
  ) throws(ModelError) {
    try model.validateLearnable()
    if let clipping, !(clipping > 0) {
      throw ModelError("a gradient is clipped to a length above 0, not \(clipping)")
    }
    // The weights, their gradients, and two averages of these.
    let count = Count(model.parameterCount)
    try ModelError.requireMemory(for: 4 * count, "training a model of \(count.value) parameters")
    self.model = model
    self.optimizer = optimizer
    self.schedule = schedule
    self.clipping = clipping
    gradient = model.zeros
  }

  /// Begins anew with other numbers, and an optimiser that has seen nothing, in the memory that is there:
  /// the next of several runs with models of one configuration.
  public mutating func restart(with model: Transformer, optimizer: AnyOptimizer) {
    require(
      model.configuration == self.model.configuration,
      "a trainer begins anew with a model of the same configuration")
    self.model = model
    self.optimizer = optimizer
    stepCount = 0
  }

  /// What a step found.
  public struct Report: Equatable, Sendable {
    /// Which step it was, from 1 on.
    public let step: Int

    /// The mean loss over all tokens of the batch before the step, in nats.
    public let loss: Double

    /// The length of the gradient as one vector, before it was clipped.
    public let gradientNorm: Double

    /// How large the step was.
    public let learningRate: Double

    /// Whether the loss or the gradient is infinite or no number, or the gradient is, clipped, so long
    /// that its square is no 32-bit number: the weights are left as they were, and no further step would
    /// help.
    public let hasDiverged: Bool
  }

  /// Learns from a batch: all tokens of all texts count alike.
  ///
  /// - Parameter texts: of one length, one token longer than what is read of them
  public mutating func step(on texts: [[Int]]) throws(ModelError) -> Report {
    let batch = try Batch(texts)
    try model.validate(batch)  // before the gradient of the last step is lost
    let atOnce = textsAtOnce.map { min($0, batch.texts) } ?? batch.texts
    if memory?.texts != atOnce || memory?.tokens != batch.tokens {
      memory = nil
      memory = try TrainingStep(model.configuration, texts: atOnce, tokens: batch.tokens)
    }
    gradient.forEachParameter { _, tensor in tensor.fill(with: 0) }
    try memory!(batch, model, losses: &losses, addingTo: &gradient)

    let norm = gradient.globalNorm
    let factor = clipping.map { $0 < norm ? $0 / norm : 1 } ?? 1
    let report = Report(
      step: stepCount + 1, loss: losses.meanOfAll, gradientNorm: norm,
      learningRate: schedule(stepCount + 1),
      hasDiverged: !(losses.meanOfAll.isFinite && norm * factor < Self.largestNorm))
    stepCount += 1
    if !report.hasDiverged {
      // Squares of what will be clipped may be too large: a power of two takes nothing but size from it.
      let scale = norm < Self.largestNorm ? 1 : 1 / norm.binade
      optimizer.update(
        &model, gradient: scale == 1 ? gradient : gradient.scaled(by: Float(scale)),
        learningRate: report.learningRate, factor: factor / scale)
    }
    return report
  }

  /// 2⁶³, whose square is a 32-bit number with room for a sum.
  private static let largestNorm = 0x1p63
}

extension Parameterized {
  /// All learned numbers times `factor`.
  fileprivate func scaled(by factor: Float) -> Self {
    var result = self
    result.forEachParameter { _, tensor in tensor = tensor * factor }
    return result
  }
}

extension Tensor {
  /// The mean of all elements, added up in `Double`; NaN if there are none.
  var meanOfAll: Double { scalars.reduce(0) { $0 + Double($1) } / Double(count) }
}
