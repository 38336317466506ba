/// Attention for a block of query rows that read the same keys and values.
///
/// Rows of several tokens, and of all query heads that share a kv head, pass by a block of keys
/// while it is in the first cache. So a key is read from memory once for the whole block, and the
/// heads of a group share it without a copy of it ever being made.
///
/// For one row the order of the operations is always the same: a dot product with each visible key
/// (element `j` in lane `j mod 16`), the softmax over exactly the visible keys, and one chain of
/// fused multiply–adds for each feature, in the order of the keys. What stands next to a row in its
/// block, where blocks end and which thread does the work changes none of it.
struct AttentionRows {
  /// `[queryHeads, tokens, headDimension]`
  let queries: UnsafePointer<Float>
  /// `[kvHeads, positions, headDimension]`
  let keys: UnsafePointer<Float>
  let kvHeads: Int
  let queryHeadsPerKVHead: Int
  let tokens: Int
  let positions: Int
  let headDimension: Int
  let causal: Bool
  let scale: Float
  /// One slope for each query head, or empty.
  let slopes: [Float]

  /// Writes the weights, `[queryHeads, tokens, positions]`; a masked weight is exactly 0.
  func writeWeights(to weights: UnsafeMutablePointer<Float>) {
    forEachBlock { kvHead, rows in
      let block = weights + (kvHead * rowsPerKVHead + rows.lowerBound) * positions
      computeWeights(kvHead, rows, block)
      for (r, row) in rows.enumerated() {
        let visible = visibleKeys(row)
        (block + r * positions + visible).initialize(repeating: 0, count: positions - visible)
      }
    }
  }

  /// Writes the weighted sums of `values`, `[kvHeads, positions, headDimension]`, to `outputs`,
  /// `[queryHeads, tokens, headDimension]`.
  func writeOutputs(of values: UnsafePointer<Float>, to outputs: UnsafeMutablePointer<Float>) {
    outputs.initialize(repeating: 0, count: kvHeads * rowsPerKVHead * headDimension)
    forEachBlock { kvHead, rows in
      let weights = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * positions)
      defer { weights.deallocate() }
      computeWeights(kvHead, rows, weights)
      let values = values + kvHead * positions * headDimension
      let outputs = outputs + (kvHead * rowsPerKVHead + rows.lowerBound) * headDimension
      for first in stride(from: 0, to: positions, by: keysPerBlock) {
        for (r, row) in rows.enumerated() {
          let count = min(keysPerBlock, visibleKeys(row) - first)
          guard count > 0 else { continue }
          addWeighted(
            values + first * headDimension, weights + r * positions + first, count: count,
            headDimension, to: outputs + r * headDimension)
        }
      }
    }
  }

  // MARK: Rows

  // The query heads of one kv head are neighbours in memory, so their rows are one run of
  // queryHeadsPerKVHead · tokens rows.
  private var rowsPerKVHead: Int { queryHeadsPerKVHead * tokens }

  /// How many keys a row sees: all, or those up to the position of its token. The last token of the
  /// chunk stands at the last position, whatever was cached before it.
  private func visibleKeys(_ row: Int) -> Int {
    causal ? positions - tokens + row % tokens + 1 : positions
  }

  /// Calls `body(kvHead, rows)` for blocks that together hold every query row once.
  private func forEachBlock(_ body: (Int, Range<Int>) -> Void) {
    let cost = 2 * positions * headDimension
    let threads = Threads.worthwhile(forCost: kvHeads * rowsPerKVHead * cost)
    // Smaller blocks if there would be too few to go round: one kv head, one new token.
    let size = max(1, min(rowsPerBlock, kvHeads * rowsPerKVHead / threads, rowsPerKVHead))
    let blocks = (rowsPerKVHead + size - 1) / size
    Threads.split(kvHeads * blocks, costOfOne: size * cost, piecesPerThread: 8) { range in
      for index in range {
        let first = index % blocks * size
        body(index / blocks, first..<min(first + size, rowsPerKVHead))
      }
    }
  }

  /// Writes the softmax weights of `rows` over the keys each of them sees; the rest of a row stays
  /// as it was.
  private func computeWeights(
    _ kvHead: Int, _ rows: Range<Int>, _ weights: UnsafeMutablePointer<Float>
  ) {
    let keys = keys + kvHead * positions * headDimension
    let queries = queries + kvHead * rowsPerKVHead * headDimension
    for first in stride(from: 0, to: positions, by: keysPerBlock) {
      for (r, row) in rows.enumerated() {
        let count = min(keysPerBlock, visibleKeys(row) - first)
        guard count > 0 else { continue }
        writeScores(
          queries + row * headDimension, keys + first * headDimension, count: count,
          headDimension, scale, to: weights + r * positions + first)
      }
    }
    for (r, row) in rows.enumerated() {
      let (row_, visible) = (weights + r * positions, visibleKeys(row))
      if !slopes.isEmpty {
        let slope = slopes[kvHead * queryHeadsPerKVHead + row / tokens]
        addDistances(row_, count: visible, slope, position: positions - tokens + row % tokens)
      }
      SoftmaxRow.apply(row_, count: visible, into: row_)
    }
  }
}

