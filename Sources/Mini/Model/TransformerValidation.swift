import Base

/// What may come from outside, a text or the parts of a model, and what is wrong with it.
extension Transformer {
  /// Throws if there is no token, one that the vocabulary does not have, or a text that is longer than
  /// the context from `position` on. Texts of one length follow one another.
  package func validate(
    _ tokens: [Int], texts: Int = 1, position: Int
  ) throws(ModelError) {
    try ModelError.check(position >= 0, "a text cannot begin at position \(position)")
    try validate(tokens)
    try validate(length: Count(position) + Count(tokens.count / texts))
  }

  /// Throws if there is no token, or one that the vocabulary does not have.
  package func validate(_ tokens: [Int]) throws(ModelError) {
    try ModelError.check(
      !tokens.isEmpty, "the text is empty: there is no token to begin with; give at least one")
    if let stranger = tokens.first(where: { !(0..<configuration.vocabulary).contains($0) }) {
      throw ModelError(
        "token \(stranger) is not one of the \(configuration.vocabulary) of the vocabulary")
    }
  }

  /// Throws if a text of `length` tokens does not fit into the context.
  func validate(length: Count) throws(ModelError) {
    try ModelError.check(
      length <= Count(configuration.contextLength),
      "a text of \(counted(length.value, "token")) is longer than the context of "
        + "\(configuration.contextLength); shorten it, or build the model with a longer context")
  }

  /// Throws for an encoder.
  package func validateCausal() throws(ModelError) {
    try ModelError.check(
      configuration.mask == .causal,
      "a model that looks ahead cannot use a cache: every new token changes the keys and values "
        + "of those before it from the second layer on")
  }

  /// Throws for the first part that does not fit the configuration.
  func validateParts() throws(ModelError) {
    let c = configuration
    try c.validate()
    func check(_ name: String, _ shape: [Int], _ expected: [Int]) throws(ModelError) {
      try ModelError.check(
        shape == expected,
        "\(name) has the shape \(shape), and the configuration asks for \(expected)")
    }
    try ModelError.check(
      (embedding == nil) == c.tiesHead,
      c.tiesHead ? "a head that is tied has no embedding beside it" : "the embedding is missing")
    switch embedding {
    case .numbers(let table): try check("the embedding", table.shape, [c.vocabulary, c.width])
    case .stored(let weights):
      try check("the embedding", [weights.outputs, weights.inputs], [c.vocabulary, c.width])
    case nil: break
    }
    try check("the head", [head.inputs, head.outputs], [c.width, c.vocabulary])
    try check("the final norm", [finalNorm.dimensions], [c.width])
    try check("the list of blocks", [blocks.count], [c.layers])
    for (layer, block) in blocks.enumerated() {
      let (attention, feedForward) = (block.attention, block.feedForward)
      for norm in [block.attentionNorm, block.feedForwardNorm] {
        try check("a norm of block \(layer)", [norm.dimensions], [c.width])
      }
      try ModelError.check(
        block.placement == c.normPlacement,
        "the norms of block \(layer) stand \(block.placement) its layers, and the configuration asks "
          + "for \(c.normPlacement)")
      try check(
        "attention of block \(layer), as [inputs, query heads, kv heads, head dimension, outputs],",
        [
          attention.query.inputs, attention.queryHeads, attention.kvHeads,
          attention.headDimension, attention.output.outputs,
        ], [c.width, c.queryHeads, c.kvHeads, c.headDimension, c.width])
      try check(
        "the feed-forward layer of block \(layer)",
        [feedForward.gate.inputs, feedForward.gate.outputs], [c.width, c.feedForwardWidth])
    }
    switch (c.positions, positionEncoding) {
    case (.learned, .learned(let encoding)):
      try check("the table of positions", encoding.table.shape, [c.contextLength, c.width])
    case (.sinusoidal, .sinusoidal(let encoding)):
      try check("the sinusoidal encoding", [encoding.dimensions], [c.width])
    case (.rotary, nil), (.alibi, nil), (.none, nil): break
    default: throw ModelError("the position encoding is not that of the configuration")
    }
  }
}
