import Lanes

/// Attention for many tokens: sixteen queries of a head side by side, one in each lane of a vector.
///
/// A number of a key or a value meets all sixteen at once and is read where it lies. So nothing is
/// packed, no lane is folded, rows of any length need no care at their end, and heads of eight features
/// fill the vectors as well as those of a hundred. In its lane a query walks the chains that
/// ``AttentionKernel`` promises, so its bits are the same.
struct QueryLanes {
  let head: Int
  /// The token of the first query, and how many there are; beyond them, lanes have no meaning.
  let first: Int
  let count: Int
  /// Where the first of them stands.
  let position: Int
  /// How many keys all of them see.
  let shared: Int
  /// How many keys any of them sees.
  let visible: Int
  /// How many there are at most.
  static let width = 16
}

extension AttentionKernel {
  /// Fewer tokens than this are quicker with keys in the lanes.
  static let fewestTokensInLanes = 8

  /// The queries of `head` from the token `first` on.
  func lanes(head: Int, first: Int) -> QueryLanes {
    let count = min(QueryLanes.width, tokens - first)
    func seen(_ token: Int) -> Int {
      mask.visibleKeys(token: token, tokens: tokens, positions: positions)
    }
    return QueryLanes(
      head: head, first: first, count: count, position: positions - tokens + first,
      shared: seen(first), visible: seen(first + count - 1))
  }

  /// ``writeOutputs(of:to:)`` for many tokens.
  func writeOutputsInLanes(
    of values: UnsafePointer<Float>, to outputs: UnsafeMutablePointer<Float>
  ) {
    let blocks = (tokens + QueryLanes.width - 1) / QueryLanes.width
    let features = 16 * headDimension
    Threads.split(
      kvHeads * queryHeadsPerKVHead * blocks, costOfOne: 2 * positions * features,
      piecesPerThread: 8
    ) { range in
      Scratch.with(count: 2 * features + 16 * positions) { queries in
        let (sums, weights) = (queries + features, queries + 2 * features)
        for index in range {
          let lanes = lanes(head: index / blocks, first: index % blocks * QueryLanes.width)
          let row = (lanes.head * tokens + lanes.first) * headDimension
          LaneTransposition.turn(
            self.queries + row, rows: lanes.count, columns: headDimension, to: queries)
          computeWeights(lanes, queries, weights)
          mix(lanes, weights, values, sums)
          LaneTransposition.turnBack(
            sums, rows: lanes.count, columns: headDimension, to: outputs + row)
        }
      }
    }
  }

  /// Writes the softmax weights, `[visible, 16]`, of queries that stand in the lanes,
  /// `[headDimension, 16]`.
  func computeWeights(
    _ lanes: QueryLanes, _ queries: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) {
    forEachKeyBlock(lanes, keys) { keys, position, count in
      for d in stride(from: 0, to: headDimension, by: 8) {
        addProducts(
          queries + 16 * d, features: min(8, headDimension - d), keys + d, headDimension,
          count: count, to: weights + 16 * position, from: d == 0 ? Lanes() : nil)
      }
    }
    let slope = slopes.isEmpty ? 0 : slopes[lanes.head % slopes.count]
    let maxima = scaleScores(weights, lanes, scale: scale, slope: slope)
    SoftmaxRow.applyToLanes(weights, count: lanes.visible, maxima: maxima)
  }

  /// Writes the weighted sums of the values, `[headDimension, 16]`.
  private func mix(
    _ lanes: QueryLanes, _ weights: UnsafePointer<Float>, _ values: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    sums.initialize(repeating: 0, count: 16 * headDimension)
    forEachKeyBlock(lanes, values) { values, position, count in
      let shared = max(0, min(lanes.shared - position, count))
      let rest = values + shared * headDimension
      let isFinite = areFinite(rest, count: (count - shared) * headDimension)
      for d in stride(from: 0, to: headDimension, by: 8) {
        let features = min(8, headDimension - d)
        addRows(
          weights + 16 * position, values + d, headDimension, features: features,
          count: isFinite ? count : shared, to: sums + 16 * d)
      }
      // A weight of 0 leaves a sum as it is, but not where it meets an infinity.
      if !isFinite {
        addRowsThatAreSeen(
          lanes, weights + 16 * position, values, from: position, shared..<count, headDimension,
          to: sums)
      }
    }
  }

  /// Calls `body` with the rows of `memory`, keys or values, that any of the lanes sees, block by block.
  func forEachKeyBlock(
    _ lanes: QueryLanes, _ memory: UnsafePointer<Float>,
    _ body: (_ rows: UnsafePointer<Float>, _ position: Int, _ count: Int) -> Void
  ) {
    let memory = memory + lanes.head / queryHeadsPerKVHead * headStride
    forEachKeyBlock(of: keysPerBlock) { block in
      let count = block.keys(visible: lanes.visible)
      if count > 0 { body(memory + block.row * headDimension, block.position, count) }
    }
  }
}

