/// Attention for a block of query rows that read the same keys and values.
///
/// Rows of several tokens, and of all query heads that share a kv head, pass by a block of keys
/// while it is in the first cache. So a key is read from memory once for the whole block, and the
/// heads of a group share it without a copy of it ever being made.
///
/// For one row the order of the operations is always the same: a dot product with each visible key
/// (element `j` in lane `j mod 16`), the softmax over exactly the visible keys, and one chain of
/// fused multiply–adds for each feature, in the order of the keys. What stands next to a row in its
/// block, where blocks and runs end and which thread does the work changes none of it: so a cache may
/// keep its positions in any pieces it likes.
struct AttentionRows {
  /// `[queryHeads, tokens, headDimension]`
  let queries: UnsafePointer<Float>
  /// The key of kv head g at row r of its memory starts at g · headStride + r · headDimension.
  let keys: UnsafePointer<Float>
  /// From the memory of one kv head to that of the next, in scalars; values have the same.
  let headStride: Int
  /// The rows that hold the positions 0 ..< positions, in this order.
  let runs: [PositionRun]
  let kvHeads: Int
  let queryHeadsPerKVHead: Int
  let tokens: Int
  let positions: Int
  let headDimension: Int
  let mask: AttentionMask
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

  /// Writes the weighted sums of `values`, which lie in memory as the keys do, to `outputs`,
  /// `[queryHeads, tokens, headDimension]`.
  func writeOutputs(of values: UnsafePointer<Float>, to outputs: UnsafeMutablePointer<Float>) {
    outputs.initialize(repeating: 0, count: kvHeads * rowsPerKVHead * headDimension)
    forEachBlock { kvHead, rows in
      let weights = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * positions)
      defer { weights.deallocate() }
      computeWeights(kvHead, rows, weights)
      let values = values + kvHead * headStride
      let outputs = outputs + (kvHead * rowsPerKVHead + rows.lowerBound) * headDimension
      forEachBlockOfKeys { position, first, count in
        for (r, row) in rows.enumerated() {
          let count = min(count, visibleKeys(row) - position)
          guard count > 0 else { continue }
          addWeighted(
            values + first * headDimension, weights + r * positions + position, count: count,
            headDimension, to: outputs + r * headDimension)
        }
      }
    }
  }

  // MARK: Rows

  // The query heads of one kv head are neighbours in memory, so their rows are one run of
  // queryHeadsPerKVHead · tokens rows.
  private var rowsPerKVHead: Int { queryHeadsPerKVHead * tokens }

  private func visibleKeys(_ row: Int) -> Int {
    mask.visibleKeys(token: row % tokens, tokens: tokens, positions: positions)
  }

  /// Calls `body(position, row, count)` for blocks of neighbouring keys, in the order of positions:
  /// the first key of the block has this position and lies in this row of its head's memory.
  private func forEachBlockOfKeys(_ body: (Int, Int, Int) -> Void) {
    var position = 0
    for run in runs {
      for first in stride(from: 0, to: run.count, by: keysPerBlock) {
        body(position + first, run.firstRow + first, min(keysPerBlock, run.count - first))
      }
      position += run.count
    }
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
    let keys = keys + kvHead * headStride
    let queries = queries + kvHead * rowsPerKVHead * headDimension
    forEachBlockOfKeys { position, first, count in
      for (r, row) in rows.enumerated() {
        let count = min(count, visibleKeys(row) - position)
        guard count > 0 else { continue }
        writeScores(
          queries + row * headDimension, keys + first * headDimension, count: count,
          headDimension, scale, to: weights + r * positions + position)
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

/// scores[key] = scale · ⟨query, key⟩, for eight keys at a time as long as there are eight.
private func writeScores(
  _ query: UnsafePointer<Float>, _ keys: UnsafePointer<Float>, count: Int, _ headDimension: Int,
  _ scale: Float, to scores: UnsafeMutablePointer<Float>
) {
  let whole = headDimension & ~15
  let rest = headDimension - whole
  let eights = count & ~7
  for first in stride(from: 0, to: eights, by: 8) {
    let key0 = keys + first * headDimension
    let key1 = key0 + headDimension
    let key2 = key1 + headDimension
    let key3 = key2 + headDimension
    let key4 = key3 + headDimension
    let key5 = key4 + headDimension
    let key6 = key5 + headDimension
    let key7 = key6 + headDimension
    // The products of one key gather in sixteen lanes; eight chains hide each other's latency.
    var (sum0, sum1, sum2, sum3) = (Lanes(), Lanes(), Lanes(), Lanes())
    var (sum4, sum5, sum6, sum7) = (Lanes(), Lanes(), Lanes(), Lanes())
    for d in stride(from: 0, to: whole, by: 16) {
      let features = load(query + d)
      sum0.addProduct(features, load(key0 + d))
      sum1.addProduct(features, load(key1 + d))
      sum2.addProduct(features, load(key2 + d))
      sum3.addProduct(features, load(key3 + d))
      sum4.addProduct(features, load(key4 + d))
      sum5.addProduct(features, load(key5 + d))
      sum6.addProduct(features, load(key6 + d))
      sum7.addProduct(features, load(key7 + d))
    }
    if rest > 0 {
      let features = load(query + whole, count: rest)
      sum0.addProduct(features, load(key0 + whole, count: rest))
      sum1.addProduct(features, load(key1 + whole, count: rest))
      sum2.addProduct(features, load(key2 + whole, count: rest))
      sum3.addProduct(features, load(key3 + whole, count: rest))
      sum4.addProduct(features, load(key4 + whole, count: rest))
      sum5.addProduct(features, load(key5 + whole, count: rest))
      sum6.addProduct(features, load(key6 + whole, count: rest))
      sum7.addProduct(features, load(key7 + whole, count: rest))
    }
    // Eight folds side by side, with the additions of one fold each: two vectors share one at
    // every step, so no lane is added in vain.
    let low = foldOnce(foldOnce(sum0, sum1), foldOnce(sum2, sum3))
    let high = foldOnce(foldOnce(sum4, sum5), foldOnce(sum6, sum7))
    let last = foldOnce(low, high)
    let eight = (last.evenHalf + last.oddHalf) * scale
    UnsafeMutableRawPointer(scores + first).storeBytes(of: eight, as: SIMD8<Float>.self)
  }
  for index in eights..<count {
    let key = keys + index * headDimension
    var sum = Lanes()
    for d in stride(from: 0, to: whole, by: 16) { sum.addProduct(load(query + d), load(key + d)) }
    if rest > 0 { sum.addProduct(load(query + whole, count: rest), load(key + whole, count: rest)) }
    scores[index] = fold(sum) * scale
  }
}

/// Adds the lanes as a tree, every lane with its neighbour, as ``Row`` does.
@inline(__always)
private func fold(_ lanes: Lanes) -> Float {
  let eight = lanes.evenHalf + lanes.oddHalf
  let four = eight.evenHalf + eight.oddHalf
  let two = four.evenHalf + four.oddHalf
  return two[0] + two[1]
}

/// One step of the fold for two vectors: the sums of `a` and then the sums of `b`.
@inline(__always)
private func foldOnce(_ a: Lanes, _ b: Lanes) -> Lanes {
  Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf) + Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
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

/// The last few features of a row, and zeros in the lanes that are left: 0 · 0 adds nothing.
@inline(never)
private func load(_ x: UnsafePointer<Float>, count: Int) -> Lanes {
  var lanes = Lanes()
  for i in 0..<count { lanes[i] = x[i] }
  return lanes
}

@inline(__always)
private func store(_ lanes: Lanes, _ x: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
}
