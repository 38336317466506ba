import Base

/// The forward pass of a model over a batch and the way back: the loss, and its gradient with respect to
/// every learned number.
///
/// It owns the memory of both. What stands between the layers is kept for each block until the gradient
/// has come back to it; the memory for the gradients of these is lent to all blocks in turn.
///
///     var step = try TrainingStep(model.configuration, texts: 16, tokens: 64)
///     var gradient = model.zeros
///     let losses = try step(texts, model, addingTo: &gradient)
///     gradient.blocks[1].feedForward.gate.weight  // ∂loss/∂W
///
/// Texts may go through in parts: the gradients have the bits that they have when all go through
/// together, because each element of each is one chain over the tokens of the batch in their order.
public struct TrainingStep: Sendable {
  /// How many texts are in memory at once.
  public let texts: Int

  /// How many tokens each has at most.
  public let tokens: Int

  /// The embedding of every token.
  private var embedded = Tensor.empty

  /// What each block left behind.
  private var blocks: [TransformerBlock.Activations]

  /// What the head reads.
  private var final = Tensor.empty

  /// The logits, then their gradient: `[rows, vocabulary]`
  private var logits = Tensor.empty

  /// The gradient on its way back, and those of what stands in a block.
  private var (d, memory) = (Tensor.empty, Tensor.empty)
  private var dBlock = TransformerBlock.ActivationGradients()

  /// The gradient of an embedding that is tied to the head, until all texts have been read: the head's
  /// own comes first. `[vocabulary, width]`
  private var dEmbedding = Tensor.empty

  /// Memory for so many texts of so many tokens, or a sentence if there is not enough of it.
  public init(
    _ configuration: TransformerConfiguration, texts: Int, tokens: Int
  ) throws(ModelError) {
    try configuration.validate()
    try ModelError.require(texts, atLeastOne: "the number of texts in a batch")
    try ModelError.require(tokens, atLeastOne: "the number of tokens of a text")
    let count = Self.scalarCount(configuration, texts: texts, tokens: tokens)
    try ModelError.requireMemory(
      for: count, "a training step on \(counted(texts, "text")) of \(counted(tokens, "token"))")
    (self.texts, self.tokens) = (texts, tokens)
    blocks = Array(repeating: TransformerBlock.Activations(), count: configuration.layers)
  }

  /// The losses of all tokens of `texts`, `[texts, tokens]` in nats; the gradient of their mean is added to
  /// `gradient`.
  ///
  /// - Parameters:
  ///   - texts: of one length, one token longer than what is read of them
  ///   - model: with weights that can be learned
  ///   - gradient: a model of the same shapes whose numbers are gradients, see ``Transformer/zeros``
  public mutating func callAsFunction(
    _ texts: [[Int]], _ model: Transformer, addingTo gradient: inout Transformer
  ) throws(ModelError) -> Tensor {
    let batch = try Batch(texts)
    var losses = Tensor(unwritten: [batch.texts, batch.tokens])
    try self(batch, model, losses: &losses, addingTo: &gradient)
    return losses
  }

  mutating func callAsFunction(
    _ batch: Batch, _ model: Transformer, losses: inout Tensor,
    addingTo gradient: inout Transformer
  ) throws(ModelError) {
    try model.validate(batch)
    try model.validateLearnable()
    require(
      model.blocks.count == blocks.count && gradient.configuration == model.configuration,
      "a training step is for models of one configuration")
    let isTied = model.embedding == nil
    if isTied {
      dEmbedding.fit(model.head.outputs, model.head.inputs)
      dEmbedding.fill(with: 0)
    }
    losses.fit(batch.texts, batch.tokens)
    let factor = 1 / Float(batch.inputs.count)
    for first in stride(from: 0, to: batch.texts, by: texts) {
      let part = batch.rows(first..<min(first + texts, batch.texts))
      let (inputs, targets) = (Array(batch.inputs[part]), Array(batch.targets[part]))
      forward(model, inputs, texts: part.count / batch.tokens)
      var partLosses = Tensor(unwritten: [part.count])
      crossEntropyBackward(&logits, targets: targets, factor: factor, losses: &partLosses)
      losses.scalars[part] = partLosses.scalars[...]
      backward(model, inputs, tokens: batch.tokens, &gradient)
    }
    if isTied { gradient.head.weight.addTransposed(dEmbedding) }
  }

