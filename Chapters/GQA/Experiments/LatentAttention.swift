import Mini

/// Heads that are made of one latent vector c for each token: keys c·Uₖ and values c·Uᵥ, for each head its
/// own matrices (DeepSeek-AI, 2024, sec. 2.1).
package struct LatentHeads {
  /// For each head, `[latent, headDimension]`.
  package let keys, values: [Tensor]

  /// Random matrices.
  package init(heads: Int, latent: Int, headDimension: Int, using random: inout SeededGenerator) {
    let deviation = 1 / Double(latent).squareRoot()
    func matrices() -> [Tensor] {
      (0..<heads).map { _ in
        Tensor.normal(latent, headDimension, deviation: deviation, using: &random)
      }
    }
    (keys, values) = (matrices(), matrices())
  }

  /// Writes out the keys and values of each head for all latents, `[tokens, latent]`, then attends.
  package func writtenOut(_ q: [Tensor], _ c: Tensor) -> [Tensor] {
    q.indices.map { h in
      let (k, v) = (matmul(c, keys[h]), matmul(c, values[h]))
      let scale = 1 / Float(k.shape[1]).squareRoot()
      return matmul(softmax(matmul(q[h], k.transposed) * scale), v)
    }
  }

  /// Moves Uₖ to the query and Uᵥ behind the sum: every head then looks at
  /// the latents themselves.
  package func onTheLatents(_ q: [Tensor], _ c: Tensor) -> [Tensor] {
    q.indices.map { h in
      // q·(c·Uₖ)ᵀ = (q·Uₖᵀ)·cᵀ
      let asked = matmul(q[h], keys[h].transposed)
      let scale = 1 / Float(keys[h].shape[1]).squareRoot()
      let mixed = matmul(softmax(matmul(asked, c.transposed) * scale), c)
      return matmul(mixed, values[h])  // w·(c·Uᵥ) = (w·c)·Uᵥ
    }
  }
}
