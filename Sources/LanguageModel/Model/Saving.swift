import Mini

extension Transformer {
  /// Writes the model and its vocabulary as a GGUF file of 32-bit numbers, which other programs read.
  ///
  /// The family follows from the choices: head norms make it `qwen3`, biases `qwen2`, and neither
  /// `llama`. Queries and keys get the order of features that files of the family have, which changes no
  /// score.
  ///
  /// - Throws: If the model has something that no family has, or the file cannot be written; then what
  ///   was there before is left.
  public func write(
    to path: String, vocabulary: Vocabulary, name: String? = nil
  ) throws(LanguageModelError) {
    var description = try ModelDescription(configuration)
    description.name = name
    guard vocabulary.count == description.vocabulary else {
      throw LanguageModelError(
        "a list of \(vocabulary.count) tokens does not fit a model with \(description.vocabulary)")
    }
    var writer = GGUFWriter()
    writer.metadata = description.metadata + vocabulary.metadata
    var tensors = Saver(model: self, description: description).tensors
    for shape in description.tensorShapes {
      guard let numbers = tensors.removeValue(forKey: shape.name) else {
        throw LanguageModelError("the model lacks the tensor \(quoted(shape.name))")
      }
      try writer.append(shape.name, shape.dimensions, Array(numbers.scalars))
    }
    try writer.write(to: path)
  }
}

extension ModelDescription {
  /// The description of a model that a file can hold.
  ///
  /// - Throws: If it has something that no family has.
  public init(_ configuration: TransformerConfiguration) throws(LanguageModelError) {
    let c = configuration
    guard c.norm == .rms, c.normPlacement == .before, c.mask == .causal,
      !(c.headNorms && c.attentionBias),
      case .rotary(let base, _, let scaling, let rotated) = c.positions,
      rotated == nil || rotated == c.headDimension
    else {
      throw LanguageModelError(
        "a file holds decoders with RMSNorm before each layer and rotary positions, with biases or "
          + "norms of the heads or neither, and this model is another")
    }
    let architecture: Architecture = c.headNorms ? .qwen3 : c.attentionBias ? .qwen2 : .llama
    if architecture == .qwen2 && c.queryHeads * c.headDimension != c.width {
      throw LanguageModelError(
        "\(c.queryHeads) heads of \(c.headDimension) features are not the width of \(c.width) that "
          + "models with biases have in a file")
    }
    self.init(
      architecture: architecture, layers: c.layers, width: c.width,
      feedForwardWidth: c.feedForwardWidth, queryHeads: c.queryHeads, kvHeads: c.kvHeads,
      headDimension: c.headDimension, vocabulary: c.vocabulary, contextLength: c.contextLength)
    eps = c.eps
    tiesHead = c.tiesHead
    hasAttentionBias = c.attentionBias
    rotary.base = base
    switch scaling {
    case .none, .interpolation: rotary.scaling = scaling
    case .yarn(let factor, let context, let alpha, let beta, .pairs(rounded: true), _):
      rotary.scaling = .yarn(
        factor: factor, originalContext: context, alpha: alpha, beta: beta, ramp: .pairs())
      rotary.magnitude = scaling.attentionFactor / rotary.scaling.attentionFactor
    case .ntkAware, .yarn, .perPair:
      // No key names these, but a `llama` file can list by what each frequency is divided.
      guard architecture == .llama else {
        throw LanguageModelError(
          "no key of a file says how this model's rotation is scaled; interpolation has one, and YaRN "
            + "with its ramp over pairs")
      }
      let trained = RotaryScaling.none.frequencies(base: base, dimensions: c.headDimension)
      let scaled = scaling.frequencies(base: base, dimensions: c.headDimension)
      rotary.divisors = zip(trained, scaled).map { Float($0 / $1) }
      rotary.magnitude = scaling.attentionFactor
    }
  }
}

/// The tensors of a model by their names in a file, matrices `[outputs, inputs]`.
private struct Saver {
  let model: Transformer
  let description: ModelDescription

  var tensors: [String: Tensor] {
    var tensors = ["token_embd.weight": embedding, "output_norm.weight": gain(model.finalNorm)]
    if !description.tiesHead { tensors["output.weight"] = rows(model.head.weights) }
    if let divisors = description.rotary.divisors {
      tensors["rope_freqs.weight"] = Tensor(shape: [divisors.count], scalars: divisors)
    }
    for (layer, block) in model.blocks.enumerated() {
      for (name, tensor) in self.tensors(block) { tensors["blk.\(layer).\(name)"] = tensor }
    }
    return tensors
  }

  private func tensors(_ block: TransformerBlock) -> [String: Tensor] {
    let (attention, feedForward) = (block.attention, block.feedForward)
    var tensors = [
      "attn_norm.weight": gain(block.attentionNorm),
      "attn_q.weight": reordered(columns(attention.query.weights)).transposed,
      "attn_k.weight": reordered(columns(attention.key.weights)).transposed,
      "attn_v.weight": rows(attention.value.weights),
      "attn_output.weight": rows(attention.output.weights),
      "ffn_norm.weight": gain(block.feedForwardNorm),
      "ffn_gate.weight": rows(feedForward.gate.weights),
      "ffn_up.weight": rows(feedForward.up.weights),
      "ffn_down.weight": rows(feedForward.down.weights),
    ]
    tensors["attn_q.bias"] = attention.query.bias.map(reordered)
    tensors["attn_k.bias"] = attention.key.bias.map(reordered)
    tensors["attn_v.bias"] = attention.value.bias
    tensors["attn_q_norm.weight"] = attention.queryNorm.map { reordered($0.gain) }
    tensors["attn_k_norm.weight"] = attention.keyNorm.map { reordered($0.gain) }
    return tensors
  }

  private var embedding: Tensor {
    switch model.embedding {
    case nil: rows(model.head.weights)
    case .numbers(let tensor)?: tensor
    case .stored(let weights)?: weights.dequantized()
    }
  }

  /// `[outputs, inputs]`
  private func rows(_ weights: Weights) -> Tensor {
    switch weights {
    case .numbers(let tensor): tensor.transposed
    case .stored(let weights): weights.dequantized()
    }
  }

  /// `[inputs, outputs]`
  private func columns(_ weights: Weights) -> Tensor {
    switch weights {
    case .numbers(let tensor): tensor
    case .stored(let weights): weights.dequantized().transposed
    }
  }

  /// The features of each head along the last axis in the order of the family's files.
  private func reordered(_ tensor: Tensor) -> Tensor {
    guard case .rotary(_, let layout, _, _) = model.configuration.positions,
      layout != description.rotaryLayout
    else { return tensor }
    return tensor.rearranged(
      from: layout, to: description.rotaryLayout, headDimension: description.headDimension)
  }

  private func gain(_ norm: Norm) -> Tensor {
    guard case .rms(let norm) = norm else { return .init(zeros: [0]) }  // refused before
    return norm.gain
  }
}
