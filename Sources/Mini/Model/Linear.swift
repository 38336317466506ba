import Require

/// A linear layer without bias, y = x · W.
///
/// W is `[inputs, outputs]`, as in the papers' x W. Then a product with one row walks memory from
/// front to back with the outputs across the lanes of a vector, which is all the work a new token
/// asks for. Frameworks store the transpose, `[outputs, inputs]`: give its `transposed`.
public struct Linear: Equatable, Sendable {
  /// `[inputs, outputs]`
  public var weight: Tensor

  /// The length of a row that goes in.
  public var inputs: Int { weight.shape[0] }

  /// The length of a row that comes out.
  public var outputs: Int { weight.shape[1] }

  /// A layer with the given weights, `[inputs, outputs]`.
  public init(weight: Tensor) {
    require(weight.rank == 2, "a weight has the shape [inputs, outputs], not \(weight.shape)")
    self.weight = weight
  }

  /// A layer before training: independent weights with mean 0 and a standard deviation of `gain`
  /// / √inputs, so that rows of independent features with mean square 1 come out with gain².
  public init(inputs: Int, outputs: Int, gain: Double = 1, using generator: inout SeededGenerator) {
    weight = .spread(inputs, outputs, deviation: gain / Double(inputs).squareRoot(), &generator)
  }

  /// `[tokens, inputs]` to `[tokens, outputs]`, counted as `part`.
  public func callAsFunction(
    _ x: Tensor, as part: OperationCounter.Part? = nil, counter: OperationCounter? = nil
  ) -> Tensor {
    var y = Tensor(unwritten: [x.rowCount, outputs])
    self(x, into: &y, as: part, counter: counter)
    return y
  }

  /// `[tokens, inputs]` into the memory of `y`, `[tokens, outputs]`, counted as `part`.
  ///
  /// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
  public func callAsFunction(
    _ x: Tensor, into y: inout Tensor, as part: OperationCounter.Part? = nil,
    counter: OperationCounter? = nil
  ) {
    if let part {
      counter?.add(part, tokens: x.shape[0], multiplyAdds: x.shape[0] * weight.count)
    }
    matmul(x, weight, into: &y)
  }
}

extension Tensor {
  /// Independent numbers, evenly spread around 0 with the given standard deviation: as good a start
  /// as normal ones, and ten times as quick to draw, which a hundred million weights make felt.
  static func spread(
    _ rows: Int, _ columns: Int, deviation: Double, _ generator: inout SeededGenerator
  ) -> Tensor {
    let bound = deviation * 3.0.squareRoot()  // the variance of −b ..< b is b²/3
    return .uniform(rows, columns, in: -bound..<bound, using: &generator)
  }
}