  // MARK: Forward

  /// The model as it is always computed, with memory of its own for each block.
  private mutating func forward(_ model: Transformer, _ inputs: [Int], texts: Int) {
    model.embed(inputs, texts: texts, from: 0, into: &embedded)
    for (layer, block) in model.blocks.enumerated() {
      block.forward(input(of: layer), position: 0, texts: texts, &blocks[layer]) { p, heads in
        block.attention.attend(p, mask: model.mask, into: &heads)
      }
    }
    final.fit(like: embedded)
    model.finalNorm(input(of: blocks.count), into: &final)
    logits.fit(inputs.count, model.head.outputs)
    model.head(final, into: &logits, as: .head)
  }

  /// What block `layer` reads, or the last norm.
  private func input(of layer: Int) -> Tensor { layer == 0 ? embedded : blocks[layer - 1].output }

  // MARK: Backward

  /// The model read from below. `logits` holds their gradient.
  private mutating func backward(
    _ model: Transformer, _ inputs: [Int], tokens: Int, _ gradient: inout Transformer
  ) {
    model.head.backward(logits, at: final, into: &d, &gradient.head)
    model.finalNorm.backward(&d, at: input(of: blocks.count), &gradient.finalNorm, &memory)
    for layer in blocks.indices.reversed() {
      model.blocks[layer].backward(
        &d, at: input(of: layer), blocks[layer], mask: model.mask,
        &gradient.blocks[layer], &dBlock)
    }
    // The embedding and the positions were added: both get what arrives.
    if gradient.embedding == nil {
      dEmbedding.scatterRows(of: d, to: inputs)
    } else {
      gradient.embedding!.numbers.scatterRows(of: d, to: inputs)
    }
    gradient.positionEncoding?.addGradient(d, tokens: tokens)
  }

  // MARK: Memory

  /// How many numbers a step keeps, beside the weights: a block's activations for each block, the
  /// gradients of one, and the logits.
  static func scalarCount(
    _ c: TransformerConfiguration, texts: Int, tokens: Int
  ) -> Count {
    let (width, queries, kvs, hidden) = (
      Count(c.width), Count(c.queryHeads) * Count(c.headDimension),
      Count(c.kvHeads) * Count(c.headDimension), Count(c.feedForwardWidth)
    )
    let norms = c.headNorms ? queries + kvs : 0
    let block = 4 * width + 3 * queries + 3 * kvs + norms + 3 * hidden
    return Count(texts) * Count(tokens)
      * (Count(c.layers + 1) * block + 4 * width + Count(c.vocabulary))
  }
}

// MARK: Gradients of a model

extension Transformer {
  /// A model of the same shapes with a 0 for every learned number: what gradients are added to.
  public var zeros: Transformer {
    var result = self
    result.forEachParameter { _, tensor in tensor = Tensor(zeros: tensor.shape) }
    return result
  }

  /// Throws for weights that never change.
  func validateLearnable() throws(ModelError) {
    for (_, weights) in allWeights {
      switch weights {
      case .numbers: continue
      case .panels:
        throw ModelError("weights that are laid out cannot learn: train first, then lay them out")
      case .stored: throw ModelError("stored weights cannot learn: dequantize them first")
      }
    }
  }
}

extension AddedEncoding {
  /// Adds `d`, `[rows, width]`, to the gradient of a table that is learned: every text of so many tokens
  /// begins with the first position.
  mutating func addGradient(_ d: Tensor, tokens: Int) {
    changeTable { table in table.scatterRows(of: d, to: (0..<d.rowCount).map { $0 % tokens }) }
  }
}
