import Mini

/// How much the keys and values of old tokens in one layer have changed.
package struct KeyValueChange {
  /// The largest difference of a number of a key.
  package let keys: Float
  /// The largest difference of a number of a value.
  package let values: Float
  /// Numbers that have not the same bits.
  package let differing: Int
  /// Numbers in all: keys and values of the old tokens.
  package let count: Int

  package init(
    from before: AttentionLayer.Projections, to after: AttentionLayer.Projections, tokens: Int
  ) {
    let (k, v) = (after.keys.sliced(tokens: 0..<tokens), after.values.sliced(tokens: 0..<tokens))
    count = k.count + v.count
    keys = k.largestDifference(from: before.keys)
    values = v.largestDifference(from: before.values)
    differing = k.differingElements(from: before.keys) + v.differingElements(from: before.values)
  }
}

extension Transformer {
  /// The model with a share of its embedding set to zero and the rest scaled up, as dropout does
  /// while a model is trained.
  package func droppingOut(_ share: Double, _ random: inout SeededGenerator) -> Transformer {
    var result = self
    result.embedding = embedding.map { rows in
      .numbers(rows.numbers.map { random.uniform() < share ? 0 : $0 / Float(1 - share) })
    }
    return result
  }
}
