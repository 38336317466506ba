import Require

/// Which two features of a head vector form pair i. The mathematics is the same in both; weights
/// trained with one layout give wrong scores with the other, and nothing crashes.
public enum RotaryLayout: String, CaseIterable, Sendable {
  /// Neighbours, (2i, 2i + 1): RoFormer, GPT-J, Meta's Llama code.
  case interleaved

  /// One from each half, (i, i + d/2): GPT-NeoX and the Llama, Mistral and Qwen weights as published
  /// on Hugging Face, whose code calls it `rotate_half`.
  case halves

  /// The features of pair `i` when `rotatedDimensions` features are rotated; i counts from 0, where
  /// RoFormer's eq. 15 counts from 1.
  public func features(ofPair i: Int, rotatedDimensions: Int) -> (x: Int, y: Int) {
    switch self {
    case .interleaved: (2 * i, 2 * i + 1)
    case .halves: (i, i + rotatedDimensions / 2)
    }
  }
}

extension Tensor {
  /// The same head vectors with their features in the order of another layout.
  ///
  /// Works on the last axis, which holds one head vector or several side by side: queries and keys
  /// `[heads, tokens, headDimension]` or `[tokens, heads * headDimension]`, a projection's bias, a
  /// norm's gain. The first `rotatedDimensions` features of each head move (all, unless said
  /// otherwise), the others stay. Values and the output projection have no layout.
  public func rearranged(
    from old: RotaryLayout, to new: RotaryLayout, headDimension: Int, rotatedDimensions: Int? = nil
  ) -> Tensor {
    let rotated = rotatedDimensions ?? headDimension
    RotaryEmbedding.requirePairs(rotatedDimensions: rotated, headDimension: headDimension)
    require(
      rank > 0 && width % headDimension == 0,
      "rows of the shape \(shape) do not hold heads of \(headDimension) features")
    var source = Array(0..<headDimension)  // source[j]: where feature j comes from
    for i in 0..<rotated / 2 {
      let from = old.features(ofPair: i, rotatedDimensions: rotated)
      let to = new.features(ofPair: i, rotatedDimensions: rotated)
      (source[to.x], source[to.y]) = (from.x, from.y)
    }
    var result = self
    for head in stride(from: 0, to: count, by: headDimension) {
      for j in 0..<headDimension { result.scalars[head + j] = scalars[head + source[j]] }
    }
    return result
  }
}
