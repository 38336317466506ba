import Mini

/// For each weight tensor the length of its gradient, and the slope of
/// the loss along it.
package func slopes(
  of model: Transformer, along gradient: Transformer, on texts: [[Int]]
) throws -> [(name: String, count: Int, length: Double, slope: Double)] {
  var gradient = gradient
  var directions: [(name: String, tensor: Tensor)] = []
  gradient.forEachParameter { directions.append(($0, $1)) }
  return try directions.enumerated().map { i, direction in
    let length = Double(direction.tensor.norm)
    // Long against rounding, short against the bends of the loss.
    let h = 0.02 / (1 + length)
    let losses = try [h, -h].map { h in
      var (moved, index) = (model, 0)
      moved.forEachParameter { _, weights in
        if index == i {
          weights = weights + direction.tensor * Float(h / length)
        }
        index += 1
      }
      return try moved.evaluate(texts).mean
    }
    return (
      direction.name, direction.tensor.count, length,
      (losses[0] - losses[1]) / (2 * h)
    )
  }
}
