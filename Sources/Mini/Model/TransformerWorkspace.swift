/// The tensors that stand between the embedding and the final norm of a decoder.
///
/// All blocks write them one after the other. Kept from token to token, as ``TransformerCache`` does, they
/// are made once: a token then asks for no memory but that of its result. They are made anew only
/// where a shape changes, and that is when another number of tokens goes in together.
struct TransformerWorkspace: Sendable {
  /// x, of which a block makes h = x + attention(norm(x)) and y = h + feedForward(norm(h)), the next
  /// block's x: `[tokens, width]`
  var x = Tensor.none

  /// norm(x), then norm(h): `[tokens, width]`
  var normalized = Tensor.none

  /// attention(norm(x)), then feedForward(norm(h)): `[tokens, width]`
  var update = Tensor.none

  /// What attention needs between its input and its output.
  var attention = AttentionLayer.Workspace()

  /// What the feed-forward layer needs between its input and its output.
  var feedForward = FeedForward.Workspace()

  /// Makes room for what stands beside x.
  mutating func fit() {
    normalized.fit(x.rowCount, x.width)
    update.fit(x.rowCount, x.width)
  }
}

extension AttentionLayer {
  /// The tensors between the input of an attention layer and its output.
  struct Workspace: Sendable {
    /// x Wq before it is split into heads, then the outputs of the heads side by side, which is what
    /// Wo reads: `[tokens, queryHeads * headDimension]`
    var queryRows = Tensor.none

    /// x Wk, then x Wv, before they are split into heads: `[tokens, kvHeads * headDimension]`
    var kvRows = Tensor.none

    /// The same in heads, queries and keys turned by their positions.
    var projections = Projections(queries: .none, keys: .none, values: .none)

    /// softmax(Q Kᵀ / √headDimension) V: `[queryHeads, tokens, headDimension]`
    var heads = Tensor.none

    /// Makes room for `tokens` tokens in `layer`.
    mutating func fit(_ layer: AttentionLayer, tokens: Int) {
      queryRows.fit(tokens, layer.queryHeads * layer.headDimension)
      kvRows.fit(tokens, layer.kvHeads * layer.headDimension)
      projections.queries.fit(layer.queryHeads, tokens, layer.headDimension)
      projections.keys.fit(layer.kvHeads, tokens, layer.headDimension)
      projections.values.fit(layer.kvHeads, tokens, layer.headDimension)
      heads.fit(layer.queryHeads, tokens, layer.headDimension)
    }
  }
}

extension FeedForward {
  /// The tensors between the input of a feed-forward layer and its output, all `[tokens, hidden]`.
  struct Workspace: Sendable {
    /// x W
    var gate = Tensor.none

    /// x V
    var up = Tensor.none

    /// silu(x W), then silu(x W) ⊙ x V
    var hidden = Tensor.none

    /// Makes room for `tokens` tokens in `layer`.
    mutating func fit(_ layer: FeedForward, tokens: Int) {
      gate.fit(tokens, layer.gate.outputs)
      up.fit(tokens, layer.up.outputs)
      hidden.fit(tokens, layer.gate.outputs)
    }
  }
}

extension Tensor {
  /// No element yet.
  fileprivate static var none: Tensor { Tensor(unwritten: [0]) }

  /// Becomes memory for a matrix of this shape, if it has another.
  mutating func fit(_ rows: Int, _ columns: Int) {
    if rank != 2 || shape[0] != rows || shape[1] != columns {
      self = Tensor(unwritten: [rows, columns])
    }
  }

  /// Becomes memory for heads of this shape, if it has another.
  fileprivate mutating func fit(_ heads: Int, _ tokens: Int, _ features: Int) {
    if rank != 3 || shape[0] != heads || shape[1] != tokens || shape[2] != features {
      self = Tensor(unwritten: [heads, tokens, features])
    }
  }
}
