import Mini

/// Layers with random weights, and the size of what passes through them.
package struct FiftyLayers {
  /// W1 of each layer, `[width, width]`.
  package let first: [Tensor]
  /// W2 of each layer, the output projection, `[width, width]`.
  package let second: [Tensor]
  /// What goes in, `[1, width]`, of size 1.
  package let input: Tensor

  /// Weights that keep the size of a vector on average.
  package init(_ depth: Int, width: Int, using random: inout SeededGenerator) {
    let input = Tensor.normal(1, width, using: &random)
    self.input = input * (1 / input.rootMeanSquare)
    let deviation = 1 / Double(width).squareRoot()
    var weights: [Tensor] = []
    for _ in 0..<2 * depth {
      weights.append(.normal(width, width, deviation: deviation, using: &random))
    }
    (first, second) = (Array(weights[..<depth]), Array(weights[depth...]))
  }
}

extension FiftyLayers {
  /// A residual stream, as models of today have it.
  package func stream(gain: Float, norm: (Tensor) -> Tensor) -> [Tensor] {
    var x = input
    return zip(first, second).map { w1, w2 in
      let hidden = matmul(norm(x), transposed: w1).rectified
      x += matmul(hidden, transposed: w2 * gain)
      return x
    }
  }

  /// Layers that follow each other, with the norm behind W.
  package func chain(gain: Float, norm: (Tensor) -> Tensor) -> [Tensor] {
    var x = input
    return first.map { w in
      x = norm(matmul(x, transposed: w * gain)).rectified
      return x
    }
  }
}

extension Tensor {
  /// A ReLU that keeps sizes: √2 makes up for the half that it cuts off.
  package var rectified: Tensor { map { max(0, $0) * Float(2).squareRoot() } }
}
