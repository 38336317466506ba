import Elementary
import Mini

/// A number for the bits of every kernel's result, which must be the same on every processor. Shapes
/// are awkward, and inputs reach far. Each kernel draws its own, so that one more changes none of the
/// others.
func checksums() -> [(name: String, sum: UInt64)] {
  var sums: [(name: String, sum: UInt64)] = []
  func add(_ name: String, _ results: (inout Inputs) -> [Tensor]) {
    var inputs = Inputs()
    sums.append((name, checksum(results(&inputs).flatMap { $0.scalars.map { UInt64(bits($0)) } })))
  }
  func add(_ name: String, _ function: (Double) -> Double) {
    var inputs = Inputs()
    sums.append((name, checksum((0..<2000).map { _ in function(inputs.magnitude()).bitPattern })))
  }

  add("sin") { .sin($0) }
  add("cos") { .cos($0) }
  add("log") { .log($0) }
  add("log10") { .log10($0) }
  add("exp") { .exp(-$0) }
  add("pow") { .pow(1e4, -1 / $0) }

  for (rows, inner, columns) in [(1, 577, 129), (7, 300, 65), (40, 577, 577), (130, 100, 64)] {
    add("matmul \(rows)×\(inner)×\(columns)") { inputs in
      let (a, b) = (inputs.normal(rows, inner), inputs.normal(inner, columns))
      return [matmul(a, b), matmul(a, transposed: b.transposed)]
    }
  }
  for kind in BlockKind.allCases {
    add("quantized \(kind.rawValue)") { inputs in
      let width = kind.blockLength == 256 ? 768 : 576
      let x = inputs.normal(9, width)
      let weight = try! QuantizedMatrix(rounding: inputs.normal(77, width), to: kind)
      return [weight(x), weight(x[rows: 0..<1]), weight.dequantized()]
    }
  }

  add("exponential") { [exp($0.wide()), exp($0.wide() * 3)] }
  add("softmax") { [softmax($0.wide())] }
  add("silu") { [silu($0.wide())] }
  add("gelu") { [gelu($0.wide())] }
  add("reductions") { inputs in
    let x = inputs.wide()
    return [eachRow(x) { $0.sum }, eachRow(x) { $0.maximum }, x.rowMeans, x.rowVariances]
  }
  add("elementwise") { inputs in
    let x = inputs.wide()
    let (combined, first) = (x + x * 3 - x / 7, x[rows: 0..<1])
    return (0..<x.shape[0]).map { combined[rows: $0..<$0 + 1] * first }
  }
  add("norms") { inputs in
    let x = inputs.wide()
    return [RMSNorm(dimensions: 577)(x), LayerNorm(dimensions: 577)(x * 1e-30)]
  }

  for headDimension in [2, 16, 40, 64, 100] {
    for mask in [AttentionMask.none, .causal] {
      add("attention \(headDimension) \(mask == .causal ? "causal" : "all")") { inputs in
        let queries = inputs.normal(6, 33, headDimension)
        let (keys, values) = (
          inputs.normal(2, 97, headDimension), inputs.normal(2, 97, headDimension)
        )
        return [
          attention(queries: queries, keys: keys, values: values, mask: mask),
          attention(
            queries: queries, keys: keys, values: values, mask: mask, bias: ALiBi(heads: 6)),
        ]
      }
    }
    for layout in [RotaryLayout.interleaved, .halves] {
      add("rotation \(headDimension) \(layout.rawValue)") { inputs in
        let rope = RotaryEmbedding(headDimension: headDimension, layout: layout)
        return [rope(inputs.normal(6, 33, headDimension), offset: 1 << 40)]
      }
    }
  }
  add("caches") { inputs in
    let shape = (queries: [6, 40, 64], keys: [2, 40, 64])
    func attended(by cache: consuming some KeyValueCache) -> Tensor {
      try! cache.attend(
        queries: inputs.normal(shape.queries), keys: inputs.normal(shape.keys),
        values: inputs.normal(shape.keys))
    }
    return [
      attended(by: try! WindowedKVCache(kvHeads: 2, headDimension: 64, window: 20, sinks: 3)),
      attended(by: try! QuantizedKVCache(kvHeads: 2, headDimension: 64, blockLength: 16)),
    ]
  }
  add("layers") { inputs in
    let feedForward = FeedForward(width: 96, hidden: 200, using: &inputs.generator)
    let attention = try! AttentionLayer(
      width: 96, queryHeads: 6, kvHeads: 2, headDimension: 16,
      rotary: RotaryEmbedding(headDimension: 16), using: &inputs.generator)
    let x = inputs.normal(17, 96)
    return [feedForward(x), attention(x)]
  }
  for norm in Norm.Kind.allCases {
    add("training \(norm.rawValue)") { inputs in trained(norm, &inputs) }
  }
  return sums
}

/// The losses, the last gradient and the numbers of a small model after five steps.
private func trained(_ norm: Norm.Kind, _ inputs: inout Inputs) -> [Tensor] {
  var c = TransformerConfiguration()
  (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 40, 5, 1)
  (c.feedForwardWidth, c.vocabulary, c.contextLength) = (70, 37, 33)
  (c.norm, c.normPlacement) = (norm, norm == .layer ? .after : .before)
  (c.positions, c.tiesHead) = norm == .partial ? (.alibi, false) : (.rotary(), true)
  let texts = (0..<3).map { _ in (0..<34).map { _ in Int(inputs.generator.next() % 37) } }
  var trainer = try! Trainer(
    Transformer(c, seed: 1),
    schedule: LearningRateSchedule(peak: 0.01, warmUp: 2, steps: 5))
  var results: [Tensor] = []
  for _ in 0..<5 {
    _ = try! trainer.step(on: texts)
    results.append(trainer.losses)
  }
  var (gradient, model) = (trainer.gradient, trainer.model)
  gradient.forEachParameter { results.append($1) }
  model.forEachParameter { results.append($1) }
  return results
}

/// Random numbers, the same for every kernel.
private struct Inputs {
  var generator = SeededGenerator(seed: 5)

  mutating func normal(_ shape: Int..., deviation: Double = 1) -> Tensor {
    normal(shape, deviation: deviation)
  }

  mutating func normal(_ shape: [Int], deviation: Double = 1) -> Tensor {
    Tensor.normal(shape.reduce(1, *), deviation: deviation, using: &generator)
      .reshaped(to: shape)
  }

  mutating func wide() -> Tensor { normal(50, 577, deviation: 20) }

  /// From 2⁻⁴⁵ to 2⁴⁵.
  mutating func magnitude() -> Double { .exp2(90 * generator.uniform() - 45) }
}

/// A number for each row of a matrix.
private func eachRow(_ x: Tensor, _ number: (Tensor) -> Float) -> Tensor {
  Tensor((0..<x.shape[0]).map { number(x[row: $0]) })
}

/// One NaN is as good as another.
private func bits(_ x: Float) -> UInt32 { (x.isNaN ? .nan : x).bitPattern }

/// Fowler, Noll and Vo's hash.
private func checksum(_ words: [UInt64]) -> UInt64 {
  words.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ $1) &* 0x100_0000_01B3 }
}
