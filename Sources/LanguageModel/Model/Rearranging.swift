import Base
import Mini

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
    do {
      try RotaryEmbedding.validate(rotatedDimensions: rotated, headDimension: headDimension)
    } catch { stop(error.description) }
    require(
      rank > 0 && width % headDimension == 0,
      "rows of the shape \(shape) do not hold heads of \(headDimension) features")
    var source = Array(0..<headDimension)  // source[j]: where feature j comes from
    for i in 0..<rotated / 2 {
      let from = old.features(ofPair: i, rotatedDimensions: rotated)
      let to = new.features(ofPair: i, rotatedDimensions: rotated)
      (source[to.x], source[to.y]) = (from.x, from.y)
    }
    return Tensor(
      shape: shape,
      scalars: (0..<count).map { i in
        let j = i % headDimension
        return scalars[i - j + source[j]]
      })
  }
}
