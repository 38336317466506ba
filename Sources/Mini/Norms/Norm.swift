/// The norm of a block, one of the two that language models use.
public enum Norm: Equatable, Sendable {
  /// Scale only (LLaMA and most after it).
  case rms(RMSNorm)
  /// Shift and scale (the Transformer, GPT-2, BERT).
  case layer(LayerNorm)

  /// Which of them, without its numbers.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``RMSNorm``
    case rms
    /// ``LayerNorm``
    case layer
  }

  /// A norm before training, for rows of `dimensions` features.
  public init(_ kind: Kind, dimensions: Int, eps: Double) {
    switch kind {
    case .rms: self = .rms(RMSNorm(dimensions: dimensions, eps: eps))
    case .layer: self = .layer(LayerNorm(dimensions: dimensions, eps: eps))
    }
  }

  /// The length of the rows it is for.
  public var dimensions: Int {
    switch self {
    case .rms(let norm): norm.gain.count
    case .layer(let norm): norm.gain.count
    }
  }

  /// Normalises each row of `x`: `[…, dimensions]`, shape in, same shape out.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var y = Tensor(unwritten: x.shape)
    self(x, into: &y)
    return y
  }

  /// Normalises each row of `x` into the memory of `y`, which has the same shape.
  ///
  /// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
  public func callAsFunction(_ x: Tensor, into y: inout Tensor) {
    switch self {
    case .rms(let norm): norm(x, into: &y)
    case .layer(let norm): norm(x, into: &y)
    }
  }
}

extension Norm: Parameterized {
  /// A gain for each feature, and a bias where there is one.
  public mutating func forEachParameter<Failure: Error>(
    _ name: String, _ body: (String, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .rms(var norm):
      defer { self = .rms(norm) }
      try norm.forEachParameter(name, body)
    case .layer(var norm):
      defer { self = .layer(norm) }
      try norm.forEachParameter(name, body)
    }
  }
}
