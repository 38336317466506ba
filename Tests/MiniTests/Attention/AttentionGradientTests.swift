import Foundation
import Testing

@testable import Mini

/// The way back through attention, against central differences of the formula in `Double`.
@Suite struct AttentionGradientTests {
  struct Case: Sendable, CustomStringConvertible {
    var queryHeads, kvHeads, tokens, positions, headDimension: Int
    var mask = AttentionMask.causal
    var isBiased = false
    var description: String {
      "\(queryHeads)/\(kvHeads) \(tokens) \(positions) \(headDimension) \(mask) \(isBiased)"
    }
    var bias: ALiBi? { isBiased ? ALiBi(heads: queryHeads) : nil }
  }

  /// Around the sixteen queries of a block, the eight features that go together, one query more than a
  /// block holds, shared heads, and queries that come after a cache.
  static let cases = [
    Case(queryHeads: 1, kvHeads: 1, tokens: 1, positions: 1, headDimension: 1),
    Case(queryHeads: 2, kvHeads: 2, tokens: 3, positions: 3, headDimension: 5, mask: .none),
    Case(queryHeads: 2, kvHeads: 1, tokens: 17, positions: 17, headDimension: 8),
    Case(queryHeads: 4, kvHeads: 2, tokens: 5, positions: 9, headDimension: 3, isBiased: true),
    Case(
      queryHeads: 3, kvHeads: 1, tokens: 4, positions: 6, headDimension: 9, mask: .none,
      isBiased: true),
    Case(queryHeads: 1, kvHeads: 1, tokens: 16, positions: 20, headDimension: 17),
  ]

  struct Inputs {
    var queries, keys, values, dOutputs: Tensor

    init(_ shape: Case, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      queries = .normal(shape.queryHeads, shape.tokens, shape.headDimension, using: &generator)
      keys = .normal(shape.kvHeads, shape.positions, shape.headDimension, using: &generator)
      values = .normal(shape.kvHeads, shape.positions, shape.headDimension, using: &generator)
      dOutputs = .normal(shape.queryHeads, shape.tokens, shape.headDimension, using: &generator)
    }

    func gradients(_ shape: Case) -> (queries: Tensor, keys: Tensor, values: Tensor) {
      let outputs = attention(
        queries: queries, keys: keys, values: values, mask: shape.mask, bias: shape.bias)
      var result = (
        queries: Tensor(repeating: .nan, shape: queries.shape),
        keys: Tensor(repeating: .nan, shape: keys.shape),
        values: Tensor(repeating: .nan, shape: values.shape)
      )
      attentionBackward(
        dOutputs, queries: queries, keys: keys, values: values, outputs: outputs,
        mask: shape.mask, bias: shape.bias, into: &result.queries, &result.keys, &result.values)
      return result
    }
  }

  /// Σ ∂o ⊙ o, with attention as its formula says.
  static func loss(
    _ q: [Double], _ k: [Double], _ v: [Double], _ shape: Case, _ dOutputs: Tensor
  ) -> Double {
    let (tokens, positions, width) = (shape.tokens, shape.positions, shape.headDimension)
    let slopes = shape.bias?.slopes.map(Double.init)
    var sum = 0.0
    for head in 0..<shape.queryHeads {
      let kv = head / (shape.queryHeads / shape.kvHeads) * positions
      for token in 0..<tokens {
        let (at, position) = ((head * tokens + token) * width, positions - tokens + token)
        let scores = (0..<(shape.mask == .causal ? position + 1 : positions)).map { key in
          (0..<width).reduce(0) { $0 + q[at + $1] * k[(kv + key) * width + $1] }
            / Double(width).squareRoot() - (slopes?[head] ?? 0) * Double(abs(position - key))
        }
        for (key, weight) in Naive.softmax(scores).enumerated() {
          for d in 0..<width {
            sum += Double(dOutputs.scalars[at + d]) * weight * v[(kv + key) * width + d]
          }
        }
      }
    }
    return sum
  }

