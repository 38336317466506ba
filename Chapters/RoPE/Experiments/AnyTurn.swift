import Mini

/// A turn of eight features about axes drawn at random: Q D Qᵀ, where D turns neighbouring features and
/// the columns of Q are the axes. Beside it stands the same turn with Q moved into the vectors.
package struct AnyTurn {
  private let axes: Tensor  // Q, [8, 8]
  private let pairs = RotaryEmbedding(headDimension: 8, base: 10)
  private let q: Tensor  // [1, 8], of length 1
  private let k: Tensor  // [1, 8]

  package init(using random: inout SeededGenerator) {
    // Gram–Schmidt: each random row less its parts along those before it, twice, since what is left of a
    // row that lies nearly along others is mostly rounding.
    var rows: [Tensor] = []
    while rows.count < 8 {
      var row = Tensor.normal(8, using: &random)
      for other in rows + rows { row = row - other * dot(row, other) }
      rows.append(row * (1 / row.norm))
    }
    axes = Tensor(rows.map { Array($0.scalars) })
    let (q, k) = (Tensor.normal(1, 8, using: &random), Tensor.normal(1, 8, using: &random))
    (self.q, self.k) = (q * (1 / q.norm), k * (1 / k.norm))
  }

  /// x, turned m times about the random axes.
  private func turned(_ x: Tensor, _ m: Int) -> Tensor {
    let once = matmul(matmul(axes, pairs.matrix(position: 1)), transposed: axes)
    return (0..<m).reduce(x) { x, _ in matmul(x, transposed: once) }
  }

  /// The score of q at m and k at n.
  package func score(_ m: Int, _ n: Int) -> Float { dot(turned(q, m), turned(k, n)) }

  /// The same with the axes moved into the vectors, as Wq and Wk would, and pairs turned at once.
  package func scoreByPairs(_ m: Int, _ n: Int) -> Float {
    dot(pairs(matmul(q, axes), offset: m), pairs(matmul(k, axes), offset: n))
  }
}
