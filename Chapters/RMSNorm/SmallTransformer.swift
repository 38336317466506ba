import Mini

/// A pre-norm transformer, small enough to be rewritten in front of the reader.
struct SmallTransformer {
  var embedding: Tensor  // [vocabulary, width]
  var positions: Tensor  // [length, width]
  var blocks: [Block]
  var finalNorm: Norm
  var head: Linear  // [width, vocabulary]

  struct Block {
    var attentionNorm: Norm
    var queries: Linear
    var keys: Linear
    var values: Linear
    var attentionOutput: Linear  // adds to the residual stream
    var feedForwardNorm: Norm
    var hidden: Linear
    var feedForwardOutput: Linear  // adds to the residual stream
  }

  /// Either norm, chosen when the model is made.
  enum Norm {
    case layer(LayerNorm)
    case rms(RMSNorm)

    func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .layer(let norm): norm(x)
      case .rms(let norm): norm(x)
      }
    }
  }

  /// x W + b.
  struct Linear {
    var weight: Tensor  // [inputs, outputs]
    var bias: Tensor  // [outputs]

    func callAsFunction(_ x: Tensor) -> Tensor { matmul(x, weight).addingToRows(bias) }
  }

  static let heads = 4

  /// The residual stream after the embedding and after every block, each `[tokens, width]`.
  func stream(_ tokens: [Int]) -> [Tensor] {
    var x = Tensor.concatenate(tokens.map { embedding[rows: $0..<$0 + 1] })
    x = x + positions[rows: 0..<tokens.count]
    var result = [x]
    for block in blocks {
      let a = block.attentionNorm(x)
      let mixed = attention(
        queries: block.queries(a).splitHeads(Self.heads),
        keys: block.keys(a).splitHeads(Self.heads),
        values: block.values(a).splitHeads(Self.heads), mask: .causal)
      x = x + block.attentionOutput(mixed.mergeHeads())
      let b = block.feedForwardNorm(x)
      x = x + block.feedForwardOutput(block.hidden(b).rectified)
      result.append(x)
    }
    return result
  }

  /// `[tokens, vocabulary]`.
  func logits(_ tokens: [Int]) -> Tensor { head(finalNorm(stream(tokens).last!)) }
}

// MARK: The rewrite

extension SmallTransformer {
  /// The same function without a LayerNorm.
  func rewrittenForRMSNorm() -> SmallTransformer {
    var model = self
    // 1. All that is added to the stream gets mean zero, so the stream has.
    model.embedding = embedding.recenteredRows
    model.positions = positions.recenteredRows
    for i in blocks.indices {
      model.blocks[i].attentionOutput.recenter()
      model.blocks[i].feedForwardOutput.recenter()
      // 2. There LayerNorm is RMSNorm; its bias moves into the next layer.
      model.blocks[i].queries.absorb(biasOf: blocks[i].attentionNorm)
      model.blocks[i].keys.absorb(biasOf: blocks[i].attentionNorm)
      model.blocks[i].values.absorb(biasOf: blocks[i].attentionNorm)
      model.blocks[i].hidden.absorb(biasOf: blocks[i].feedForwardNorm)
    }
    model.head.absorb(biasOf: finalNorm)
    return model.withNormsReplaced()
  }

  /// RMSNorm with the same gains in place of every LayerNorm, and nothing else changed.
  func withNormsReplaced() -> SmallTransformer {
    var model = self
    for i in blocks.indices {
      model.blocks[i].attentionNorm = blocks[i].attentionNorm.withoutMeanAndBias
      model.blocks[i].feedForwardNorm = blocks[i].feedForwardNorm.withoutMeanAndBias
    }
    model.finalNorm = finalNorm.withoutMeanAndBias
    return model
  }
}

extension SmallTransformer.Norm {
  fileprivate var withoutMeanAndBias: Self {
    guard case .layer(let norm) = self else { return self }
    var rms = RMSNorm(dimensions: norm.gain.count, eps: norm.eps)
    rms.gain = norm.gain
    return .rms(rms)
  }
}

extension SmallTransformer.Linear {
  /// Subtracts from every output vector its mean.
  fileprivate mutating func recenter() {
    weight = weight.recenteredRows
    bias = bias.recenteredRows
  }

  /// (y + c) W + b = y W + (c W + b), where c is the bias of the norm before.
  fileprivate mutating func absorb(biasOf norm: SmallTransformer.Norm) {
    guard case .layer(let norm) = norm else { return }
    bias = bias + matmul(norm.bias.reshaped(1, norm.bias.count), weight)[row: 0]
  }
}

// MARK: Random weights

extension SmallTransformer {
  /// Weights as after training rather than before: gains are not 1, biases are not 0, and what is
  /// added to the stream has a mean.
  init(
    layers: Int, width: Int, vocabulary: Int, length: Int, using random: inout SeededGenerator
  ) {
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
    embedding = .normal(vocabulary, width, using: &random) + 0.5
    positions = .normal(length, width, deviation: 0.2, using: &random)
    blocks = (0..<layers).map { _ in
      Block(
        attentionNorm: norm(), queries: linear(width, width), keys: linear(width, width),
        values: linear(width, width), attentionOutput: linear(width, width, mean: 0.2),
        feedForwardNorm: norm(), hidden: linear(width, 4 * width),
        feedForwardOutput: linear(4 * width, width, mean: 0.2))
    }
    finalNorm = norm()
    head = linear(width, vocabulary)
  }
}
