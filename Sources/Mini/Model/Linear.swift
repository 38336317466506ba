import Base

/// A linear layer, y = x · W + b.
///
/// W is `[inputs, outputs]`, as in the papers' x W. Then a product with one row walks memory from
/// front to back with the outputs across the lanes of a vector, which is all the work a new token
/// asks for. Frameworks store the transpose, `[outputs, inputs]`: give its `transposed`.
public struct Linear: Equatable, Sendable {
  /// W, as numbers `[inputs, outputs]`, laid out, or stored, `[outputs, inputs]`.
  public var weights: Weights

  /// b, `[outputs]`; nil where a layer has none, as in LLaMA.
  public var bias: Tensor?

  /// W as numbers, `[inputs, outputs]`; see ``Weights/numbers``.
  public var weight: Tensor {
    get { weights.numbers }
    _modify { yield &weights.numbers }
  }

  /// The length of a row that goes in.
  public var inputs: Int { weights.extents.inputs }

  /// The length of a row that comes out.
  public var outputs: Int { weights.extents.outputs }

  /// A layer with the given weights, `[inputs, outputs]`, and bias, `[outputs]`.
  public init(weight: Tensor, bias: Tensor? = nil) {
    require(weight.rank == 2, "a weight has the shape [inputs, outputs], not \(weight.shape)")
    require(
      bias == nil || bias!.shape == [weight.shape[1]],
      "a bias \(bias!.shape) does not fit a weight \(weight.shape)")
    weights = .numbers(weight)
    self.bias = bias
  }

  /// A layer with stored weights, or a sentence where the bias, `[outputs]`, does not fit.
  public init(_ stored: any StoredWeights, bias: Tensor? = nil) throws(ModelError) {
    try ModelError.check(
      bias == nil || bias!.shape == [stored.outputs],
      "a bias \(bias!.shape) does not fit \(stored.outputs) outputs")
    weights = .stored(stored)
    self.bias = bias
  }

  /// A layer before training: independent weights with mean 0 and a standard deviation of `gain`
  /// / √inputs, so that rows of independent features with mean square 1 come out with gain². A bias,
  /// where there is one, begins with zeros.
  public init(
    inputs: Int, outputs: Int, gain: Double = 1, bias: Bool = false,
    using generator: inout SeededGenerator
  ) {
    weights = .numbers(
      .spread(inputs, outputs, deviation: gain / Double(inputs).squareRoot(), &generator))
    self.bias = bias ? Tensor(zeros: [outputs]) : nil
  }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .written([x.rowCount, outputs]) { y in self(x, into: &y) }
  }

  /// `[tokens, inputs]` into the memory of `y`, `[tokens, outputs]`, counted as `part`.
  func callAsFunction(_ x: Tensor, into y: inout Tensor, as part: OperationCounter.Part? = nil) {
    if let part {
      OperationCounter.add(part, tokens: x.shape[0], multiplyAdds: x.shape[0] * weights.count)
    }
    switch weights {
    case .numbers(let weight): matmul(x, weight, into: &y)
    case .panels(let weights): weights.multiply(x, into: &y)
    case .stored(let weights): weights.multiply(x, into: &y)
    }
    if let bias { y.addToRows(bias) }
  }
}

// MARK: Gradient

extension Linear {
  /// Writes the gradient of a loss with respect to `x` to `dx`, and adds
  /// those with respect to W and b to `gradient`, from its gradient `dy`
  /// with respect to y:
  ///
  ///     ∂x = ∂y Wᵀ      ∂W = xᵀ ∂y      ∂b = Σ ∂y
  ///
  /// Every token is a row of x and of y; what each of them asks of W is
  /// added up, in their order.
  ///
  /// - Parameters:
  ///   - dy: `[tokens, outputs]`
  ///   - x: `[tokens, inputs]`, what the layer was applied to
  ///   - dx: becomes `[tokens, inputs]`
  ///   - isAdded: whether ∂x is added to what is in `dx`: for one of
  ///     several layers that read the same x
  ///   - gradient: a layer whose numbers are gradients
  public func backward(
    _ dy: Tensor, at x: Tensor, into dx: inout Tensor,
    adding isAdded: Bool = false, _ gradient: inout Linear
  ) {
    if isAdded {
      matmul(dy, transposed: weight, addingTo: &dx)
    } else {
      dx.fit(x.rowCount, inputs)
      matmul(dy, transposed: weight, into: &dx)
    }
    matmul(transposed: x, dy, addingTo: &gradient.weight)
    gradient.bias?.addRows(of: dy)
  }
}

// MARK: Parameters

extension Linear: Parameterized {
  /// `weight`, and `bias` where there is one.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    weights.forEachWeights(name + "weight", body)
    bias?.forEachWeights(name + "bias", body)
  }
}

extension Tensor {
  /// Independent numbers, evenly spread around 0 with the given standard deviation: as good a start
  /// as normal ones, and ten times as quick to draw, which a hundred million weights make felt.
  static func spread(
    _ rows: Int, _ columns: Int, deviation: Double, _ generator: inout SeededGenerator
  ) -> Tensor {
    require(rows >= 0 && columns >= 0, "there is no shape [\(rows), \(columns)]")
    let bound = deviation * 3.0.squareRoot()  // the variance of −b ..< b is b²/3
    return .uniform(rows, columns, in: -bound..<bound, using: &generator)
  }
}
