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
    _ x: Tensor, mask: AttentionMask = .causal, position: Int = 0
  ) -> Tensor {
    var activations = Activations()
    forward(x, position: position, &activations) { p, heads in
      attention.attend(p, mask: mask, into: &heads)
    }
    return activations.output
  }

  /// The block on the next tokens of a text whose earlier ones are in `cache`: `[tokens, width]` to
  /// `[tokens, width]`. The first of them stands at `position`, after the cached ones if nil.
  public func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int? = nil
  ) throws(ModelError) -> Tensor {
    var activations = Activations()
    // A full cache refuses before anything is computed.
    try cache.reserve(x.shape[0])
    try forward(x, position: position ?? cache.offset, &activations) {
      p, heads throws(ModelError) in
      try attention.attend(p, cache: &cache, into: &heads)
    }
    return activations.output
  }
}

// MARK: Forward

extension TransformerBlock {
  /// What stands between the input x of the block and its output y, all `[tokens, width]`.
  public struct Activations: Sendable {
    /// norm(x)
    var attentionInput = Tensor.empty

    /// What stands between norm(x) and attention(norm(x)).
    public internal(set) var attention = AttentionLayer.Activations()

    /// h = x + attention(norm(x))
    var middle = Tensor.empty

    /// norm(h)
    var feedForwardInput = Tensor.empty

    /// What stands between norm(h) and feedForward(norm(h)).
    var feedForward = FeedForward.Activations()

    /// y = h + feedForward(norm(h))
    public internal(set) var output = Tensor.empty

    /// Nothing is computed yet.
    public init() {}
  }

  /// Both equations; `attend` says how, as in ``AttentionLayer``.
  func forward<Failure: Error>(
    _ x: Tensor, position: Int, texts: Int = 1, _ a: inout Activations,
    attend: (AttentionLayer.Projections, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    // h = x + attention(norm(x))
    a.attentionInput.fit(x.rowCount, x.width)
    attentionNorm(x, into: &a.attentionInput)
    try attention.forward(
      a.attentionInput, position: position, texts: texts, into: &a.middle, &a.attention,
      attend: attend)
    a.middle += x

    // y = h + feedForward(norm(h))
    a.feedForwardInput.fit(x.rowCount, x.width)
    feedForwardNorm(a.middle, into: &a.feedForwardInput)
    feedForward.forward(a.feedForwardInput, into: &a.output, &a.feedForward)
    a.output += a.middle
  }
}

// MARK: Parameters

extension TransformerBlock {
  /// The weights of all linear layers.
  var weights: [Weights?] {
    let (a, f) = (attention, feedForward)
    return [a.query, a.key, a.value, a.output, f.gate, f.up, f.down].map(\.weights)
  }
}

extension TransformerBlock: Parameterized {
  /// Norms and layers in the order in which a token meets them.
  public mutating func forEachParameter<Failure: Error>(
    _ name: String, _ body: (String, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    try attentionNorm.forEachParameter(name + "attentionNorm.", body)
    try attention.forEachParameter(name + "attention.", body)
    try feedForwardNorm.forEachParameter(name + "feedForwardNorm.", body)
    try feedForward.forEachParameter(name + "feedForward.", body)
  }
}
