import Require

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
  var outputs = Tensor(unwritten: queries.shape)
  attention(
    queries: queries, keys: keys, values: values, mask: mask, scale: scale, bias: bias,
    into: &outputs)
  return outputs
}

/// ``attention(queries:keys:values:mask:scale:bias:)`` into the memory of `outputs`, which has the
/// shape of the queries.
///
/// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
public func attention(
  queries: Tensor, keys: Tensor, values: Tensor, mask: AttentionMask, scale: Float? = nil,
  bias: ALiBi? = nil, into outputs: inout Tensor
) {
  require(
    keys.shape == values.shape, "keys \(keys.shape) and values \(values.shape) must pair up")
  withRows(queries, keys, mask, scale, bias) { rows in
    values.withScalars { write(rows, of: $0, shape: queries.shape, into: &outputs) }
  }
}

/// The weights alone, to look at: ``attention(queries:keys:values:mask:scale:bias:)`` multiplies the
/// values by exactly these numbers.
///
/// - Returns: `[queryHeads, tokens, positions]`; every row adds up to 1, and a masked weight is 0
///   exactly.
public func attentionWeights(
  queries: Tensor, keys: Tensor, mask: AttentionMask, scale: Float? = nil, bias: ALiBi? = nil
) -> Tensor {
  withRows(queries, keys, mask, scale, bias) { rows in
    Tensor(shape: [queries.shape[0], queries.shape[1], keys.shape[1]]) { out in
      rows.writeWeights(to: out)
    }
  }
}

/// Attention over the keys and values of a cache, read where they lie: nothing is copied.
///
/// The same bits as ``attention(queries:keys:values:mask:scale:bias:)`` with the same keys and
/// values in one tensor.
///
/// - Parameters:
///   - queries: `[queryHeads, tokens, headDimension]`; with a causal mask, the last tokens of the
///     cache
///   - rows: the keys and values, `queryHeads` a multiple of their kv heads
///   - mask: which keys a query sees
///   - scale: what scores are multiplied by; 1/√headDimension if nil
/// - Returns: `[queryHeads, tokens, headDimension]`
public func attention(
  queries: Tensor, rows: KeyValueRows, mask: AttentionMask, scale: Float? = nil
) -> Tensor {
  var outputs = Tensor(unwritten: queries.shape)
  attention(queries: queries, rows: rows, mask: mask, scale: scale, into: &outputs)
  return outputs
}

/// ``attention(queries:rows:mask:scale:)`` into the memory of `outputs`, which has the shape of the
/// queries.
///
/// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
public func attention(
  queries: Tensor, rows: KeyValueRows, mask: AttentionMask, scale: Float? = nil,
  into outputs: inout Tensor
) {
  let keyShape = (rows.kvHeads, rows.positions, rows.headDimension)
  rows.withPointers { keys, values in
    withRows(queries, keys, keyShape, rows.headStride, rows.runs, mask, scale, nil) { rows in
      write(rows, of: values, shape: queries.shape, into: &outputs)
    }
  }
}

private func write(
  _ rows: AttentionRows, of values: UnsafePointer<Float>, shape: [Int], into outputs: inout Tensor
) {
  require(
    outputs.shape == shape, "outputs of queries \(shape) do not go into \(outputs.shape)")
  outputs.withMutableScalars { rows.writeOutputs(of: values, to: $0) }
}

private func withRows<Result>(
  _ queries: Tensor, _ keys: Tensor, _ mask: AttentionMask, _ scale: Float?, _ bias: ALiBi?,
  _ body: (AttentionRows) -> Result
) -> Result {
  require(keys.rank == 3, "keys \(keys.shape) must be [heads, positions, headDimension]")
  let (positions, headDimension) = (keys.shape[1], keys.shape[2])
  return keys.withScalars { pointer in
    withRows(
      queries, pointer, (keys.shape[0], positions, headDimension), positions * headDimension,
      [PositionRun(firstRow: 0, count: positions)], mask, scale, bias, body)
  }
}

private func withRows<Result>(
  _ queries: Tensor, _ keys: UnsafePointer<Float>,
  _ keyShape: (kvHeads: Int, positions: Int, headDimension: Int), _ headStride: Int,
  _ runs: [PositionRun], _ mask: AttentionMask, _ scale: Float?, _ bias: ALiBi?,
  _ body: (AttentionRows) -> Result
) -> Result {
  require(
    queries.rank == 3 && queries.shape[2] == keyShape.headDimension,
    "queries \(queries.shape) and keys \(keyShape) must be [heads, tokens, headDimension]")
  let (queryHeads, tokens, headDimension) = (queries.shape[0], queries.shape[1], queries.shape[2])
  let (kvHeads, positions, _) = keyShape
  require(
    kvHeads > 0 && queryHeads % kvHeads == 0,
    "the heads of queries \(queries.shape) must be a multiple of those of keys \(keyShape)")
  require(
    mask == .none || tokens <= positions,
    "with a causal mask queries \(queries.shape) are the last positions of keys \(keyShape)")
  require(
    bias == nil || bias!.slopes.count == queryHeads,
    "\(bias!.slopes.count) slopes do not fit the heads of queries \(queries.shape)")
  return queries.withScalars { queries in
    body(
      AttentionRows(
        queries: queries, keys: keys, headStride: headStride, runs: runs, kvHeads: kvHeads,
        queryHeadsPerKVHead: queryHeads / kvHeads, tokens: tokens, positions: positions,
        headDimension: headDimension, mask: mask,
        scale: scale ?? 1 / Float(headDimension).squareRoot(), slopes: bias?.slopes ?? []))
  }
}
