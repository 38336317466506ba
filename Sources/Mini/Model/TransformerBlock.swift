/// One layer of a decoder: attention, then a feed-forward layer, each behind a norm and beside a way
/// around it ("pre-norm", as in GPT-2 and LLaMA).
///
///     h = x + attention(norm(x))
///     y = h + feedForward(norm(h))
public struct TransformerBlock: Sendable {
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
    var workspace = TransformerWorkspace(x: x)
    self(&workspace, mask: mask, position: position, counter: counter)
    return workspace.x
  }

  /// The block on the next tokens of a text whose earlier ones are in `cache`: `[tokens, width]` to
  /// `[tokens, width]`. The first of them stands at `position`, after the cached ones if nil.
  public func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int? = nil,
    counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    var workspace = TransformerWorkspace(x: x)
    try self(&workspace, cache: &cache, position: position, counter: counter)
    return workspace.x
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

// MARK: In memory that is kept

extension TransformerBlock {
  /// The block on a whole text, whose x becomes y.
  func callAsFunction(
    _ w: inout TransformerWorkspace, mask: AttentionMask, position: Int, counter: OperationCounter?
  ) {
    apply(to: &w, counter) { x, y, workspace in
      attention(
        x, mask: mask, position: position, into: &y, workspace: &workspace, counter: counter)
    }
  }

  /// The block on the next tokens of a text, whose x becomes y.
  func callAsFunction(
    _ w: inout TransformerWorkspace, cache: inout some KeyValueCache, position: Int?,
    counter: OperationCounter?
  ) throws(ModelError) {
    try apply(to: &w, counter) { x, y, workspace throws(ModelError) in
      try attention(
        x, cache: &cache, position: position, into: &y, workspace: &workspace, counter: counter)
    }
  }

  /// Both equations; `attention` is the layer on a whole text or with a cache.
  private func apply<Failure: Error>(
    to w: inout TransformerWorkspace, _ counter: OperationCounter?,
    attention: (Tensor, inout Tensor, inout AttentionLayer.Workspace) throws(Failure) -> Void
  ) throws(Failure) {
    w.fit()

    // h = x + attention(norm(x))
    attentionNorm(w.x, into: &w.normalized)
    try attention(w.normalized, &w.update, &w.attention)
    w.x += w.update

    // y = h + feedForward(norm(h))
    feedForwardNorm(w.x, into: &w.normalized)
    feedForward(w.normalized, into: &w.update, workspace: &w.feedForward, counter: counter)
    w.x += w.update
  }
}
