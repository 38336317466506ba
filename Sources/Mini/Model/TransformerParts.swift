import Base

/// What the parts of a model say it is, which is all that is said of it.
extension Transformer {
  /// The sizes and choices that make a model of these layers: in a model from its parts all layers
  /// agree, and the first speaks for them.
  public var configuration: TransformerConfiguration { configuration(blocks.first, finalNorm) }

  /// What one block and one norm say of all, with what stands beside the blocks.
  private func configuration(
    _ block: TransformerBlock?, _ norm: Norm
  ) -> TransformerConfiguration {
    var c = TransformerConfiguration()
    (c.contextLength, c.mask, c.tiesHead) = (contextLength, mask, embedding == nil)
    (c.layers, c.width, c.vocabulary) = (blocks.count, head.inputs, head.outputs)
    switch positionEncoding {
    case .sinusoidal: c.positions = .sinusoidal
    case .learned: c.positions = .learned
    case nil: c.positions = .none
    }
    if let block {
      let attention = block.attention
      (c.feedForwardWidth, c.normPlacement) = (block.feedForward.gate.outputs, block.placement)
      (c.queryHeads, c.kvHeads) = (attention.queryHeads, attention.kvHeads)
      c.ownHeadDimension = attention.headDimension
      (c.attentionBias, c.headNorms) = (attention.query.bias != nil, attention.queryNorm != nil)
      c.eps = attention.queryNorm?.eps ?? c.eps
      if attention.distanceBias != nil { c.positions = .alibi }
      if let r = attention.rotary {
        c.positions = .rotary(
          base: r.base, layout: r.layout, scaling: r.scaling,
          rotatedDimensions: r.rotatedDimensions)
      }
    }
    switch norm {
    case .rms(let norm): (c.norm, c.eps) = (.rms, norm.eps)
    case .layer(let norm): (c.norm, c.eps) = (.layer, norm.eps)
    case .partial(let norm):
      (c.norm, c.eps) = (.partial, norm.eps)
      c.normFraction = Double(norm.sampleCount) / Double(norm.gain.count)
    case .identity: c.norm = .identity
    }
    return c
  }

  /// Throws for the first part that is not as the configuration asks: a tensor more, less or of another
  /// shape, then whatever else a layer owns.
  package func validateParts(_ c: TransformerConfiguration) throws(ModelError) {
    try c.validate()
    func compare(
      _ place: String, _ found: [String], _ asked: [String]
    ) throws(ModelError) {
      let end = ["nothing more"]
      for (found, asked) in zip(found + end, asked + end) where found != asked {
        throw ModelError("\(place) has \(found), and the configuration asks for \(asked)")
      }
    }
    try compare("the model", [counted(blocks.count, "block")], [counted(c.layers, "block")])
    try compare(
      "the model", allWeights.map { "\($0) \($1.shape(of: $0))" }, c.shapes.map { "\($0) \($1)" })
    for (i, block) in blocks.enumerated() {
      let attention = block.attention
      for norm in [block.attentionNorm, block.feedForwardNorm] {
        try compare("block \(i)", configuration(block, norm).inWords, c.inWords)
      }
      let eps = [attention.queryNorm, attention.keyNorm].map { $0?.eps ?? c.eps }
      try compare(
        "a norm of heads of block \(i)", eps.map { "eps \($0)" }, ["eps \(c.eps)", "eps \(c.eps)"])
      let slopes = [attention.distanceBias, c.distanceBias].map { $0?.slopes ?? [] }
      try compare("block \(i)", ["slopes \(slopes[0])"], ["slopes \(slopes[1])"])
    }
    try compare("the end", configuration(blocks.first, finalNorm).inWords, c.inWords)
    if case .sinusoidal(let encoding)? = positionEncoding {
      let codes = c.positions == .sinusoidal ? "codes of \(c.width) to 10000.0" : "no codes"
      try compare("the model", ["codes of \(encoding.dimensions) to \(encoding.base)"], [codes])
    }
  }
}

extension Weights {
  /// As numbers have it: `[inputs, outputs]` of a matrix, and a row for each token of an embedding.
  fileprivate func shape(of name: String) -> [Int] {
    switch self {
    case .numbers(let tensor): tensor.shape
    case .panels(let matrix): [matrix.inputs, matrix.outputs]
    case .stored(let table) where name == "embedding": [table.outputs, table.inputs]
    case .stored(let matrix): [matrix.inputs, matrix.outputs]
    }
  }
}