/// Of 64 features they fill 16 KB, so that a block of keys and their weights fit into the first cache.
private let keysPerBlock = 64

private typealias EightLanes = InlineArray<8, Lanes>

// MARK: Scores

/// Continues the chains of `count` keys with up to eight features, or begins them with `start`:
/// s[key] += Σ x[feature] · keys[key, feature]. Rows of keys start `stride` scalars after one another.
@inline(never)
func addProducts(
  _ x: UnsafePointer<Float>, features: Int, _ keys: UnsafePointer<Float>, _ stride: Int,
  count: Int, to scores: UnsafeMutablePointer<Float>, from start: SIMD16<Float>?
) {
  var key = keys
  guard features == 8 else {
    for j in 0..<count {
      var sum = start ?? Lanes(at: scores + 16 * j)
      for d in 0..<features { sum.addProduct(Lanes(repeating: key[d]), Lanes(at: x + 16 * d)) }
      sum.store(to: scores + 16 * j)
      key += stride
    }
    return
  }
  let x = EightLanes { Lanes(at: x + 16 * $0) }
  for j in 0..<count {
    var sum = start ?? Lanes(at: scores + 16 * j)
    for d in 0..<8 { sum.addProduct(Lanes(repeating: key[d]), x[d]) }
    sum.store(to: scores + 16 * j)
    key += stride
  }
}

/// Multiplies the scores by `scale`, takes `slope` · distance away, and makes −∞ of those that are
/// masked; returns the largest of each lane.
@inline(never)
private func scaleScores(
  _ scores: UnsafeMutablePointer<Float>, _ lanes: QueryLanes, scale: Float, slope: Float
) -> Lanes {
  for j in 0..<lanes.visible { (Lanes(at: scores + 16 * j) * scale).store(to: scores + 16 * j) }
  if slope != 0 {
    var positions = Lanes()
    for lane in 0..<16 { positions[lane] = Float(lanes.position + lane) }
    for j in 0..<lanes.visible {
      let distance = positions - Float(j)
      let score = Lanes(at: scores + 16 * j)
      score.addingProduct(larger(distance, -distance), Lanes(repeating: -slope))
        .store(to: scores + 16 * j)
    }
  }
  // Key `shared` is masked in the first lane, the next in the first two, …
  for j in lanes.shared..<lanes.visible {
    for lane in 0...j - lanes.shared { scores[16 * j + lane] = -.infinity }
  }
  // A NaN is lost here; it comes back in the sum of the exponentials.
  var maxima = Lanes(repeating: -.infinity)
  for j in 0..<lanes.visible { maxima = larger(Lanes(at: scores + 16 * j), maxima) }
  return maxima
}

@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes { b.replaced(with: a, where: a .> b) }

// MARK: Sums

/// Continues the chains of up to eight features: sums[feature] += Σ weights[key] · rows[key, feature].
@inline(never)
func addRows(
  _ weights: UnsafePointer<Float>, _ rows: UnsafePointer<Float>, _ stride: Int, features: Int,
  count: Int, to sums: UnsafeMutablePointer<Float>
) {
  var row = rows
  guard features == 8 else {
    for j in 0..<count {
      let weight = Lanes(at: weights + 16 * j)
      for d in 0..<features {
        Lanes(at: sums + 16 * d).addingProduct(weight, Lanes(repeating: row[d]))
          .store(to: sums + 16 * d)
      }
      row += stride
    }
    return
  }
  var eight = EightLanes { Lanes(at: sums + 16 * $0) }
  for j in 0..<count {
    let weight = Lanes(at: weights + 16 * j)
    for d in 0..<8 { eight[d].addProduct(weight, Lanes(repeating: row[d])) }
    row += stride
  }
  for d in 0..<8 { eight[d].store(to: sums + 16 * d) }
}

/// The same for rows with an infinity or a NaN, each only in the lanes that see it.
private func addRowsThatAreSeen(
  _ lanes: QueryLanes, _ weights: UnsafePointer<Float>, _ rows: UnsafePointer<Float>,
  from position: Int, _ range: Range<Int>, _ width: Int, to sums: UnsafeMutablePointer<Float>
) {
  for j in range {
    for lane in max(0, position + j - lanes.shared + 1)..<16 {
      for d in 0..<width {
        sums[16 * d + lane].addProduct(weights[16 * j + lane], rows[j * width + d])
      }
    }
  }
}

private func areFinite(_ x: UnsafePointer<Float>, count: Int) -> Bool {
  // 0 · x is NaN for an infinity and a NaN, and 0 for all else.
  var sums = Lanes()
  for j in stride(from: 0, to: count & ~15, by: 16) { sums += Lanes(at: x + j) * 0 }
  for j in count & ~15..<count { sums[0] += x[j] * 0 }
  return sums.folded == 0
}
