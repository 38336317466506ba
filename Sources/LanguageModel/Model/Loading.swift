import Mini

extension Transformer {
  /// The model of a file, computed with `Float` from the weights as they are stored.
  ///
  /// Matrices stay where they are: they lie in the mapped file and are widened when they are multiplied,
  /// so loading reads little, and a token costs the bytes of the file. Norms and biases are copied.
  ///
  /// - Parameters:
  ///   - file: an opened file of an architecture that is read
  ///   - contextLength: how many tokens a text may have; as many as the model was made for if nil
  ///   - widened: whether all weights become numbers that can be looked at and changed, which takes four
  ///     bytes for each
  /// - Throws: A sentence about what the file has that is not done here, or a number that is none.
  public init(
    _ file: GGUFFile, contextLength: Int? = nil, widened: Bool = false
  ) throws(LanguageModelError) {
    let description = try ModelDescription(file)
    do {
      var configuration = description.configuration
      if let contextLength { configuration.contextLength = contextLength }
      self = try Loader(file: file, configuration: configuration, widened: widened).transformer()
    } catch {
      throw LanguageModelError("\(quoted(path: file.file.path)): \(error)")
    }
  }
}

/// Makes the layers of one file.
private struct Loader {
  let file: GGUFFile
  let configuration: TransformerConfiguration
  let widened: Bool

  func transformer() throws -> Transformer {
    try configuration.validate()
    let c = configuration
    return try Transformer(
      c, embedding: c.tiesHead ? nil : embedding(),
      blocks: (0..<c.layers).map { try block("blk.\($0).") },
      finalNorm: .rms(norm("output_norm")), head: linear(c.tiesHead ? "token_embd" : "output"))
  }

  private func block(_ prefix: String) throws -> TransformerBlock {
    let c = configuration
    let attention = try AttentionLayer(
      queryHeads: c.queryHeads, kvHeads: c.kvHeads, query: linear(prefix + "attn_q"),
      key: linear(prefix + "attn_k"), value: linear(prefix + "attn_v"),
      output: linear(prefix + "attn_output"), rotary: c.rotary,
      queryNorm: c.headNorms ? norm(prefix + "attn_q_norm") : nil,
      keyNorm: c.headNorms ? norm(prefix + "attn_k_norm") : nil)
    return TransformerBlock(
      attentionNorm: .rms(try norm(prefix + "attn_norm")), attention: attention,
      feedForwardNorm: .rms(try norm(prefix + "ffn_norm")),
      feedForward: try FeedForward(
        gate: linear(prefix + "ffn_gate"), up: linear(prefix + "ffn_up"),
        down: linear(prefix + "ffn_down")))
  }

  /// A tensor that the description has found to be there, with finite numbers in it.
  private func tensor(_ name: String) throws -> GGUFTensor {
    let tensor = file.tensor(name)!
    if let place = tensor.type.firstOther(file.bytes(of: tensor)) {
      throw LanguageModelError(
        "the tensor \(quoted(name)) has a number that is infinite or NaN near its number \(place)")
    }
    return tensor
  }

  private func norm(_ name: String) throws -> RMSNorm {
    var norm = RMSNorm(dimensions: 1, eps: configuration.eps)
    norm.gain = file.numbers(of: try tensor(name + ".weight"))
    return norm
  }

  private func linear(_ name: String) throws -> Linear {
    let weight = try tensor(name + ".weight")
    let bias =
      file.tensor(name + ".bias") == nil
      ? nil : file.numbers(of: try tensor(name + ".bias"))
    if widened { return Linear(weight: file.numbers(of: weight).transposed, bias: bias) }
    return try Linear(matrix(weight), bias: bias)
  }

  private func embedding() throws -> Weights {
    let tensor = try tensor("token_embd.weight")
    return widened ? .numbers(file.numbers(of: tensor)) : .stored(try matrix(tensor))
  }

  private func matrix(_ tensor: GGUFTensor) throws -> QuantizedMatrix {
    try QuantizedMatrix(
      stored: StoredBytes(file.bytes(of: tensor), of: file.file), kind: tensor.type,
      outputs: tensor.dimensions[1], inputs: tensor.dimensions[0])
  }
}
