import Mini

/// The mean of the heads of a key or value projection, once in the
/// place of each.
package func meanOfHeads(_ projection: Linear, _ heads: Int) throws -> Linear {
  var unused = SeededGenerator(seed: 0)  // only random heads draw
  let one = try projection.poolingHeads(
    heads, to: 1, by: .mean, using: &unused)
  return one.repeatedHeads(1, times: heads)
}

extension Transformer {
  /// The model with other key and value projections in every layer, and as many kv heads as they make.
  package func converted(
    kvHeads: Int? = nil, _ change: (_ key: Linear, _ value: Linear) throws -> (Linear, Linear)
  ) throws -> Transformer {
    var model = self
    for layer in blocks.indices {
      let a = blocks[layer].attention
      let (key, value) = try change(a.key.widened, a.value.widened)
      model.blocks[layer].attention = try AttentionLayer(
        queryHeads: a.queryHeads, kvHeads: kvHeads ?? a.kvHeads, query: a.query, key: key,
        value: value, output: a.output, rotary: a.rotary, queryNorm: a.queryNorm,
        keyNorm: a.keyNorm)
    }
    return model
  }
}
