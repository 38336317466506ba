import Testing

@testable import Mini

@Suite struct AttentionTests {
  struct Case: Sendable, CustomStringConvertible {
    var queryHeads, kvHeads, tokens, positions, headDimension: Int
    var description: String { "\(queryHeads)/\(kvHeads) \(tokens) \(positions) \(headDimension)" }

    /// Random queries, keys and values.
    func inputs(seed: UInt64) -> (queries: Tensor, keys: Tensor, values: Tensor) {
      var generator = SeededGenerator(seed: seed)
      return (
        .normal(queryHeads, tokens, headDimension, using: &generator),
        .normal(kvHeads, positions, headDimension, using: &generator),
        .normal(kvHeads, positions, headDimension, using: &generator)
      )
    }
  }

  /// Around the 64 keys and 64 rows of a block, the 4 rows and 64 columns of a tile, and 16 lanes.
  static let cases = [
    Case(queryHeads: 1, kvHeads: 1, tokens: 1, positions: 1, headDimension: 1),
    Case(queryHeads: 1, kvHeads: 1, tokens: 3, positions: 3, headDimension: 17),
    Case(queryHeads: 4, kvHeads: 4, tokens: 17, positions: 17, headDimension: 16),
    Case(queryHeads: 6, kvHeads: 2, tokens: 5, positions: 129, headDimension: 33),
    Case(queryHeads: 8, kvHeads: 1, tokens: 1, positions: 577, headDimension: 64),
    Case(queryHeads: 4, kvHeads: 2, tokens: 65, positions: 66, headDimension: 100),
    Case(queryHeads: 2, kvHeads: 1, tokens: 64, positions: 64, headDimension: 128),
    Case(queryHeads: 3, kvHeads: 3, tokens: 2, positions: 2, headDimension: 3),
    Case(queryHeads: 7, kvHeads: 1, tokens: 11, positions: 140, headDimension: 80),
    Case(queryHeads: 1, kvHeads: 1, tokens: 130, positions: 131, headDimension: 65),
  ]

  @Test(arguments: cases) func agreesWithDouble(shape: Case) {
    let (queries, keys, values) = shape.inputs(seed: 31)
    for mask in [AttentionMask.none, .causal] {
      let reference = Naive.attention(
        queries: queries, keys: keys, values: values, causal: mask == .causal)
      let result = attention(queries: queries, keys: keys, values: values, mask: mask)
      #expect(result.shape == queries.shape)
      for (value, expected) in zip(result.scalars, reference.outputs) {
        // Weights with an error of some units in the last place meet values of magnitude 4.
        #expect(abs(Double(value) - expected) <= 1e-5)
      }
      let weights = attentionWeights(queries: queries, keys: keys, mask: mask)
      #expect(weights.shape == [shape.queryHeads, shape.tokens, shape.positions])
      for (value, expected) in zip(weights.scalars, reference.weights) {
        #expect(abs(Double(value) - expected) <= 4e-6 * max(expected, 1e-3))
        #expect(expected > 0 || value == 0)
      }
    }
  }

  @Test(arguments: cases) func weightsAddUpToOne(shape: Case) {
    let (queries, keys, _) = shape.inputs(seed: 32)
    let weights = attentionWeights(queries: queries, keys: keys, mask: .causal)
    for sum in weights.rowMeans.scalars.map({ $0 * Float(weights.width) }) {
      #expect(abs(sum - 1) <= 1e-6)
    }
  }

  /// The weights that are shown are the weights that are used, and the sums are the chains of the
  /// matrix product: a weight of 0 leaves a chain as it is.
  @Test(arguments: cases) func outputsAreWeightsTimesValues(shape: Case) {
    let (queries, keys, values) = shape.inputs(seed: 33)
    for mask in [AttentionMask.none, .causal] {
      let weights = attentionWeights(queries: queries, keys: keys, mask: mask)
      let result = attention(queries: queries, keys: keys, values: values, mask: mask)
      for head in 0..<shape.queryHeads {
        let kvHead = head / (shape.queryHeads / shape.kvHeads)
        let product = matmul(weights[row: head], values[row: kvHead])
        #expect(result[row: head].hasSameBits(as: product))
      }
    }
  }

  /// Multi-head attention written separately, head by head and row by row, with `matmul` and
  /// `softmax`: the same order of summation, so the same bits.
  @Test(arguments: cases) func oneKVHeadPerQueryHeadIsMultiHeadAttention(shape: Case) {
    var shape = shape
    shape.kvHeads = shape.queryHeads
    let (queries, keys, values) = shape.inputs(seed: 34)
    let result = attention(queries: queries, keys: keys, values: values, mask: .causal)
    let scale = 1 / Float(shape.headDimension).squareRoot()
    for head in 0..<shape.queryHeads {
      let (headKeys, headValues) = (keys[row: head], values[row: head])
      for token in 0..<shape.tokens {
        let visible = shape.positions - shape.tokens + token + 1
        let query = queries[row: head][row: token]
        let scores =
          matmul(query.reshaped(1, query.count), transposed: headKeys[rows: 0..<visible]) * scale
        let row = matmul(softmax(scores), headValues[rows: 0..<visible])
        #expect(result[row: head][row: token].hasSameBits(as: row[row: 0]))
      }
    }
  }

