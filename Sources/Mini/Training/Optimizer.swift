import Base

/// How learned numbers follow their gradient.
///
/// An optimiser keeps what it needs of earlier steps, in the order in which
/// ``Parameterized/forEachParameter(_:_:)`` lists the tensors, so it belongs to one model.
public protocol Optimizer: Sendable {
  /// Changes all numbers of `model` by one step.
  ///
  /// - Parameters:
  ///   - model: what learns
  ///   - gradient: a value of the same shapes whose numbers are the gradient of the loss
  ///   - learningRate: how large the step is
  ///   - factor: what the gradient is multiplied by first, which is how it is clipped
  mutating func update<Model: Parameterized>(
    _ model: inout Model, gradient: Model, learningRate: Double, factor: Double)
}

/// Stochastic gradient descent: w ← w − rate · u, where u is the gradient, or with a momentum μ the
/// running sum u ← μ u + gradient.
public struct SGD: Optimizer {
  /// μ, the part of the last step that goes on; from 0 on and below 1.
  public let momentum: Double

  /// u of every tensor; empty before the first step and without momentum.
  private var steps: [Tensor] = []

  /// Plain descent, or with momentum.
  public init(momentum: Double = 0) {
    require(0 <= momentum && momentum < 1, "a momentum is from 0 on and below 1, not \(momentum)")
    self.momentum = momentum
  }

  /// One step down the gradient.
  public mutating func update<Model: Parameterized>(
    _ model: inout Model, gradient: Model, learningRate: Double, factor: Double
  ) {
    let gradients = gradient.parameters
    if momentum > 0 && steps.isEmpty { steps = gradients.map { Tensor(zeros: $0.shape) } }
    let rule = OptimizerRows.Descent(
      rate: Float(learningRate), momentum: Float(momentum), factor: Float(factor))
    var i = 0
    model.forEachParameter { _, weights in
      if momentum > 0 {
        OptimizerRows.descend(rule, &weights, gradients[i], &steps[i])
      } else {
        OptimizerRows.descend(rule, &weights, gradients[i])
      }
      i += 1
    }
  }
}

extension Parameterized {
  /// All learned tensors in their order, without their names.
  var parameters: [Tensor] {
    var (copy, tensors) = (self, [Tensor]())
    copy.forEachParameter { _, tensor in tensors.append(tensor) }
    return tensors
  }

  /// The length of all numbers as one vector, √Σ x², added up in `Double`: of a gradient, how steep the
  /// loss is.
  public var globalNorm: Double {
    parameters.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
  }
}

#if hasFeature(Embedded)
  /// An optimiser; Embedded Swift cannot hold one of any kind.
  public typealias AnyOptimizer = AdamW
#else
  /// An optimiser of any kind.
  public typealias AnyOptimizer = any Optimizer
#endif
