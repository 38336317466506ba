import Base
import LanguageModel
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
  add("weights laid out") { inputs in
    [(1, 577, 129), (7, 300, 65), (400, 77, 101)].flatMap { rows, width, outputs in
      let (x, w) = (inputs.normal(rows, width), inputs.normal(width, outputs))
      return [WeightPanels(w)(x), WeightPanels(transposed: w.transposed)(x)]
    }
  }
  for kind in BlockKind.allCases {
    add("quantized \(kind.number)") { inputs in
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
      func addRotation(_ name: String, offset: Int) {
        add("\(name) \(headDimension) \(layout.rawValue)") { inputs in
          let rope = RotaryEmbedding(headDimension: headDimension, layout: layout)
          return [rope(inputs.normal(6, 33, headDimension), offset: offset)]
        }
      }
      // No position lies so far out where `Int` has 32 bits.
      #if !_pointerBitWidth(_32)
        addRotation("rotation", offset: 1 << 40)
      #endif
      addRotation("a nearer rotation", offset: 1 << 30)
    }
  }
  add("a cache") { inputs in
    var cache = try! KVCache(kvHeads: 2, headDimension: 64, capacity: 60)
    return [40, 1, 19].map { tokens in
      try! cache.attend(
        queries: inputs.normal(6, tokens, 64), keys: inputs.normal(2, tokens, 64),
        values: inputs.normal(2, tokens, 64))
    }
  }
  add("layers") { inputs in
    let feedForward = FeedForward(width: 96, hidden: 200, using: &inputs.generator)
    let attention = try! AttentionLayer(
      width: 96, queryHeads: 6, kvHeads: 2, headDimension: 16,
      rotary: RotaryEmbedding(headDimension: 16), using: &inputs.generator)
    let x = inputs.normal(17, 96)
    return [feedForward(x), attention(x)]
  }
  for kind in Norm.Kind.allCases {
    add("gradient of a norm, \(kind.rawValue)") { inputs in
      let (norm, x, dy) = (
        Norm(kind, dimensions: 577, eps: 1e-5), inputs.wide(), inputs.normal(50, 577)
      )
      var (dx, gradient) = (dy, norm)
      norm.backward(dy, at: x, addingTo: &dx, &gradient)
      return [dx] + numbers(of: gradient)
    }
  }
  for bias in [false, true] {
    add("gradient of a linear layer\(bias ? " with a bias" : "")") { inputs in
      let layer = Linear(inputs: 77, outputs: 130, bias: bias, using: &inputs.generator)
      let (x, dy) = (inputs.normal(300, 77), inputs.normal(300, 130))
      var (dx, gradient) = (Tensor(zeros: [300, 77]), layer)
      layer.backward(dy, at: x, into: &dx, &gradient)
      layer.backward(dy, at: x, into: &dx, adding: true, &gradient)
      return [dx] + numbers(of: gradient)
    }
  }
  add("gradients of activations") { inputs in
    let (gate, up, dy) = (inputs.wide(), inputs.normal(50, 577), inputs.normal(50, 577))
    var (hidden, dGate, dUp) = (dy, dy, dy)
    swiGLU(gate: gate, up: up, into: &hidden)
    swiGLUBackward(dy, gate: gate, up: up, into: &dGate, &dUp)
    return [hidden, dGate, dUp, softmaxBackward(dy, at: softmax(gate))]
  }
  for headDimension in [2, 8, 20] {
    add("gradient of attention \(headDimension)") { inputs in
      let (q, dy) = (inputs.normal(6, 33, headDimension), inputs.normal(6, 33, headDimension))
      let (k, v) = (inputs.normal(2, 70, headDimension), inputs.normal(2, 70, headDimension))
      let bias = ALiBi(heads: 6)
      let y = attention(queries: q, keys: k, values: v, mask: .causal, bias: bias)
      var (dq, dk, dv) = (q, k, v)
      attentionBackward(
        dy, queries: q, keys: k, values: v, outputs: y, mask: .causal, bias: bias, into: &dq, &dk,
        &dv)
      return [dq, dk, dv]
    }
  }
  add("cross-entropy") { inputs in
    var (logits, losses) = (inputs.wide(), Tensor(zeros: [50]))
    crossEntropyBackward(&logits, targets: (0..<50).map { 11 * $0 }, factor: 0.02, losses: &losses)
    return [logits, losses]
  }
  add("optimisers") { inputs in
    var layer = Linear(inputs: 77, outputs: 130, bias: true, using: &inputs.generator)
    var (adam, descent) = (AdamW(), SGD(momentum: 0.9))
    for _ in 0..<3 {
      let gradient = Linear(inputs: 77, outputs: 130, bias: true, using: &inputs.generator)
      let factor = 1 / gradient.globalNorm
      adam.update(&layer, gradient: gradient, learningRate: 0.01, factor: factor)
      descent.update(&layer, gradient: gradient, learningRate: 0.01, factor: factor)
    }
    return numbers(of: layer)
  }
  for norm in Norm.Kind.allCases {
    add("training \(norm.rawValue)") { inputs in trained(norm, &inputs) }
  }
  add("a text written by a model") { inputs in written(&inputs) }
  add("a text written by a model laid out") { inputs in written(&inputs, laidOut: true) }
  return sums
}

/// All learned numbers of a layer or a model.
private func numbers<Layer: Parameterized>(of layer: Layer) -> [Tensor] {
  var (copy, tensors) = (layer, [Tensor]())
  copy.forEachParameter { _, tensor in tensors.append(tensor) }
  return tensors
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
  return results + numbers(of: trainer.gradient) + numbers(of: trainer.model)
}

/// The logits of a model that reads a text at once and writes on with its cache, token by token.
private func written(_ inputs: inout Inputs, laidOut: Bool = false) -> [Tensor] {
  var c = TransformerConfiguration()
  (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 48, 6, 2)
  (c.feedForwardWidth, c.vocabulary, c.contextLength) = (70, 37, 64)
  var model = try! Transformer(c, seed: 2)
  if laidOut { model.layOut() }
  var cache = try! model.makeCache(capacity: 40)
  var results = [try! model((0..<23).map { _ in Int(inputs.generator.next() % 37) }, cache: &cache)]
  for _ in 0..<9 {
    let last = results[results.count - 1]
    let token = last[rows: last.shape[0] - 1..<last.shape[0]].indexOfMaximum
    results.append(try! model([token], cache: &cache))
  }
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
