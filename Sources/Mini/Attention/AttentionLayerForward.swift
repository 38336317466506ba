import Base

// MARK: Applying

extension AttentionLayer {
  /// What attention works on, after projection and rotation.
  public struct Projections: Equatable, Sendable {
    /// `[queryHeads, tokens, headDimension]`
    public var queries: Tensor
    /// `[kvHeads, tokens, headDimension]`
    public var keys: Tensor
    /// `[kvHeads, tokens, headDimension]`, never turned
    public var values: Tensor
  }

  /// Queries, keys and values of `x`, `[tokens, width]`, whose first token stands at `position`.
  public func project(_ x: Tensor, position: Int = 0) -> Projections {
    var activations = Activations()
    project(x, position: position, texts: 1, into: &activations)
    return activations.projections
  }

  /// The layer on a whole text, without a cache.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`
  ///   - mask: causal in a language model, none in an encoder
  ///   - position: where the first token stands
  /// - Returns: `[tokens, width]`
  public func callAsFunction(
    _ x: Tensor, mask: AttentionMask = .causal, position: Int = 0
  ) -> Tensor {
    var (y, activations) = (Tensor.empty, Activations())
    forward(x, position: position, into: &y, &activations) { p, heads in
      attend(p, mask: mask, into: &heads)
    }
    return y
  }

  /// The layer on the next tokens of a text whose earlier ones are in `cache`: each row has the bits
  /// that it has in the whole text.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`
  ///   - cache: where keys and values are appended
  ///   - position: where the first token stands; after the cached ones if nil
  /// - Returns: `[tokens, width]`
  public func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int? = nil
  ) throws(ModelError) -> Tensor {
    var (y, activations) = (Tensor.empty, Activations())
    // A full cache refuses before anything is computed.
    try cache.reserve(x.shape[0])
    try forward(x, position: position ?? cache.offset, into: &y, &activations) {
      p, heads throws(ModelError) in
      try attend(p, cache: &cache, into: &heads)
    }
    return y
  }
}

// MARK: Forward

extension AttentionLayer {
  /// What stands between the input of the layer and its output. Inference lends one to all layers in
  /// turn; training keeps one for each and walks back through it.
  struct Activations: Sendable {
    /// x Wq before it is split into heads, then the outputs of the heads side by side, which is what
    /// Wo reads: `[tokens, queryHeads * headDimension]`
    var rows = Tensor.empty

    /// x Wk, then x Wv, before they are split into heads: `[tokens, kvHeads * headDimension]`
    var kvRows = Tensor.empty

    /// Queries, keys and values in heads, queries and keys turned by their positions.
    var projections = Projections(queries: .empty, keys: .empty, values: .empty)

    /// softmax(Q Kᵀ / √headDimension) V: `[queryHeads, tokens, headDimension]`
    var heads = Tensor.empty

    /// Queries and keys before their norms, where they have any.
    var (queryNormInput, keyNormInput) = (Tensor.empty, Tensor.empty)

    /// By how much each token is turned.
    var angles = RotaryTable()
  }

  /// The layer: projects `x`, lets the queries attend, and brings what they read back to the width.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`; several texts of one length follow one another
  ///   - position: where the first token of each text stands
  ///   - texts: how many texts there are. A batch is only more heads: those of the first text, then
  ///     those of the second; each text has the bits that it has alone.
  ///   - y: becomes `[tokens, width]`
  ///   - activations: what stands between
  ///   - attend: how queries find keys: in a whole text, in a cache, in a step of training. It writes
  ///     the outputs of the heads, `[texts · queryHeads, tokens, headDimension]`.
  func forward<Failure: Error>(
    _ x: Tensor, position: Int, texts: Int = 1, into y: inout Tensor,
    _ activations: inout Activations,
    attend: (Projections, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    project(x, position: position, texts: texts, into: &activations)
    try attend(activations.projections, &activations.heads)
    activations.heads.mergeHeads(into: &activations.rows)
    y.fit(x.rowCount, output.outputs)
    output(activations.rows, into: &y, as: .output)
  }

  /// Attention within the projections themselves: a whole text.
  func attend(_ p: Projections, mask: AttentionMask, into heads: inout Tensor) {
    attention(
      queries: p.queries, keys: p.keys, values: p.values, mask: mask, bias: distanceBias,
      into: &heads)
  }

  /// Attention of the next tokens to those in `cache`, which takes their keys and values.
  func attend(
    _ p: Projections, cache: inout some KeyValueCache, into heads: inout Tensor
  ) throws(ModelError) {
    try cache.attend(
      queries: p.queries, keys: p.keys, values: p.values, bias: distanceBias, into: &heads)
  }

  private func project(_ x: Tensor, position: Int, texts: Int, into a: inout Activations) {
    require(
      texts > 0 && x.rowCount % texts == 0, "\(x.shape) does not hold \(texts) texts of one length")
    let tokens = x.rowCount / texts
    a.rows.fit(x.rowCount, queryHeads * headDimension)
    a.kvRows.fit(x.rowCount, kvHeads * headDimension)
    a.projections.queries.fit(texts * queryHeads, tokens, headDimension)
    a.projections.keys.fit(texts * kvHeads, tokens, headDimension)
    a.projections.values.fit(texts * kvHeads, tokens, headDimension)
    a.heads.fit(texts * queryHeads, tokens, headDimension)

    query(x, into: &a.rows, as: .queries)
    a.rows.splitHeads(into: &a.projections.queries)
    key(x, into: &a.kvRows, as: .keys)
    a.kvRows.splitHeads(into: &a.projections.keys)
    value(x, into: &a.kvRows, as: .values)
    a.kvRows.splitHeads(into: &a.projections.values)
    queryNorm.apply(to: &a.projections.queries, keeping: &a.queryNormInput)
    keyNorm.apply(to: &a.projections.keys, keeping: &a.keyNormInput)
    if let rotary {
      a.angles.prepare(for: rotary, from: position, tokens: tokens)
      rotate(&a.projections.queries, by: a.angles, from: 0, layout: rotary.layout)
      rotate(&a.projections.keys, by: a.angles, from: 0, layout: rotary.layout)
    }
  }
}

extension RMSNorm? {
  /// Normalises `x`, if there is a norm, and keeps what it was.
  fileprivate func apply(to x: inout Tensor, keeping input: inout Tensor) {
    guard let norm = self else { return }
    swap(&x, &input)
    x.fit(input.shape[0], input.shape[1], input.shape[2])
    norm(input, into: &x)
  }
}

// MARK: Gradient

extension AttentionLayer {
  /// Gradients of a loss with respect to what stands between, each of the shape of what it belongs to.
  struct ActivationGradients: Sendable {
    /// Of what Wo reads, then of x Wq.
    var rows = Tensor.empty