  /// Heads that share keys see what they would see if the keys were copied for each of them.
  @Test(arguments: cases) func sharingIsTheSameAsCopying(shape: Case) {
    let (queries, keys, values) = shape.inputs(seed: 35)
    let heads = (0..<shape.queryHeads).map { $0 / (shape.queryHeads / shape.kvHeads) }
    let copiedKeys = Tensor.concatenate(heads.map { keys[rows: $0..<$0 + 1] })
    let copiedValues = Tensor.concatenate(heads.map { values[rows: $0..<$0 + 1] })
    let shared = attention(queries: queries, keys: keys, values: values, mask: .causal)
    let copied = attention(queries: queries, keys: copiedKeys, values: copiedValues, mask: .causal)
    #expect(shared.hasSameBits(as: copied))
  }

  /// Positions `range` of a `[heads, tokens, headDimension]` tensor.
  func positions(_ x: Tensor, _ range: Range<Int>) -> Tensor {
    .concatenate(
      (0..<x.shape[0]).map { x[row: $0][rows: range].reshaped(1, range.count, x.shape[2]) })
  }

  @Test(arguments: [1, 2, 3, 7, 16, 45]) func chunksGiveTheBitsOfTheWhole(chunk: Int) {
    let tokens = 45
    let shape = Case(
      queryHeads: 6, kvHeads: 2, tokens: tokens, positions: tokens, headDimension: 40)
    let (queries, keys, values) = shape.inputs(seed: 36)
    for bias in [nil, ALiBi(heads: 6)] {
      let whole = attention(
        queries: queries, keys: keys, values: values, mask: .causal, bias: bias)
      for first in stride(from: 0, to: tokens, by: chunk) {
        let end = min(first + chunk, tokens)
        let part = attention(
          queries: positions(queries, first..<end), keys: positions(keys, 0..<end),
          values: positions(values, 0..<end), mask: .causal, bias: bias)
        #expect(part.hasSameBits(as: positions(whole, first..<end)))
      }
    }
  }

  @Test(arguments: cases) func threadsChangeNothing(shape: Case) {
    var shape = shape
    shape.positions += 300
    let (queries, keys, values) = shape.inputs(seed: 37)
    for mask in [AttentionMask.none, .causal] {
      let alone = withThreads(1) {
        attention(queries: queries, keys: keys, values: values, mask: mask)
      }
      for count in [2, 3, 5] {
        let several = withThreads(count) {
          attention(queries: queries, keys: keys, values: values, mask: mask)
        }
        #expect(several.hasSameBits(as: alone))
      }
    }
  }

  /// Without a mask attention does not know the order of its keys, but for rounding.
  @Test func permutedKeysGiveTheSameAnswer() {
    let shape = Case(queryHeads: 4, kvHeads: 2, tokens: 9, positions: 70, headDimension: 24)
    let (queries, keys, values) = shape.inputs(seed: 38)
    let order = Array(33..<70) + Array(0..<33)
    func moved(_ x: Tensor) -> Tensor {
      .concatenate(
        (0..<x.shape[0]).map { head in
          Tensor.concatenate(order.map { x[row: head][rows: $0..<$0 + 1] })
            .reshaped(1, 70, x.shape[2])
        })
    }
    let original = attention(queries: queries, keys: keys, values: values, mask: .none)
    let other = attention(queries: queries, keys: moved(keys), values: moved(values), mask: .none)
    #expect(other.largestDifference(from: original) <= 2e-6)
  }

  /// What a causal mask hides cannot matter, not even a NaN.
  @Test func theFutureIsInvisible() {
    let shape = Case(queryHeads: 2, kvHeads: 1, tokens: 20, positions: 90, headDimension: 16)
    let (queries, keys, values) = shape.inputs(seed: 39)
    let before = attention(queries: queries, keys: keys, values: values, mask: .causal)
    var (otherKeys, otherValues) = (keys, values)
    for d in 0..<16 {
      otherKeys[0, 80, d] = .nan
      otherValues[0, 80, d] = .infinity
    }
    let after = attention(queries: queries, keys: otherKeys, values: otherValues, mask: .causal)
    // Position 80 is token 10 of the chunk that ends at position 89.
    #expect(positions(after, 0..<10).hasSameBits(as: positions(before, 0..<10)))
    #expect(positions(after, 10..<20).isAllNaN)
  }

  @Test func theFirstTokenSeesOnlyItself() {
    let shape = Case(queryHeads: 2, kvHeads: 2, tokens: 5, positions: 5, headDimension: 8)
    let (queries, keys, values) = shape.inputs(seed: 40)
    let result = attention(queries: queries, keys: keys, values: values, mask: .causal)
    #expect(positions(result, 0..<1) == positions(values, 0..<1))
  }

  @Test func nothingToSeeGivesZero() {
    let result = attention(
      queries: Tensor(repeating: 1, shape: [2, 3, 4]), keys: Tensor(zeros: [1, 0, 4]),
      values: Tensor(zeros: [1, 0, 4]), mask: .none)
    #expect(result == Tensor(zeros: [2, 3, 4]))
    let none = attention(
      queries: Tensor(zeros: [2, 0, 4]), keys: Tensor(zeros: [1, 7, 4]),
      values: Tensor(zeros: [1, 7, 4]), mask: .causal)
    #expect(none.shape == [2, 0, 4])
  }

  @Test func theScaleMultipliesTheScores() {
    let shape = Case(queryHeads: 1, kvHeads: 1, tokens: 4, positions: 6, headDimension: 16)
    let (queries, keys, values) = shape.inputs(seed: 42)
    let implied = attention(queries: queries, keys: keys, values: values, mask: .none)
    let stated = attention(queries: queries, keys: keys, values: values, mask: .none, scale: 0.25)
    #expect(stated.hasSameBits(as: implied))
    let flat = attentionWeights(queries: queries, keys: keys, mask: .none, scale: 0)
    #expect(flat.largestDifference(from: Tensor(repeating: 1 / 6, shape: [1, 4, 6])) == 0)
  }
}
