import Mini

extension Peers {
  /// A number for the bits of every kernel's result, for `same-bits.sh`. Shapes are awkward, inputs
  /// reach far, and two threads share the work.
  func checksums() -> [(String, UInt64)] {
    Threads.count = 2
    var generator = SeededGenerator(seed: 5)
    func normal(_ shape: Int..., deviation: Double = 1) -> Tensor {
      let numbers = Tensor.normal(
        shape.reduce(1, *), deviation: deviation, using: &generator)
      return numbers.reshaped(to: shape)
    }
    var sums: [(String, UInt64)] = []
    func add(_ name: String, _ results: Tensor...) {
      sums.append((name, results.reduce(0xCBF2_9CE4_8422_2325, checksum)))
    }

    for (rows, inner, columns) in [(1, 577, 129), (7, 300, 65), (40, 577, 577), (130, 100, 64)] {
      let (a, b) = (normal(rows, inner), normal(inner, columns))
      add("matmul\(rows)", matmul(a, b), matmul(a, transposed: b.transposed))
    }
    let x = normal(50, 577, deviation: 20)
    add("exp", exp(x), exp(x * 3))
    add("softmax", softmax(x))
    add("silu", silu(x))
    add("gelu", gelu(x))
    add("reductions", eachRow(x, \.sum), eachRow(x, \.maximum), x.rowMeans, x.rowVariances)
    let combined = x + x * 3 - x / 7
    let first = x[rows: 0..<1]
    add(
      "elementwise",
      .concatenate((0..<x.shape[0]).map { combined[rows: $0..<$0 + 1] * first }))
    add("norms", RMSNorm(dimensions: 577)(x), LayerNorm(dimensions: 577)(x * 1e-30))
    for headDimension in [2, 16, 40, 64, 100] {
      let queries = normal(6, 33, headDimension)
      let (keys, values) = (normal(2, 97, headDimension), normal(2, 97, headDimension))
      for mask in [AttentionMask.none, .causal] {
        add(
          "attention\(headDimension)",
          attention(queries: queries, keys: keys, values: values, mask: mask))
      }
      for layout in [RotaryLayout.interleaved, .halves] {
        let rope = RotaryEmbedding(headDimension: headDimension, layout: layout)
        add("rotation\(headDimension)", rope(queries, offset: 1000))
      }
    }
    return sums
  }

  /// A number for each row of a matrix.
  private func eachRow(_ x: Tensor, _ number: (Tensor) -> Float) -> Tensor {
    Tensor((0..<x.shape[0]).map { number(x[row: $0]) })
  }

  /// Fowler, Noll and Vo's hash of the bits, continued. One NaN is as good as another.
  private func checksum(_ sum: UInt64, _ tensor: Tensor) -> UInt64 {
    tensor.scalars.reduce(sum) { sum, scalar in
      (sum ^ UInt64((scalar.isNaN ? .nan : scalar).bitPattern)) &* 0x100_0000_01B3
    }
  }
}
