import Mini

/// The same tokens turned in both forms, with everything prepared.
package final class Turning {
  package let features: Int
  private let x: Tensor  // [tokens, features]
  private let rope: RotaryEmbedding
  private let table: RotaryTable
  private let matrices: [Tensor]  // one [features, features] per token
  private let rows: [Tensor]  // x, row by row

  package init(features: Int, tokens: Int, using random: inout SeededGenerator) {
    self.features = features
    x = .normal(tokens, features, using: &random)
    let rope = RotaryEmbedding(headDimension: features)
    self.rope = rope
    table = rope.table(upTo: tokens)
    // Transposed, so that a row vector can be multiplied from the left.
    matrices = (0..<tokens).map { rope.matrix(position: Double($0)).transposed }
    rows = [x].flatMap { x in (0..<tokens).map { x[rows: $0..<$0 + 1] } }
  }

  package func elementwise() -> Tensor { rope(x, table: table) }

  package func multiplied() -> Tensor {
    .concatenate(zip(rows, matrices).map { matmul($0, $1) })
  }
}
