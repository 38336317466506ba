import Mini

/// Projections of heads that have something in common: shared + noise · own, all of variance 1/inputs
/// before the noise is scaled.
package struct SimilarHeads {
  private let shared: Tensor  // [inputs, heads·features], the same block for every head
  private let own: Tensor  // [inputs, heads·features]

  package init(_ heads: Int, inputs: Int, features: Int, using random: inout SeededGenerator) {
    let deviation = 1 / Double(inputs).squareRoot()
    let block = Tensor.normal(1, inputs, features, deviation: deviation, using: &random)
    shared = repeatingHeads(block, times: heads).mergeHeads()
    own = .normal(inputs, heads * features, deviation: deviation, using: &random)
  }

  package func projection(noise: Double) -> Linear { Linear(weight: shared + own * Float(noise)) }
}

extension Linear {
  /// How far the heads are from the pooled ones that replace them, `perHead` by one: relative, over
  /// all heads together.
  package func relativeError(ofPooled pooled: Linear, perHead m: Int) -> Double {
    let kvHeads = 8 / m
    let replaced = repeatingHeads(pooled.weight.splitHeads(kvHeads), times: m).mergeHeads()
    return Double((weight - replaced).norm / weight.norm)
  }
}
