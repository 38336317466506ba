/// One layer of a decoder: attention, then a feed-forward layer, each behind a norm and beside a way
/// around it ("pre-norm", as in GPT-2 and LLaMA).
///
///     h = x + attention(norm(x))
///     y = h + feedForward(norm(h))
public struct DecoderBlock: Sendable {
  /// The norm before attention.
  public var attentionNorm: Norm

  /// Attention, the only place where tokens meet.
  public var attention: AttentionLayer

  /// The norm before the feed-forward layer.
  public var feedForwardNorm: Norm

  /// The feed-forward layer, which sees each token alone.
  public var feedForward: FeedForward

  /// A block from its parts.
  public init(
    attentionNorm: Norm, attention: AttentionLayer, feedForwardNorm: Norm, feedForward: FeedForward
  ) {
    self.attentionNorm = attentionNorm
    self.attention = attention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
  }

  /// The block on a whole text: `[tokens, width]` to `[tokens, width]`. The first token stands at
  /// `position`.
  public func callAsFunction(
    _ x: Tensor, mask: AttentionMask = .causal, position: Int = 0,
    counter: OperationCounter? = nil
  ) -> Tensor {
    let attended = attention(attentionNorm(x), mask: mask, position: position, counter: counter)
    return feedingForward(x + attended, counter)
  }

  /// The block on the next tokens of a text whose earlier ones are in `cache`: `[tokens, width]` to
  /// `[tokens, width]`. The first of them stands at `position`, after the cached ones if nil.
  public func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int? = nil,
    counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    let attended = try attention(
      attentionNorm(x), cache: &cache, position: position, counter: counter)
    return feedingForward(x + attended, counter)
  }

  private func feedingForward(_ h: Tensor, _ counter: OperationCounter?) -> Tensor {
    h + feedForward(feedForwardNorm(h), counter: counter)
  }

  /// The number of learned numbers.
  public var parameterCount: Int {
    let linear = [
      attention.query, attention.key, attention.value, attention.output, feedForward.gate,
      feedForward.up, feedForward.down,
    ]
    return linear.reduce(attentionNorm.parameterCount + feedForwardNorm.parameterCount) {
      $0 + $1.weight.count
    }
  }
}