/// Keys of 64 features fill 16 KB, so that a block of them and the rows fit into the first cache.
private let keysPerBlock = 64
private let rowsPerBlock = 16

private typealias Lanes = SIMD16<Float>

/// scores[key] = scale · ⟨query, key⟩
private func writeScores(
  _ query: UnsafePointer<Float>, _ keys: UnsafePointer<Float>, count: Int, _ headDimension: Int,
  _ scale: Float, to scores: UnsafeMutablePointer<Float>
) {
  let whole = headDimension & ~15
  for index in 0..<count {
    let key = keys + index * headDimension
    var lanes = Lanes()
    for d in stride(from: 0, to: whole, by: 16) { lanes.addProduct(load(query + d), load(key + d)) }
    for d in whole..<headDimension { lanes[d - whole].addProduct(query[d], key[d]) }
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    scores[index] = (two[0] + two[1]) * scale
  }
}

/// ALiBi: scores[key] − slope · |position − key|
private func addDistances(
  _ scores: UnsafeMutablePointer<Float>, count: Int, _ slope: Float, position: Int
) {
  for key in 0..<count { scores[key].addProduct(-slope, Float(abs(position - key))) }
}

/// output[d] continues its chain with weight[key] · values[key, d], key after key. Features run
/// across the lanes, 64 at a time, so that four chains hide the latency of one another.
private func addWeighted(
  _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, count: Int,
  _ headDimension: Int, to output: UnsafeMutablePointer<Float>
) {
  var d = 0
  while d + 64 <= headDimension {
    var sum0 = load(output + d)
    var sum1 = load(output + d + 16)
    var sum2 = load(output + d + 32)
    var sum3 = load(output + d + 48)
    var value = values + d
    for key in 0..<count {
      let weight = Lanes(repeating: weights[key])
      sum0.addProduct(weight, load(value))
      sum1.addProduct(weight, load(value + 16))
      sum2.addProduct(weight, load(value + 32))
      sum3.addProduct(weight, load(value + 48))
      value += headDimension
    }
    store(sum0, output + d)
    store(sum1, output + d + 16)
    store(sum2, output + d + 32)
    store(sum3, output + d + 48)
    d += 64
  }
  while d + 16 <= headDimension {
    var sum = load(output + d)
    for key in 0..<count {
      sum.addProduct(Lanes(repeating: weights[key]), load(values + key * headDimension + d))
    }
    store(sum, output + d)
    d += 16
  }
  for d in d..<headDimension {
    for key in 0..<count { output[d].addProduct(weights[key], values[key * headDimension + d]) }
  }
}

@inline(__always)
private func load(_ x: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(x).loadUnaligned(as: Lanes.self)
}

@inline(__always)
private func store(_ lanes: Lanes, _ x: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
}
