import Base

/// The feed-forward layer of a block: SwiGLU(x) = (silu(x W) ⊙ x V) W₂ (Shazeer, 2020, arXiv
/// 2002.05202, eq. 6), here named gate, up and down. No biases, as in the paper.
///
/// With three matrices instead of two the paper makes the hidden width two thirds as large: 8/3 of
/// the model's width instead of 4, for the same number of weights.
public struct FeedForward: Equatable, Sendable {
  /// W, `[width, hidden]`: what passes through silu and opens or closes each hidden feature.
  public var gate: Linear

  /// V, `[width, hidden]`.
  public var up: Linear

  /// W₂, `[hidden, width]`.
  public var down: Linear

  /// A layer with the given weights, or a sentence about which of them do not fit.
  public init(gate: Linear, up: Linear, down: Linear) throws(ModelError) {
    let shapes = [gate, up, down].map { [$0.inputs, $0.outputs] }
    try ModelError.check(
      shapes[1] == shapes[0] && shapes[2] == [gate.outputs, gate.inputs],
      "gate \(shapes[0]), up \(shapes[1]) and down \(shapes[2]) do not fit")
    (self.gate, self.up, self.down) = (gate, up, down)
  }

  /// A layer before training; `outputGain` scales the last matrix.
  public init(
    width: Int, hidden: Int, outputGain: Double = 1, using generator: inout SeededGenerator
  ) {
    gate = Linear(inputs: width, outputs: hidden, using: &generator)
    up = Linear(inputs: width, outputs: hidden, using: &generator)
    down = Linear(inputs: hidden, outputs: width, gain: outputGain, using: &generator)
  }

  /// `[tokens, width]` to `[tokens, width]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var (y, activations) = (Tensor.empty, Activations())
    forward(x, into: &y, &activations)
    return y
  }
}

// MARK: Forward

extension FeedForward {
  /// What stands between the input of the layer and its output, all `[tokens, hidden]`.
  struct Activations: Sendable {
    /// x W
    var gate = Tensor.empty

    /// x V
    var up = Tensor.empty

    /// silu(x W) ⊙ x V
    var hidden = Tensor.empty
  }

  /// The layer: `y` becomes `[tokens, width]`.
  func forward(_ x: Tensor, into y: inout Tensor, _ a: inout Activations) {
    a.gate.fit(x.rowCount, gate.outputs)
    a.up.fit(x.rowCount, up.outputs)
    a.hidden.fit(x.rowCount, gate.outputs)
    y.fit(x.rowCount, down.outputs)
    gate(x, into: &a.gate, as: .feedForward)
    up(x, into: &a.up, as: .feedForward)
    swiGLU(gate: a.gate, up: a.up, into: &a.hidden)
    down(a.hidden, into: &y, as: .feedForward)
  }
}

// MARK: Gradient

extension FeedForward {
  /// Gradients of a loss with respect to what stands between, all `[tokens, hidden]`.
  struct ActivationGradients: Sendable {
    /// ∂(silu(x W) ⊙ x V)
    var hidden = Tensor.empty

    /// ∂(x W)
    var gate = Tensor.empty

    /// ∂(x V)
    var up = Tensor.empty
  }

  /// The layer read from below: writes ∂x to `dx`, and adds the gradients of the three matrices to
  /// `gradient`, from `dy`, all as in ``Linear/backward(_:at:into:adding:_:)``. `a` is what the way
  /// forward from `x` left behind.
  func backward(
    _ dy: Tensor, at x: Tensor, _ a: Activations, into dx: inout Tensor,
    _ gradient: inout FeedForward, _ d: inout ActivationGradients
  ) {
    down.backward(dy, at: a.hidden, into: &d.hidden, &gradient.down)
    d.gate.fit(x.rowCount, gate.outputs)
    d.up.fit(x.rowCount, up.outputs)
    swiGLUBackward(d.hidden, gate: a.gate, up: a.up, into: &d.gate, &d.up)
    gate.backward(d.gate, at: x, into: &dx, &gradient.gate)
    up.backward(d.up, at: x, into: &dx, adding: true, &gradient.up)
  }
}

// MARK: Parameters

extension FeedForward: Parameterized {
  /// The three matrices.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    gate.forEachWeights(name + "gate.", body)
    up.forEachWeights(name + "up.", body)
    down.forEachWeights(name + "down.", body)
  }
}
