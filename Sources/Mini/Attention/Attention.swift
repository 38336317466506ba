import Base

/// Which keys a query may look at.
public enum AttentionMask: Sendable {
  /// All of them, before and after it (an encoder).
  case none
  /// The token at its own position and those before it (a language model).
  ///
  /// The chunk of queries is the *last* part of the positions: query `i` of `tokens` stands at
  /// position `positions − tokens + i` and sees the keys 0 up to and including that position. So the
  /// same mask serves a whole prompt, a chunk of it, and one new token after a cache.
  case causal

  /// How many keys the query at `token` of a chunk of `tokens` sees: all `positions`, or those up to
  /// its own position. The last token of the chunk stands at the last position, whatever was cached
  /// before it.
  @inline(__always)
  func visibleKeys(token: Int, tokens: Int, positions: Int) -> Int {
    self == .causal ? positions - tokens + token + 1 : positions
  }
}

/// Scaled dot-product attention, `softmax(scale · Q Kᵀ + bias) V` for each head (Vaswani et al.,
/// 2017, eq. 1), with the query heads sharing kv heads (Ainslie et al., 2023).
///
/// Query head `h` reads kv head `h / queryHeadsPerKVHead` by index: as many kv heads as query heads
/// is multi-head attention, one kv head is multi-query attention, and no key is ever copied.
///
/// A row of the result has the same bits whether its query comes alone, in a chunk or in a whole
/// prompt. A row that sees no key at all is 0.
///
/// - Parameters:
///   - queries: `[queryHeads, tokens, headDimension]`
///   - keys: `[kvHeads, positions, headDimension]`, `queryHeads` a multiple of `kvHeads`
///   - values: `[kvHeads, positions, headDimension]`
///   - mask: which keys a query sees
///   - scale: what scores are multiplied by; 1/√headDimension if nil
///   - bias: added to the scaled scores
/// - Returns: `[queryHeads, tokens, headDimension]`
public func attention(
  queries: Tensor, keys: Tensor, values: Tensor, mask: AttentionMask, scale: Float? = nil,
  bias: ALiBi? = nil
) -> Tensor {
  .written(queries.shape) { outputs in
    attention(
      queries: queries, keys: keys, values: values, mask: mask, scale: scale, bias: bias,
      into: &outputs)
  }
}

/// ``attention(queries:keys:values:mask:scale:bias:)`` into the memory of `outputs`, which has the
/// shape of the queries.
///
/// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
public func attention(
  queries: Tensor, keys: Tensor, values: Tensor, mask: AttentionMask, scale: Float? = nil,
  bias: ALiBi? = nil, into outputs: inout Tensor
) {
  attention(
    queries: queries, view: KeyValueView(keys: keys, values: values), mask: mask, scale: scale,
    bias: bias, into: &outputs)
}

/// The weights alone, to look at: ``attention(queries:keys:values:mask:scale:bias:)`` multiplies the
/// values by exactly these numbers.
///
/// - Returns: `[queryHeads, tokens, positions]`; every row adds up to 1, and a masked weight is 0
///   exactly.
public func attentionWeights(
  queries: Tensor, keys: Tensor, mask: AttentionMask, scale: Float? = nil, bias: ALiBi? = nil
) -> Tensor {
  AttentionKernel.weights(queries, KeyValueView(keys: keys, values: keys), mask, scale, bias)
}

/// Attention over the keys and values of a cache, read where they lie: nothing is copied.
///
/// The same bits as ``attention(queries:keys:values:mask:scale:bias:)`` with the same keys and
/// values in one tensor.
///
/// - Parameters:
///   - queries: `[queryHeads, tokens, headDimension]`; with a causal mask, the last tokens of the
///     cache
///   - view: the keys and values, `queryHeads` a multiple of their kv heads
///   - mask: which keys a query sees
///   - scale: what scores are multiplied by; 1/√headDimension if nil
///   - bias: added to the scaled scores
/// - Returns: `[queryHeads, tokens, headDimension]`
public func attention(
  queries: Tensor, view: KeyValueView, mask: AttentionMask, scale: Float? = nil, bias: ALiBi? = nil
) -> Tensor {
  .written(queries.shape) { outputs in
    attention(queries: queries, view: view, mask: mask, scale: scale, bias: bias, into: &outputs)
  }
}

/// The same into the memory of `outputs`, which has the shape of the queries.
func attention(
  queries: Tensor, view: KeyValueView, mask: AttentionMask, scale: Float? = nil,
  bias: ALiBi? = nil, into outputs: inout Tensor
) {
  OperationCounter.addAttention(queries: queries.shape, positions: view.positions, mask: mask)
  AttentionKernel.writeOutputs(queries, view, mask, scale, bias, into: &outputs)
}

// MARK: Gradient

/// Writes the gradients of a loss with respect to queries, keys and values into the memory of
/// `dQueries`, `dKeys` and `dValues`, from its gradient `dOutputs` with respect to the outputs of
/// ``attention(queries:keys:values:mask:scale:bias:)``.
///
/// With p = softmax(s), s = scale · q·k + bias, and o = Σ pⱼ vⱼ for each query,
///
///     ∂vⱼ = Σ pⱼ ∂o      ∂sⱼ = pⱼ (∂o·vⱼ − ∂o·o)      ∂q = scale · Σ ∂sⱼ kⱼ      ∂kⱼ = scale · Σ ∂sⱼ q
///
/// where the sums of ∂v and ∂k run over all queries of all heads that read this kv head, in their
/// order. A query that sees no key has the gradient 0.
public func attentionBackward(
  _ dOutputs: Tensor, queries: Tensor, keys: Tensor, values: Tensor, outputs: Tensor,
  mask: AttentionMask, scale: Float? = nil, bias: ALiBi? = nil, into dQueries: inout Tensor,
  _ dKeys: inout Tensor, _ dValues: inout Tensor
) {
  AttentionKernel.writeGradients(
    queries, keys, values, mask, scale, bias, outputs: outputs, dOutputs: dOutputs, to: &dQueries,
    &dKeys, &dValues)
}