  @Test(arguments: cases) func agreesWithCentralDifferencesAtEveryIndex(shape: Case) {
    let inputs = Inputs(shape, seed: 41)
    let gradients = inputs.gradients(shape)
    let q = inputs.queries.scalars.map(Double.init)
    let k = inputs.keys.scalars.map(Double.init)
    let v = inputs.values.scalars.map(Double.init)
    func loss(_ q: [Double], _ k: [Double], _ v: [Double]) -> Double {
      Self.loss(q, k, v, shape, inputs.dOutputs)
    }
    let byQueries = centralDifferences(at: q, step: 1e-5) { loss($0, k, v) }
    let byKeys = centralDifferences(at: k, step: 1e-5) { loss(q, $0, v) }
    let byValues = centralDifferences(at: v, step: 1e-5) { loss(q, k, $0) }
    #expect(gradients.queries.distance(to: byQueries) < 5e-6)
    #expect(gradients.keys.distance(to: byKeys) < 5e-6)
    #expect(gradients.values.distance(to: byValues) < 5e-6)
  }

  /// Larger shapes: many blocks of keys and queries, and threads that share them.
  @Test(arguments: [
    Case(queryHeads: 16, kvHeads: 16, tokens: 64, positions: 64, headDimension: 8),
    Case(queryHeads: 12, kvHeads: 4, tokens: 70, positions: 133, headDimension: 20, isBiased: true),
    Case(queryHeads: 6, kvHeads: 3, tokens: 33, positions: 33, headDimension: 40, mask: .none),
  ]) func threadsChangeNothing(shape: Case) {
    let inputs = Inputs(shape, seed: 42)
    let alone = withThreads(1) { inputs.gradients(shape) }
    #expect(alone.queries.isFinite && alone.keys.isFinite && alone.values.isFinite)
    for threads in [2, 3, 5] {
      let several = withThreads(threads) { inputs.gradients(shape) }
      #expect(several.queries.hasSameBits(as: alone.queries))
      #expect(several.keys.hasSameBits(as: alone.keys))
      #expect(several.values.hasSameBits(as: alone.values))
    }
  }

  /// A batch is only more heads: each text has the gradients that it has alone.
  @Test func aTextHasItsGradientsInAnyBatch() {
    let one = Case(queryHeads: 4, kvHeads: 2, tokens: 19, positions: 19, headDimension: 8)
    let texts = (0..<3).map { Inputs(one, seed: 50 + UInt64($0)) }
    var batch = texts[0]
    batch.queries = .concatenate(texts.map(\.queries))
    batch.keys = .concatenate(texts.map(\.keys))
    batch.values = .concatenate(texts.map(\.values))
    batch.dOutputs = .concatenate(texts.map(\.dOutputs))
    let whole = batch.gradients(one)
    for (i, text) in texts.enumerated() {
      let alone = text.gradients(one)
      #expect(whole.queries[rows: 4 * i..<4 * i + 4].hasSameBits(as: alone.queries))
      #expect(whole.keys[rows: 2 * i..<2 * i + 2].hasSameBits(as: alone.keys))
      #expect(whole.values[rows: 2 * i..<2 * i + 2].hasSameBits(as: alone.values))
    }
  }

  /// What no query may look at has the gradient 0.
  @Test func theFutureHasNoGradient() {
    let shape = Case(queryHeads: 2, kvHeads: 2, tokens: 20, positions: 20, headDimension: 8)
    var inputs = Inputs(shape, seed: 43)
    for head in 0..<2 {
      for token in 7..<20 { for d in 0..<8 { inputs.dOutputs[head, token, d] = 0 } }
    }
    let gradients = inputs.gradients(shape)
    for head in 0..<2 {
      for token in 7..<20 {
        for d in 0..<8 {
          #expect(gradients.keys[head, token, d] == 0 && gradients.values[head, token, d] == 0)
        }
      }
    }
  }
}
