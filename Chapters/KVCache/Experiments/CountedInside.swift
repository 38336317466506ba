import Mini

/// A window with sinks that counts positions inside of itself: keys are
/// kept as they were made and turned when they are read (Xiao et al.,
/// 2023, sec. 3.2). One head, one token at a time.
package struct CountedInside {
  package let window: Int
  package let sinks: Int
  package let rope: RotaryEmbedding
  package var keys: [Tensor] = []  // each [1, headDimension], not turned
  package var values: [Tensor] = []

  package init(window: Int, sinks: Int, rope: RotaryEmbedding) {
    (self.window, self.sinks, self.rope) = (window, sinks, rope)
  }

  package mutating func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
    keys.append(k)
    values.append(v)
    if keys.count > window {  // the oldest that is no sink goes
      keys.remove(at: sinks)
      values.remove(at: sinks)
    }
    let turned = rope(Tensor.concatenate(keys))  // 0, 1, 2, …
    let query = rope(q, offset: keys.count - 1)
    return attention(
      queries: query.splitHeads(1), keys: turned.splitHeads(1),
      values: Tensor.concatenate(values).splitHeads(1), mask: .none
    ).mergeHeads()
  }
}