    /// Of x Wk, then of x Wv.
    var kvRows = Tensor.empty

    /// Of the outputs of the heads.
    var heads = Tensor.empty

    /// Of queries, keys and values as attention reads them.
    var projections = Projections(queries: .empty, keys: .empty, values: .empty)

    /// Of queries, or of keys, before their norm.
    var normInput = Tensor.empty
  }

  /// The layer read from below: writes ∂x to `dx`, and adds the gradients of its numbers to `gradient`,
  /// from `dy`, all as in ``Linear/backward(_:at:into:adding:_:)``. `a` is what the way forward from `x`
  /// left behind, attending to whole texts under `mask`.
  func backward(
    _ dy: Tensor, at x: Tensor, _ a: Activations, mask: AttentionMask, into dx: inout Tensor,
    _ gradient: inout AttentionLayer, _ d: inout ActivationGradients
  ) {
    let p = a.projections
    d.projections.queries.fit(like: p.queries)
    d.projections.keys.fit(like: p.keys)
    d.projections.values.fit(like: p.values)
    d.heads.fit(like: a.heads)
    d.kvRows.fit(like: a.kvRows)

    output.backward(dy, at: a.rows, into: &d.rows, &gradient.output)
    d.rows.splitHeads(into: &d.heads)
    attentionBackward(
      d.heads, queries: p.queries, keys: p.keys, values: p.values, outputs: a.heads, mask: mask,
      bias: distanceBias, into: &d.projections.queries, &d.projections.keys, &d.projections.values)
    if let rotary {
      // The transpose of a rotation is the rotation by the same angle in the other direction.
      rotate(&d.projections.queries, by: a.angles, from: 0, layout: rotary.layout, direction: -1)
      rotate(&d.projections.keys, by: a.angles, from: 0, layout: rotary.layout, direction: -1)
    }
    queryNorm.backward(
      &d.projections.queries, at: a.queryNormInput, &gradient.queryNorm, &d.normInput)
    keyNorm.backward(&d.projections.keys, at: a.keyNormInput, &gradient.keyNorm, &d.normInput)

    d.projections.queries.mergeHeads(into: &d.rows)
    query.backward(d.rows, at: x, into: &dx, &gradient.query)
    d.projections.keys.mergeHeads(into: &d.kvRows)
    key.backward(d.kvRows, at: x, into: &dx, adding: true, &gradient.key)
    d.projections.values.mergeHeads(into: &d.kvRows)
    value.backward(d.kvRows, at: x, into: &dx, adding: true, &gradient.value)
  }
}

extension RMSNorm? {
  /// ∂y becomes ∂x, with `dx` for the memory that it is added up in.
  fileprivate func backward(
    _ dy: inout Tensor, at x: Tensor, _ gradient: inout RMSNorm?, _ dx: inout Tensor
  ) {
    guard let norm = self, gradient != nil else { return }
    dx.fit(like: dy)
    dx.fill(with: 0)
    norm.backward(dy, at: x, addingTo: &dx, &gradient!)
    swap(&dy, &dx)
  }
}
