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

  /// Normalises each row of `x`: `[…, dimensions]`, shape in, same shape out.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .rms(let norm): norm(x)
    case .layer(let norm): norm(x)
    }
  }

  /// The number of learned numbers: a gain for each feature, and a bias where there is one.
  public var parameterCount: Int {
    switch self {
    case .rms(let norm): norm.gain.count
    case .layer(let norm): norm.gain.count + norm.bias.count
    }
  }
}
