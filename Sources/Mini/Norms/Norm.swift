import Base

/// The norm of a block, one of those that the notes compare.
public enum Norm: Equatable, Sendable {
  /// Scale only (LLaMA and most after it).
  case rms(RMSNorm)
  /// Shift and scale (the Transformer, GPT-2, BERT).
  case layer(LayerNorm)
  /// Scale only, by the mean square of the first features (Zhang and Sennrich, 2019, sec. 5).
  case partial(PartialRMSNorm)
  /// None: rows of this length pass through as they are.
  case identity(dimensions: Int)

  /// Which of them, without its numbers.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``RMSNorm``
    case rms
    /// ``LayerNorm``
    case layer
    /// ``PartialRMSNorm``
    case partial
    /// No norm at all.
    case identity
  }

  /// A norm before training, for rows of `dimensions` features; `fraction` is for ``PartialRMSNorm``.
  public init(_ kind: Kind, dimensions: Int, eps: Double, fraction: Double = 0.125) {
    switch kind {
    case .rms: self = .rms(RMSNorm(dimensions: dimensions, eps: eps))
    case .layer: self = .layer(LayerNorm(dimensions: dimensions, eps: eps))
    case .partial:
      self = .partial(PartialRMSNorm(dimensions: dimensions, fraction: fraction, eps: eps))
    case .identity: self = .identity(dimensions: dimensions)
    }
  }

  /// The length of the rows it is for.
  public var dimensions: Int {
    switch self {
    case .rms(let norm): norm.gain.count
    case .layer(let norm): norm.gain.count
    case .partial(let norm): norm.gain.count
    case .identity(let dimensions): dimensions
    }
  }

  /// Normalises each row of `x`: `[…, dimensions]`, shape in, same shape out.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .written(x.shape) { y in self(x, into: &y) }
  }

  /// Normalises each row of `x` into the memory of `y`, which has the same shape.
  public func callAsFunction(_ x: Tensor, into y: inout Tensor) {
    switch self {
    case .rms(let norm): norm(x, into: &y)
    case .layer(let norm): norm(x, into: &y)
    case .partial(let norm): norm(x, into: &y)
    case .identity: y.copyScalars(of: x)
    }
  }
}

// MARK: Parameters

extension Norm: Parameterized {
  /// A gain for each feature, and a bias where there is one.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    switch take(&self, leaving: .identity(dimensions: 0)) {
    case .rms(var norm):
      norm.forEachWeights(name, body)
      self = .rms(norm)
    case .layer(var norm):
      norm.forEachWeights(name, body)
      self = .layer(norm)
    case .partial(var norm):
      norm.forEachWeights(name, body)
      self = .partial(norm)
    case .identity(let dimensions): self = .identity(dimensions: dimensions)
    }
  }
}

// MARK: Gradient

extension Norm {
  /// Adds the gradient of a loss with respect to `x` to `dx`, and those with respect to its numbers to
  /// `gradient`, a norm of the same kind, from its gradient `dy` with respect to y.
  public func backward(
    _ dy: Tensor, at x: Tensor, addingTo dx: inout Tensor, _ gradient: inout Norm
  ) {
    switch (self, take(&gradient, leaving: .identity(dimensions: 0))) {
    case (.rms(let norm), .rms(var sum)):
      norm.backward(dy, at: x, addingTo: &dx, &sum)
      gradient = .rms(sum)
    case (.layer(let norm), .layer(var sum)):
      norm.backward(dy, at: x, addingTo: &dx, &sum)
      gradient = .layer(sum)
    case (.partial(let norm), .partial(var sum)):
      norm.backward(dy, at: x, addingTo: &dx, &sum)
      gradient = .partial(sum)
    case (.identity, .identity(let dimensions)):
      dx += dy
      gradient = .identity(dimensions: dimensions)
    default: stop("the gradient of a norm is of the same kind as the norm")
    }
  }
}
