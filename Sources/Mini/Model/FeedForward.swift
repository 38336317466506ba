import Require

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

  /// A layer with the given weights.
  public init(gate: Linear, up: Linear, down: Linear) {
    require(
      gate.weight.shape == up.weight.shape && down.weight.shape == [gate.outputs, gate.inputs],
      "gate \(gate.weight.shape), up \(up.weight.shape) and down \(down.weight.shape) do not fit")
    self.gate = gate
    self.up = up
    self.down = down
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
  public func callAsFunction(_ x: Tensor, counter: OperationCounter? = nil) -> Tensor {
    var y = Tensor(unwritten: [x.rowCount, down.outputs])
    var workspace = Workspace()
    self(x, into: &y, workspace: &workspace, counter: counter)
    return y
  }

  /// The same into the memory of `y`.
  func callAsFunction(
    _ x: Tensor, into y: inout Tensor, workspace w: inout Workspace, counter: OperationCounter?
  ) {
    w.fit(self, tokens: x.rowCount)
    gate(x, into: &w.gate, as: .feedForward, counter: counter)
    up(x, into: &w.up, as: .feedForward, counter: counter)
    silu(w.gate, into: &w.hidden)
    w.hidden *= w.up
    down(w.hidden, into: &y, as: .feedForward, counter: counter)
  }
}
