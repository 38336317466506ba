import Mini

/// One token before a cache, in three forms.
package struct Copying {
  package let tokens: Int
  private let queryHeads: Int
  private let queries: Tensor  // [queryHeads, 1, headDimension]
  private let shared: [Tensor]  // keys and values, [kvHeads, tokens, headDimension]
  private let own: [Tensor]  // the same, written out: [queryHeads, tokens, headDimension]
  private let copies = [HeadCopies(), HeadCopies()]

  package init(
    queryHeads: Int, kvHeads: Int, headDimension: Int, tokens: Int,
    using random: inout SeededGenerator
  ) {
    (self.tokens, self.queryHeads) = (tokens, queryHeads)
    queries = .uniform(queryHeads, 1, headDimension, using: &random)
    let shared = (0..<2).map { _ in Tensor.uniform(kvHeads, tokens, headDimension, using: &random) }
    own = shared.map { repeatingHeads($0, times: queryHeads / kvHeads) }
    self.shared = shared
  }

  package func multiHead() -> Tensor { attend(own[0], own[1]) }

  package func byIndex() -> Tensor { attend(shared[0], shared[1]) }

  package func byCopying() -> Tensor {
    let times = queryHeads / shared[0].shape[0]
    return attend(copies[0].copy(shared[0], times: times), copies[1].copy(shared[1], times: times))
  }

  private func attend(_ keys: Tensor, _ values: Tensor) -> Tensor {
    attention(queries: queries, keys: keys, values: values, mask: .causal)
  }
}

/// Copies of heads in memory that is kept from call to call.
package final class HeadCopies {
  private var scalars: [Float] = []

  /// Every head `times` times. The result must be gone before the next call, or memory is set aside
  /// anew.
  package func copy(_ x: Tensor, times: Int) -> Tensor {
    let head = x.shape[1] * x.shape[2]
    scalars.removeAll(keepingCapacity: true)
    scalars.reserveCapacity(times * x.count)
    for first in stride(from: 0, to: x.count, by: head) {
      for _ in 0..<times { scalars.append(contentsOf: x.scalars[first..<first + head]) }
    }
    return Tensor(shape: [x.shape[0] * times, x.shape[1], x.shape[2]], scalars: scalars)
  }
}
