import Mini

extension RotaryEmbedding {
  /// The whole rotation of one position as a matrix: shape `[headDimension, headDimension]`, to be
  /// multiplied with a head vector from the left (RoFormer, eq. 15).
  ///
  /// Each pair is a block [[cos, −sin], [sin, cos]] on its two features; features that are not
  /// rotated keep a 1 on the diagonal. Of its d² numbers only 2d are not 0, which is why nobody
  /// multiplies by it: the element-wise form (eq. 34) that ``callAsFunction(_:offset:)`` uses takes
  /// 2d multiplications and gives the same numbers.
  package func matrix(position: Double) -> Tensor {
    let table = table(positions: [position])
    var matrix = Tensor(identity: headDimension)
    for i in 0..<table.pairs {
      let (cosine, sine) = table[0, i]
      let (x, y) = layout.features(ofPair: i, rotatedDimensions: rotatedDimensions)
      matrix[x, x] = cosine
      matrix[x, y] = -sine  // above the diagonal: positive angles turn x towards y
      matrix[y, x] = sine
      matrix[y, y] = cosine
    }
    return matrix
  }
}
