import Experiments
import Mini

/// The slope of a loss when one tensor moves along a direction, and what a gradient says of it.
package struct DirectedSlope {
  package let name: String
  package let count: Int
  /// The length of the gradient of this tensor.
  package let length: Double
  /// The gradient times the direction, which has length 1.
  package let said: Double
  /// The slope that was measured.
  package let slope: Double

  /// How far they are apart, in the length that the gradient of so many numbers has in most directions.
  package var error: Double { abs(slope - said) / (length / Double(count).squareRoot()) }
}

/// For each weight tensor the slope of the loss along a direction.
package func slopes(
  of model: Transformer, _ gradient: Transformer,
  along directions: Transformer, on texts: [[Int]]
) throws -> [DirectedSlope] {
  let (gradients, ways) = (gradient.tensors, directions.tensors)
  return try gradients.enumerated().map { i, gradient in
    let length = Double(gradient.tensor.norm)
    let way = ways[i].tensor * (1 / ways[i].tensor.norm)  // length 1
    let h = 0.02 / (1 + length)  // long against rounding, yet short
    let losses = try [h, -h].map { h in
      var (moved, index) = (model, 0)
      moved.forEachParameter { _, weights in
        if index == i { weights = weights + way * Float(h) }
        index += 1
      }
      return try moved.evaluate(texts).mean
    }
    return DirectedSlope(
      name: gradient.name, count: way.count, length: length,
      said: dot(gradient.tensor, way),
      slope: (losses[0] - losses[1]) / (2 * h))
  }
}

/// Normally distributed numbers in the place of a model's weights.
package func randomDirections(
  like model: Transformer, using random: inout SeededGenerator
) -> Transformer {
  var directions = model
  directions.forEachParameter { _, weights in
    weights = .normal(weights.count, using: &random).reshaped(to: weights.shape)
  }
  return directions
}

/// A gradient in which every second number is 0.
package func everySecond(of gradient: Transformer) -> Transformer {
  var half = gradient
  half.forEachParameter { _, numbers in
    let kept = numbers.scalars.enumerated().map { $0.isMultiple(of: 2) ? $1 : 0 }
    numbers = Tensor(shape: numbers.shape, scalars: kept)
  }
  return half
}

extension Transformer {
  fileprivate var tensors: [(name: String, tensor: Tensor)] {
    var (copy, all) = (self, [(name: String, tensor: Tensor)]())
    copy.forEachParameter { name, tensor in all.append((name, tensor)) }
    return all
  }
}

private func dot(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
