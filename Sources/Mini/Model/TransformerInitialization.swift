/// How large the embedding and the last gain of a ``Transformer`` are before training.
///
/// A head that is tied to the embedding wants small numbers: logits of a model that knows nothing are
/// then all near 0. The blocks want large ones, or the token is lost beside what they add. An embedding
/// drawn with a deviation of 0.5, and a last gain of 0.25 that makes up for it, serve both.
public struct TransformerInitialization: Equatable, Sendable {
  /// The standard deviation of the embedding; 1/√width where it is tied and 1 where not if nil.
  public var embeddingDeviation: Double?

  /// What the gain of the last norm begins with.
  public var finalGain: Double

  /// The embedding and the last gain as a model has them unless told otherwise.
  public init(embeddingDeviation: Double? = nil, finalGain: Double = 1) {
    self.embeddingDeviation = embeddingDeviation
    self.finalGain = finalGain
  }
}

extension TransformerConfiguration {
  /// The deviation of an embedding that is not chosen: rows of mean square 1, or, where the head is the
  /// same numbers, logits of mean square 1.
  var embeddingDeviation: Double { tiesHead ? 1 / Double(width).squareRoot() : 1 }
}

extension Norm {
  /// A norm before training whose gain begins with `gain`.
  func scaled(by gain: Double) -> Norm {
    var norm = self
    norm.forEachParameter { name, tensor in
      if name == "gain" { tensor.fill(with: Float(gain)) }
    }
    return norm
  }
}
