import Mini

extension Tensor {
  /// `body` of blocks of so many rows, joined again.
  package func inBlocks(of size: Int, _ body: (Tensor) -> Tensor) -> Tensor {
    inNumberedBlocks(of: size) { block, _ in body(block) }
  }

  /// The same; `body` also learns the number of the block's first row.
  package func inNumberedBlocks(of size: Int, _ body: (Tensor, Int) -> Tensor) -> Tensor {
    .concatenate(
      stride(from: 0, to: shape[0], by: size).map { first in
        body(self[rows: first..<Swift.min(first + size, shape[0])], first)
      })
  }

  package func firstColumns(_ count: Int) -> Tensor {
    Tensor(
      shape: [shape[0], count],
      scalars: (0..<shape[0]).flatMap { scalars[$0 * width..<$0 * width + count] })
  }

  /// Chunks of tokens one after the other, head by head.
  package static func joinedTokens(_ chunks: [Tensor]) -> Tensor {
    let heads = (0..<chunks[0].shape[0]).map { head in
      Tensor.concatenate(chunks.map { $0[row: head] })
    }
    return .concatenate(heads).reshaped(heads.count, heads[0].shape[0], heads[0].shape[1])
  }

  /// The product as its formula says: one chain of fused multiply–adds
  /// for each element.
  package func naiveProduct(_ w: Tensor) -> Tensor {
    var product = Tensor(zeros: [shape[0], w.shape[1]])
    for i in 0..<shape[0] {
      for j in 0..<w.shape[1] {
        product[i, j] = (0..<shape[1]).reduce(0) {
          $0.addingProduct(self[i, $1], w[$1, j])
        }
      }
    }
    return product
  }

  /// How many elements have another value, all NaN being equal.
  package func unlike(_ other: Tensor) -> Int {
    zip(scalars, other.scalars).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
  }
}
