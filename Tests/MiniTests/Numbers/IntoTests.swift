import Testing

@testable import Mini

/// What is written into a tensor that is at hand has the bits of a new one, whatever was in it.
@Suite struct IntoTests {
  /// What `write` makes of memory of this shape that is full of something else.
  func written(_ shape: [Int], _ write: (inout Tensor) throws -> Void) rethrows -> Tensor {
    var result = Tensor(repeating: .nan, shape: shape)
    let place = result.withScalars { $0 }
    try write(&result)
    // An empty tensor has no memory of its own.
    #expect(result.count == 0 || result.withScalars { $0 } == place, "the result is a new tensor")
    return result
  }

  @Test(arguments: [0, 1, 5, 40]) func layersWriteTheSame(tokens: Int) {
    var generator = SeededGenerator(seed: 81)
    let x = Tensor.normal(tokens, 48, using: &generator)
    for outputs in [20, 70] {
      let layer = Linear(inputs: 48, outputs: outputs, using: &generator)
      #expect(written([tokens, outputs]) { matmul(x, layer.weight, into: &$0) } == layer(x))
      #expect(written([tokens, outputs]) { layer(x, into: &$0) } == layer(x))
    }
    for kind in Norm.Kind.allCases {
      let norm = Norm(kind, dimensions: 48, eps: 1e-5)
      #expect(written(x.shape) { norm(x, into: &$0) } == norm(x))
    }
    #expect(written(x.shape) { silu(x, into: &$0) } == silu(x))
  }

  @Test(arguments: [0, 1, 5, 40]) func sumsAndProductsInPlaceAreTheSame(tokens: Int) {
    var generator = SeededGenerator(seed: 82)
    let a = Tensor.normal(tokens, 37, using: &generator)
    let b = Tensor.normal(tokens, 37, using: &generator)
    var (sum, product) = (a, a)
    sum += b
    product *= b
    #expect(sum == a + b && product == a * b)
    let places = [sum.withScalars { $0 }, product.withScalars { $0 }]
    sum += b
    product *= b
    #expect(sum == a + b + b && product == a * b * b)
    #expect([sum.withScalars { $0 }, product.withScalars { $0 }] == places)
    var doubled = a
    doubled += doubled
    #expect(doubled == a + a)
  }

  @Test(arguments: [0, 1, 5, 40]) func headsAreWrittenTheSame(tokens: Int) {
    var generator = SeededGenerator(seed: 83)
    let x = Tensor.normal(tokens, 48, using: &generator)
    let heads = x.splitHeads(3)
    #expect(written([3, tokens, 16]) { x.splitHeads(into: &$0) } == heads)
    #expect(written([tokens, 48]) { heads.mergeHeads(into: &$0) } == x)
    for layout in [RotaryLayout.interleaved, .halves] {
      for rotated in [0, 6, 16] {
        let rope = RotaryEmbedding(headDimension: 16, layout: layout, rotatedDimensions: rotated)
        var (turned, table) = (heads, RotaryTable())
        table.prepare(for: rope, from: 7, tokens: tokens)
        rotate(&turned, by: table, from: 0, layout: layout)
        #expect(turned == rope(heads, offset: 7))
      }
    }
  }

  @Test(arguments: [0, 1, 5, 40], [0, 3]) func attentionWritesTheSame(
    tokens: Int, cached: Int
  ) throws {
    var inputs = CacheInputs(seed: 84, kvHeads: 2, headDimension: 16)
    let queries = inputs.queries(4, tokens)
    let (keys, values) = (inputs.chunk(cached + tokens), inputs.chunk(cached + tokens))
    let expected = attention(queries: queries, keys: keys, values: values, mask: .causal)
    #expect(
      written(queries.shape) {
        attention(queries: queries, keys: keys, values: values, mask: .causal, into: &$0)
      } == expected)
    var cache = try KVCache(kvHeads: 2, headDimension: 16, capacity: 50)
    try cache.update(keys: keys, values: values)
    #expect(
      written(queries.shape) {
        attention(queries: queries, view: cache.view, mask: .causal, into: &$0)
      } == expected)
  }
}
