import Testing

@testable import Mini

@Suite struct AttentionLayerTests {
  static let width = 24
  static let queryHeads = 8
  static let headDimension = 6  // not width / queryHeads

  func layer(kvHeads: Int, rotary: Bool = true) throws -> AttentionLayer {
    var generator = SeededGenerator(seed: 81)
    return try AttentionLayer(
      width: Self.width, queryHeads: Self.queryHeads, kvHeads: kvHeads,
      headDimension: Self.headDimension,
      rotary: rotary ? RotaryEmbedding(headDimension: Self.headDimension, layout: .halves) : nil,
      using: &generator)
  }

  func text(_ tokens: Int) -> Tensor {
    var generator = SeededGenerator(seed: 82)
    return .normal(tokens, Self.width, using: &generator)
  }

  /// One column of x · W, added up in order: a single chain.
  func column(_ x: Tensor, _ t: Int, _ weight: Tensor, _ j: Int) -> Float {
    var sum: Float = 0
    for i in 0..<x.width { sum.addProduct(x[t, i], weight[i, j]) }
    return sum
  }

  /// Head `h` of a projection, as one row for each token.
  func head(_ x: Tensor, _ projection: Linear, _ h: Int, rotary: RotaryEmbedding?) -> Tensor {
    let dh = Self.headDimension
    var result = Tensor(zeros: [x.shape[0], dh])
    for t in 0..<x.shape[0] {
      for d in 0..<dh { result[t, d] = column(x, t, projection.weight, h * dh + d) }
    }
    return rotary?(result) ?? result
  }

  /// Causal attention of one head, row by row: scores, softmax and the sum of values in key order.
  func attended(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) -> Tensor {
    let scale = 1 / Float(Self.headDimension).squareRoot()
    var result = Tensor(zeros: queries.shape)
    for t in 0..<queries.shape[0] {
      let scores = (0...t).map { key in
        var score: Float = 0
        for d in 0..<Self.headDimension { score.addProduct(queries[t, d], keys[key, d]) }
        return score * scale
      }
      let weights = softmax(Tensor(scores))
      for key in 0...t {
        for d in 0..<Self.headDimension {
          result[t, d].addProduct(weights[key], values[key, d])
        }
      }
    }
    return result
  }

  /// Heads side by side, times Wo.
  func merged(_ heads: [Tensor], _ output: Linear) -> Tensor {
    let (tokens, dh) = (heads[0].shape[0], Self.headDimension)
    var rows = Tensor(zeros: [tokens, heads.count * dh])
    for (h, head) in heads.enumerated() {
      for t in 0..<tokens {
        for d in 0..<dh { rows[t, h * dh + d] = head[t, d] }
      }
    }
    var result = Tensor(zeros: [tokens, output.outputs])
    for t in 0..<tokens {
      for j in 0..<output.outputs { result[t, j] = column(rows, t, output.weight, j) }
    }
    return result
  }

  /// Multi-head attention on its own: every head has its keys and values.
  @Test(arguments: [true, false]) func asManyKVHeadsAreMultiHeadAttention(rotary: Bool) throws {
    let (layer, x) = (try layer(kvHeads: Self.queryHeads, rotary: rotary), text(21))
    let heads = (0..<Self.queryHeads).map { h in
      attended(
        head(x, layer.query, h, rotary: layer.rotary), head(x, layer.key, h, rotary: layer.rotary),
        head(x, layer.value, h, rotary: nil))
    }
    #expect(layer(x) == merged(heads, layer.output))
  }

  /// Multi-query attention on its own: one list of keys and one of values, and no head index on them.
  @Test(arguments: [true, false]) func oneKVHeadIsMultiQueryAttention(rotary: Bool) throws {
    let (layer, x) = (try layer(kvHeads: 1, rotary: rotary), text(21))
    let keys = head(x, layer.key, 0, rotary: layer.rotary)
    let values = head(x, layer.value, 0, rotary: nil)
    let heads = (0..<Self.queryHeads).map { h in
      attended(head(x, layer.query, h, rotary: layer.rotary), keys, values)
    }
    #expect(layer(x) == merged(heads, layer.output))
  }

  /// Neighbouring query heads share: with kv heads copied in that order, and in no other, a
  /// multi-head layer computes the same.
  @Test(arguments: [2, 4]) func headsShareWithTheirNeighbours(kvHeads: Int) throws {
    let (shared, x) = (try layer(kvHeads: kvHeads), text(13))
    func copied(_ projection: Linear, _ source: (Int) -> Int) -> Linear {
      let heads = projection.weight.transposed.reshaped(
        kvHeads, Self.headDimension, Self.width)
      let all = Tensor.concatenate(
        (0..<Self.queryHeads).map { heads[rows: source($0)..<source($0) + 1] })
      return Linear(
        weight: all.reshaped(Self.queryHeads * Self.headDimension, Self.width).transposed)
    }
    func multiHead(_ source: (Int) -> Int) throws -> AttentionLayer {
      try AttentionLayer(
        queryHeads: Self.queryHeads, kvHeads: Self.queryHeads, query: shared.query,
        key: copied(shared.key, source), value: copied(shared.value, source),
        output: shared.output, rotary: shared.rotary)
    }
    #expect(shared.queryHeadsPerKVHead == Self.queryHeads / kvHeads)
    let (repeated, tiled) = (
      try multiHead { $0 / shared.queryHeadsPerKVHead }, try multiHead { $0 % kvHeads }
    )
    let y = shared(x)
    #expect(repeated(x) == y)
    #expect(tiled(x).largestDifference(from: y) > 0.1)
  }

  @Test(arguments: [1, 2, 4, 8], [1, 2, 3, 7, 21]) func aCacheChangesNoBit(
    kvHeads: Int, chunk: Int
  ) throws {
    let (layer, x) = (try layer(kvHeads: kvHeads), text(21))
    var cache = try KVCache(kvHeads: kvHeads, headDimension: Self.headDimension, capacity: 21)
    var rows: [Tensor] = []
    for first in stride(from: 0, to: 21, by: chunk) {
      rows.append(try layer(x[rows: first..<min(21, first + chunk)], cache: &cache))
    }
    #expect(Tensor.concatenate(rows) == layer(x))
    let projections = layer.project(x)
    #expect(cache.keys == projections.keys && cache.values == projections.values)
  }

  @Test func withoutAMaskTheLastTokenReachesTheFirst() throws {
    let (layer, x) = (try layer(kvHeads: 2), text(5))
    var changed = x
    changed[4, 0] += 1
    #expect(layer(changed, mask: .causal)[row: 0] == layer(x, mask: .causal)[row: 0])
    #expect(layer(changed, mask: .none)[row: 0] != layer(x, mask: .none)[row: 0])
  }

  @Test func nanReachesItsOwnAndLaterTokens() throws {
    let layer = try layer(kvHeads: 2)
    var x = text(5)
    x[2, 3] = .nan
    let y = layer(x)
    for t in 0..<5 { #expect(t < 2 ? y[row: t].isFinite : y[row: t].isAllNaN) }
  }

  @Test func headsThatDoNotDivideAreRefused() {
    let error = #expect(throws: ModelError.self) { _ = try layer(kvHeads: 3) }
    #expect(
      error?.description
        == "8 query heads cannot share 3 kv heads evenly; choose a number of kv heads that divides 8:"
        + " 1, 2, 4, 8")
    #expect(throws: ModelError.self) { _ = try layer(kvHeads: 0) }
    #expect(throws: ModelError.self) { _ = try layer(kvHeads: 16) }
  }
}
