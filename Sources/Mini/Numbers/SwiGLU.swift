import Base

/// silu(gate) ⊙ up into the memory of `hidden`: what SwiGLU does between its matrices (Shazeer, 2020,
/// arXiv 2002.05202, eq. 5). To the bits of ``silu(_:)`` and a product; all have one shape.
public func swiGLU(gate: Tensor, up: Tensor, into hidden: inout Tensor) {
  require(
    gate.shape == up.shape && hidden.shape == gate.shape,
    "gate \(gate.shape), up \(up.shape) and hidden \(hidden.shape) must have one shape")
  SwiGLURows.write(gate: gate, up: up, to: &hidden)
}

// MARK: Gradient

/// Writes the gradients of a loss with respect to `gate` and `up` to `dGate` and `dUp`, from its
/// gradient with respect to hidden = silu(gate) ⊙ up; all have one shape.
///
/// With σ = 1 / (1 + exp(−gate)),
///
///     ∂gate = ∂hidden ⊙ up ⊙ (σ + gate ⊙ σ ⊙ (1 − σ))
///     ∂up   = ∂hidden ⊙ silu(gate)
public func swiGLUBackward(
  _ gradient: Tensor, gate: Tensor, up: Tensor, into dGate: inout Tensor, _ dUp: inout Tensor
) {
  require(
    [gate, up, dGate, dUp].allSatisfy { $0.shape == gradient.shape },
    "gate \(gate.shape) and up \(up.shape) do not fit a gradient \(gradient.shape)")
  SwiGLURows.writeGradients(gradient, gate: gate, up: up, to: &dGate, &dUp)
}
