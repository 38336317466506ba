/// One block of a transformer: attention, then a feed-forward layer, each with a norm and beside a way
/// around it. The norm stands before them ("pre-norm", as in GPT-2 and LLaMA),
///
///     h = x + attention(norm(x))
///     y = h + feedForward(norm(h))
///
/// or after the sum ("post-norm", as in the Transformer of 2017), see ``NormPlacement``.
public struct TransformerBlock: Sendable {
  /// The norm before attention, or after it.
  public var attentionNorm: Norm

  /// Attention, the only place where tokens meet.
  public var attention: AttentionLayer

  /// The norm before the feed-forward layer, or after it.
  public var feedForwardNorm: Norm

  /// The feed-forward layer, which sees each token alone.
  public var feedForward: FeedForward

  /// Where the two norms stand.
  public let placement: NormPlacement

  /// A block from its parts.
  public init(
    attentionNorm: Norm, attention: AttentionLayer, feedForwardNorm: Norm,
    feedForward: FeedForward, placement: NormPlacement = .before
  ) {
    self.placement = placement
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
}

// MARK: Forward

extension TransformerBlock {
  /// What stands between the input x of the block and its output y, all `[tokens, width]`.
  struct Activations: Sendable {
    /// norm(x), where the norm stands before; what the norm reads, x + attention(x), where it stands
    /// after.
    var attentionSide = Tensor.empty

    /// What stands between the input of attention and its output.
    var attention = AttentionLayer.Activations()

    /// h
    var middle = Tensor.empty

    /// norm(h), or h + feedForward(h)
    var feedForwardSide = Tensor.empty

    /// What stands between the input of the feed-forward layer and its output.
    var feedForward = FeedForward.Activations()

    /// y
    var output = Tensor.empty
  }

  /// Both equations; `attend` says how, as in ``AttentionLayer``.
  func forward<Failure: Error>(
    _ x: Tensor, position: Int, texts: Int = 1, _ a: inout Activations,
    attend: (AttentionLayer.Projections, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    switch placement {
    case .before:
      // h = x + attention(norm(x))
      a.attentionSide.fit(x.rowCount, x.width)
      attentionNorm(x, into: &a.attentionSide)
      try attention.forward(
        a.attentionSide, position: position, texts: texts, into: &a.middle, &a.attention,
        attend: attend)
      a.middle += x

      // y = h + feedForward(norm(h))
      a.feedForwardSide.fit(x.rowCount, x.width)
      feedForwardNorm(a.middle, into: &a.feedForwardSide)
      feedForward.forward(a.feedForwardSide, into: &a.output, &a.feedForward)
      a.output += a.middle

    case .after:
      // h = norm(x + attention(x))
      try attention.forward(
        x, position: position, texts: texts, into: &a.attentionSide, &a.attention, attend: attend)
      a.attentionSide += x
      a.middle.fit(x.rowCount, x.width)
      attentionNorm(a.attentionSide, into: &a.middle)

      // y = norm(h + feedForward(h))
      feedForward.forward(a.middle, into: &a.feedForwardSide, &a.feedForward)
      a.feedForwardSide += a.middle
      a.output.fit(x.rowCount, x.width)
      feedForwardNorm(a.feedForwardSide, into: &a.output)
    }
  }
}

// MARK: Gradient

extension TransformerBlock {
  /// Gradients of a loss with respect to what stands between; one set serves all blocks in turn.
  struct ActivationGradients: Sendable {
    /// Of what a layer, or a norm, reads: `[tokens, width]`
    var input = Tensor.empty

    /// Of what stands in attention.
    var attention = AttentionLayer.ActivationGradients()

    /// Of what stands in the feed-forward layer.
    var feedForward = FeedForward.ActivationGradients()
  }

  /// Both equations read from below: in `d`, `[tokens, width]`, the gradient of a loss with respect to y
  /// becomes the one with respect to x, and those of all numbers of the block are added to `gradient`.
  ///
  /// The way around a layer hands the gradient on as it is; the layer adds its own.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`, what the block was applied to
  ///   - a: what the way forward from `x` left behind
  ///   - mask: how queries saw keys then
  ///   - gradient: a block whose numbers are gradients
  ///   - g: memory for what stands between
  func backward(
    _ d: inout Tensor, at x: Tensor, _ a: Activations, mask: AttentionMask,
    _ gradient: inout TransformerBlock, _ g: inout ActivationGradients
  ) {
    switch placement {
    case .before:
      // y = h + feedForward(norm(h))
      feedForward.backward(
        d, at: a.feedForwardSide, a.feedForward, into: &g.input, &gradient.feedForward,
        &g.feedForward)
      feedForwardNorm.backward(g.input, at: a.middle, addingTo: &d, &gradient.feedForwardNorm)

      // h = x + attention(norm(x))
      attention.backward(
        d, at: a.attentionSide, a.attention, mask: mask, into: &g.input, &gradient.attention,
        &g.attention)
      attentionNorm.backward(g.input, at: x, addingTo: &d, &gradient.attentionNorm)

    case .after:
      // y = norm(h + feedForward(h))
      feedForwardNorm.backward(&d, at: a.feedForwardSide, &gradient.feedForwardNorm, &g.input)
      feedForward.backward(
        d, at: a.middle, a.feedForward, into: &g.input, &gradient.feedForward, &g.feedForward)
      d += g.input

      // h = norm(x + attention(x))
      attentionNorm.backward(&d, at: a.attentionSide, &gradient.attentionNorm, &g.input)
      attention.backward(
        d, at: x, a.attention, mask: mask, into: &g.input, &gradient.attention, &g.attention)
      d += g.input
    }
  }
}

extension Norm {
  /// ∂y becomes ∂x in `d`; `memory` is for the sum.
  func backward(_ d: inout Tensor, at x: Tensor, _ gradient: inout Norm, _ memory: inout Tensor) {
    memory.fit(like: d)
    memory.fill(with: 0)
    backward(d, at: x, addingTo: &memory, &gradient)
    swap(&d, &memory)
  }
}

// MARK: Parameters

extension TransformerBlock: Parameterized {
  /// Norms and layers in the order in which a token meets them.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    attentionNorm.forEachWeights(name + "attentionNorm.", body)
    attention.forEachWeights(name + "attention.", body)
    feedForwardNorm.forEachWeights(name + "feedForwardNorm.", body)
    feedForward.forEachWeights(name + "feedForward.", body)
  }
}
