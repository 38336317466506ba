import Mini

/// mean² / mean square of each row of `x`, `[tokens, width]`: from 0, where the row adds up to zero, to 1,
/// where all its elements are equal.
package func shareOfTheMean(_ x: Tensor) -> [Double] {
  zip(x.rowMeans.scalars, x.rowRootMeanSquares.scalars).map { mean, size in
    let cosine = Double(mean) / Double(size)
    return cosine * cosine
  }
}

extension Transformer {
  /// The model with another norm in the place of each RMSNorm.
  package func replacingNorms(_ replaced: (RMSNorm) -> Norm) -> Transformer {
    func other(_ norm: Norm) -> Norm {
      if case .rms(let norm) = norm { replaced(norm) } else { norm }
    }
    var model = self
    for layer in blocks.indices {
      model.blocks[layer].attentionNorm = other(blocks[layer].attentionNorm)
      model.blocks[layer].feedForwardNorm = other(blocks[layer].feedForwardNorm)
    }
    model.finalNorm = other(finalNorm)
    return model
  }

  /// The model with LayerNorm in the place of each RMSNorm, with the same
  /// gains and no bias.
  package var recentered: Transformer {
    replacingNorms { norm in
      var layer = LayerNorm(dimensions: norm.gain.count, eps: norm.eps)
      layer.gain = norm.gain
      return .layer(layer)
    }
  }
}

/// The share of the mean at the input of each norm of a model, for each
/// token, and what comes out of the last norm.
package func sharesOfTheMean(
  of model: Transformer, reading tokens: [Int]
) throws -> (shares: [[Double]], last: Tensor) {
  var x = try model.embeddings(of: tokens)  // [tokens, width]
  var shares = [shareOfTheMean(x)]
  for block in model.blocks {
    x += block.attention(block.attentionNorm(x))
    shares.append(shareOfTheMean(x))
    x += block.feedForward(block.feedForwardNorm(x))
    shares.append(shareOfTheMean(x))
  }
  return (shares, model.finalNorm(x))
}
