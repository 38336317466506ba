import Mini

/// A pre-norm transformer that is rewritten in front of the reader: with LayerNorm, learned positions
/// and a bias in every layer.
extension Transformer {
  /// Weights as after training rather than before: gains are not 1, biases are not 0, and what is
  /// added to the stream has a mean.
  package static func withMeans(
    layers: Int, width: Int, vocabulary: Int, length: Int, using random: inout SeededGenerator
  ) throws -> Transformer {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (layers, width, 4, 4)
    (c.feedForwardWidth, c.vocabulary, c.contextLength) = (2 * width, vocabulary, length)
    (c.norm, c.positions) = (.layer, .learned)
    var model = try Transformer(c, seed: random.next())
    let deviation = 1 / Double(width).squareRoot()
    func linear(_ inputs: Int, _ outputs: Int, mean: Float = 0) -> Linear {
      Linear(
        weight: .normal(
          inputs, outputs, deviation: 1 / Double(inputs).squareRoot(), using: &random)
          + mean * Float(deviation),
        bias: .normal(outputs, deviation: 0.1, using: &random) + mean)
    }
    func norm() -> Norm {
      var norm = LayerNorm(dimensions: width)
      norm.gain = .normal(width, deviation: 0.2, using: &random) + 1
      norm.bias = .normal(width, deviation: 0.2, using: &random)
      return .layer(norm)
    }
    model.embedding = .numbers(.normal(vocabulary, width, using: &random) + 0.5)
    model.positionEncoding = .learned(
      LearnedEncoding(table: .normal(length, width, deviation: 0.2, using: &random)))
    model.blocks = try (0..<layers).map { _ in
      TransformerBlock(
        attentionNorm: norm(),
        attention: try AttentionLayer(
          queryHeads: 4, kvHeads: 4, query: linear(width, width), key: linear(width, width),
          value: linear(width, width), output: linear(width, width, mean: 0.2)),
        feedForwardNorm: norm(),
        feedForward: try FeedForward(
          gate: linear(width, 2 * width), up: linear(width, 2 * width),
          down: linear(2 * width, width, mean: 0.2)))
    }
    model.finalNorm = norm()
    model.head = linear(width, vocabulary)
    return model
  }

  /// The residual stream after the embedding and after every block, each `[tokens, width]`.
  package func stream(_ tokens: [Int]) -> [Tensor] {
    var x = Tensor.concatenate(tokens.map { embedding!.numbers[rows: $0..<$0 + 1] })
    x += positionEncoding!(0..<tokens.count)
    return blocks.reduce(into: [x]) { stream, block in stream.append(block(stream.last!)) }
  }
}

// MARK: The rewrite

extension Transformer {
  /// The same function without a LayerNorm.
  package func rewrittenForRMSNorm() -> Transformer {
    var model = self
    // 1. All that is added to the stream gets mean zero, so the stream has.
    let added = ["embedding", "positionEncoding", "output", "down"]
    model.forEachParameter { name, tensor in
      if added.contains(where: name.contains) {
        tensor = tensor.recenteredRows
      }
    }
    for i in blocks.indices {
      // 2. There LayerNorm is RMSNorm; its bias moves into the next layers.
      let first = blocks[i].attentionNorm
      let second = blocks[i].feedForwardNorm
      model.blocks[i].attention.query.absorb(biasOf: first)
      model.blocks[i].attention.key.absorb(biasOf: first)
      model.blocks[i].attention.value.absorb(biasOf: first)
      model.blocks[i].feedForward.gate.absorb(biasOf: second)
      model.blocks[i].feedForward.up.absorb(biasOf: second)
    }
    model.head.absorb(biasOf: finalNorm)
    return model.withNormsReplaced()
  }

  /// RMSNorm with the same gains in place of every LayerNorm, and nothing else changed.
  package func withNormsReplaced() -> Transformer {
    var model = self
    for i in blocks.indices {
      model.blocks[i].attentionNorm = blocks[i].attentionNorm.withoutMeanAndBias
      model.blocks[i].feedForwardNorm = blocks[i].feedForwardNorm.withoutMeanAndBias
    }
    model.finalNorm = finalNorm.withoutMeanAndBias
    return model
  }
}

extension Norm {
  fileprivate var withoutMeanAndBias: Norm {
    guard case .layer(let norm) = self else { return self }
    var rms = RMSNorm(dimensions: norm.gain.count, eps: norm.eps)
    rms.gain = norm.gain
    return .rms(rms)
  }
}

extension Linear {
  /// (y + c) W + b = y W + (c W + b), where c is the bias of the norm before.
  fileprivate mutating func absorb(biasOf norm: Norm) {
    guard case .layer(let norm) = norm, let old = bias else { return }
    bias = old + matmul(norm.bias.reshaped(1, norm.bias.count), weight)[row: 0]
  }
}
