import Mini

/// Blocks with the norm before W1 and an output projection W2, a residual stream past them and a norm at its
/// end: x + W2 · ReLU(W1 · RMSNorm(x)). The loss is ½ Σ (output − target)².
package struct PreNormStack {
  /// W1 and W2 of each block, `[width, width]`.
  package var blocks: [(first: Tensor, second: Tensor)]
  private let target: Tensor  // [cases, width]
  private let norm: RMSNorm

  /// Random weights.
  package init(_ count: Int, target: Tensor, using random: inout SeededGenerator) {
    let width = target.width
    let deviation = 1 / Double(width).squareRoot()
    var blocks: [(first: Tensor, second: Tensor)] = []
    for _ in 0..<count {
      blocks.append(
        (
          .normal(width, width, deviation: deviation, using: &random),
          .normal(width, width, deviation: deviation, using: &random)
        ))
    }
    (self.blocks, self.target, norm) = (blocks, target, RMSNorm(dimensions: width))
  }

  /// The stream before each block and behind the last, `[cases, width]`.
  private func streams(_ x: Tensor) -> [Tensor] {
    blocks.reduce(into: [x]) { streams, block in
      let hidden = matmul(norm(streams.last!), transposed: block.first).map { max(0, $0) }
      streams.append(streams.last! + matmul(hidden, transposed: block.second))
    }
  }

  /// The loss of these cases.
  package func loss(_ x: Tensor) -> Double {
    (norm(streams(x).last!) - target).scalars.reduce(0) { $0 + Double($1) * Double($1) } / 2
  }

  /// ∂L/∂W1 of a block, by the chain rule from the end.
  package func gradient(ofFirst index: Int, _ x: Tensor) -> Tensor {
    let streams = streams(x)
    var atStream = pullback(norm(streams.last!) - target, at: streams.last!)
    for i in blocks.indices.reversed() {
      let normed = norm(streams[i])
      let sums = matmul(normed, transposed: blocks[i].first)
      let atSums = matmul(atStream, blocks[i].second) * sums.map { $0 > 0 ? 1 : 0 }
      if i == index { return matmul(atSums.transposed, normed) }
      atStream += pullback(matmul(atSums, blocks[i].first), at: streams[i])
    }
    return Tensor(zeros: [0])
  }

  /// Back through the norm.
  private func pullback(_ cotangent: Tensor, at x: Tensor) -> Tensor {
    var (result, gradient) = (Tensor(zeros: x.shape), norm)
    norm.backward(cotangent, at: x, addingTo: &result, &gradient)
    return result
  }

  /// The stack with W1 of a block multiplied by a factor.
  package func scalingFirst(of index: Int, by factor: Float) -> PreNormStack {
    var result = self
    result.blocks[index].first = blocks[index].first * factor
    return result
  }

  /// The length of that gradient, from the formula and as the slope of the loss along it.
  package func lengths(ofFirst index: Int, _ x: Tensor) -> Loss.Lengths {
    let gradient = gradient(ofFirst: index, x)
    let length = gradient.norm
    let step = blocks[index].first.norm / 1000
    func loss(_ sign: Float) -> Double {
      var moved = self
      moved.blocks[index].first = blocks[index].first + gradient * (sign * step / length)
      return moved.loss(x)
    }
    return Loss.Lengths(
      gradient: Double(length), slope: (loss(1) - loss(-1)) / (2 * Double(step)))
  }
}
