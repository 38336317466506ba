import Base

/// Attention for a block of query rows that read the same keys and values.
///
/// Rows of several tokens, and of all query heads that share a kv head, pass by a block of keys
/// while it is in the first cache. So a key is read from memory once for the whole block, and the
/// heads of a group share it without a copy of it ever being made. The weights of a block of rows are
/// all that is kept of the matrix of weights.
///
/// For one row the order of the operations is always the same: with each visible key one chain of
/// fused multiply–adds in the order of the features, times the scale; the softmax over exactly the
/// visible keys; and for each feature one chain in the order of the keys. What stands next to a row in its
/// block, where blocks and runs end and which thread does the work changes none of it: so a cache may
/// keep its positions in any pieces it likes.
struct AttentionKernel {
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
  /// One slope for each query head of a text, or empty.
  let slopes: [Float]

  /// Writes the weights, `[queryHeads, tokens, positions]`; a masked weight is exactly 0.
  func writeWeights(to weights: UnsafeMutablePointer<Float>) {
    forEachBlock { kvHead, rows, workspace in
      computeWeights(kvHead, rows, workspace)
      for row in rows {
        let target = weights + (kvHead * rowsPerKVHead + row) * positions
        let visible = visibleKeys(row)
        target.initialize(from: workspace.weights(row, of: rows), count: visible)
        (target + visible).initialize(repeating: 0, count: positions - visible)
      }
    }
  }

  /// Writes the weighted sums of `values`, which lie in memory as the keys do, to `outputs`,
  /// `[queryHeads, tokens, headDimension]`.
  func writeOutputs(of values: UnsafePointer<Float>, to outputs: UnsafeMutablePointer<Float>) {
    if tokens >= Self.fewestTokensInLanes { return writeOutputsInLanes(of: values, to: outputs) }
    outputs.initialize(repeating: 0, count: kvHeads * rowsPerKVHead * headDimension)
    forEachBlock { kvHead, rows, workspace in
      computeWeights(kvHead, rows, workspace)
      let values = values + kvHead * headStride
      let outputs = outputs + kvHead * rowsPerKVHead * headDimension
      // Adds weight · value for `keys` of a block, counted from its first.
      func add(_ keys: Range<Int>, _ block: KeyBlock, _ some: Range<Int>) {
        SmallProduct.add(
          workspace.weights(some.lowerBound, of: rows) + block.position + keys.lowerBound,
          xStride: workspace.stride,
          values + (block.row + keys.lowerBound) * headDimension, wStride: headDimension,
          to: outputs + some.lowerBound * headDimension, yStride: headDimension,
          rows: some.count, depth: keys.count, columns: headDimension)
      }
      // What only four rows use need not stay in a cache.
      forEachKeyBlock(of: rows.count <= 4 ? max(1, positions) : keysPerBlock) { block in
        for four in fours(rows) {
          // First the keys that all four rows see, then for each row those that only it and some
          // others see. A weight of 0 would not do for the rest: a masked value may be infinite.
          let shared = block.keys(visible: four.reduce(positions) { min($0, visibleKeys($1)) })
          if shared > 0 { add(0..<shared, block, four) }
          for row in four {
            let visible = block.keys(visible: visibleKeys(row))
            if visible > shared { add(shared..<visible, block, row..<row + 1) }
          }
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

  /// As many rows as share a vector of keys in registers.
  private func fours(_ rows: Range<Int>) -> some Sequence<Range<Int>> {
    stride(from: rows.lowerBound, to: rows.upperBound, by: 4).lazy.map { first in
      first..<min(first + 4, rows.upperBound)
    }
  }

  /// Calls `body(kvHead, rows, workspace)` for blocks that together hold every query row once.
  private func forEachBlock(_ body: (Int, Range<Int>, Workspace) -> Void) {
    guard kvHeads * rowsPerKVHead > 0 else { return }
    let cost = 2 * positions * headDimension
    let threads = Threads.worthwhile(forCost: kvHeads * rowsPerKVHead * cost)
    let inCache = max(16, scoresInCache / max(positions, 1))
    // Smaller blocks if there would be too few to go round: one kv head, one new token.
    let size = max(
      1, min(rowsPerBlock, inCache, kvHeads * rowsPerKVHead / threads, rowsPerKVHead))
    let blocks = (rowsPerKVHead + size - 1) / size
    Threads.split(kvHeads * blocks, costOfOne: size * cost, piecesPerThread: 8) { range in
      Workspace.with(rows: size, positions: positions, headDimension: headDimension) { workspace in
        for index in range {
          let first = index % blocks * size
          body(index / blocks, first..<min(first + size, rowsPerKVHead), workspace)
        }
      }
    }
  }

  // MARK: Keys

  /// Neighbouring keys: the first has this position and lies in this row of its head's memory.
  struct KeyBlock {
    let position: Int
    let row: Int
    let count: Int

    /// How many keys of this block a row sees that sees the positions below `visible`.
    func keys(visible: Int) -> Int { max(0, min(count, visible - position)) }
  }

  /// Calls `body` for blocks of at most `size` keys in the order of positions.
  func forEachKeyBlock(of size: Int, _ body: (KeyBlock) -> Void) {
    var position = 0
    for run in runs {
      for first in stride(from: 0, to: run.count, by: size) {
        body(
          KeyBlock(
            position: position + first, row: run.firstRow + first,
            count: min(size, run.count - first)))
      }
      position += run.count
    }
  }

  // MARK: Weights

  /// Writes the softmax weights of `rows` over the keys each of them sees; what follows in a row of
  /// the workspace has no meaning.
  private func computeWeights(_ kvHead: Int, _ rows: Range<Int>, _ workspace: Workspace) {
    let keys = keys + kvHead * headStride
    let queries = queries + kvHead * rowsPerKVHead * headDimension
    forEachKeyBlock(of: keysPerBlock) { block in
      // One key in each lane: a score is then a chain like every other, and needs no fold. For a few
      // rows keys are turned in registers, for many they are kept as they are then.
      if rows.count <= KeyLanes.mostQueries && block.count >= KeyLanes.fewestKeys {
        return KeyLanes.multiply(
          queries + rows.lowerBound * headDimension, queries: rows.count,
          keys + block.row * headDimension, count: block.count, width: headDimension,
          into: workspace.weights + block.position, stride: workspace.stride,
          isFollowed: block.position + block.count < positions)
      }
      Transposition.apply(
        keys + block.row * headDimension, sourceStride: headDimension, rows: block.count,
        columns: headDimension, to: workspace.keys, targetStride: keysPerBlock)
      for four in fours(rows) where four.contains(where: { visibleKeys($0) > block.position }) {
        let scores = workspace.weights(four.lowerBound, of: rows) + block.position
        // Whole vectors: beyond the last key come scores of what is left in the lanes.
        let columns = (block.count + 15) & ~15
        for r in 0..<four.count {
          (scores + r * workspace.stride).initialize(repeating: 0, count: columns)
        }
        SmallProduct.add(
          queries + four.lowerBound * headDimension, xStride: headDimension,
          workspace.keys, wStride: keysPerBlock, to: scores, yStride: workspace.stride,
          rows: four.count, depth: headDimension, columns: columns)
      }
    }
    for row in rows {
      let (weights, visible) = (workspace.weights(row, of: rows), visibleKeys(row))
      for key in 0..<visible { weights[key] *= scale }
      if !slopes.isEmpty {
        let slope = slopes[(kvHead * queryHeadsPerKVHead + row / tokens) % slopes.count]
        addDistances(weights, count: visible, slope, position: positions - tokens + row % tokens)
      }
      SoftmaxRow.apply(weights, count: visible, into: weights)
    }
  }
}

/// Keys of 64 features fill 16 KB, so that a block of them and the rows fit into the first cache.
private let keysPerBlock = 64

/// Rows for which a block of keys is transposed once, if their scores (512 KB) fit into the second cache.
private let rowsPerBlock = 64
private let scoresInCache = 1 << 17

/// What one thread needs for a block of rows.
private struct Workspace {
  /// `[rows, stride]`; a row has room for whole vectors beyond the last position.
  let weights: UnsafeMutablePointer<Float>
  let stride: Int
  /// `[headDimension, keysPerBlock]`: a block of keys with one key in each column.
  let keys: UnsafeMutablePointer<Float>

  /// Calls `body` with a workspace for `rows` rows, valid only until it returns.
  static func with(
    rows: Int, positions: Int, headDimension: Int, _ body: (Workspace) -> Void
  ) {
    let stride = (positions + 31) & ~15
    let keyCount = headDimension * keysPerBlock
    Scratch.with(count: keyCount + rows * stride) { keys in
      keys.initialize(repeating: 0, count: keyCount)
      body(Workspace(weights: keys + keyCount, stride: stride, keys: keys))
    }
  }

  /// The row of the workspace that belongs to `row`, one of `rows`.
  func weights(_ row: Int, of rows: Range<Int>) -> UnsafeMutablePointer<Float> {
    weights + (row - rows.lowerBound) * stride
  }
}

/// ALiBi: scores[key] − slope · |position − key|
private func addDistances(
  _ scores: UnsafeMutablePointer<Float>, count: Int, _ slope: Float, position: Int
) {
  for key in 0..<count { scores[key].addProduct(-slope, Float(abs(position - key))) }
}

// MARK: From tensors

extension AttentionKernel {
  /// The weighted sums of the values, into the memory of `outputs`, the shape of the queries.
  static func writeOutputs(
    _ queries: Tensor, _ view: KeyValueView, _ mask: AttentionMask, _ scale: Float?,
    _ bias: ALiBi?, into outputs: inout Tensor
  ) {
    require(
      outputs.shape == queries.shape,
      "outputs of queries \(queries.shape) do not go into \(outputs.shape)")
    with(queries, view, mask, scale, bias) { kernel, values in
      outputs.withMutableScalars { kernel.writeOutputs(of: values, to: $0) }
    }
  }

  /// The weights, `[queryHeads, tokens, positions]`.
  static func weights(
    _ queries: Tensor, _ view: KeyValueView, _ mask: AttentionMask, _ scale: Float?, _ bias: ALiBi?
  ) -> Tensor {
    with(queries, view, mask, scale, bias) { kernel, _ in
      Tensor(shape: [queries.shape[0], queries.shape[1], view.positions]) { out in
        kernel.writeWeights(to: out)
      }
    }
  }

  /// Calls `body` with a kernel for these tensors, and where the values lie.
  static func with<Result>(
    _ queries: Tensor, _ view: KeyValueView, _ mask: AttentionMask, _ scale: Float?, _ bias: ALiBi?,
    _ body: (AttentionKernel, UnsafePointer<Float>) -> Result
  ) -> Result {
    let (kvHeads, positions, headDimension) = (view.kvHeads, view.positions, view.headDimension)
    var keyShape: [Int] { [kvHeads, positions, headDimension] }
    require(
      queries.rank == 3 && queries.shape[2] == headDimension,
      "queries \(queries.shape) and keys \(keyShape) must be [heads, tokens, headDimension]")
    let (queryHeads, tokens) = (queries.shape[0], queries.shape[1])
    require(
      kvHeads > 0 && queryHeads % kvHeads == 0,
      "the heads of queries \(queries.shape) must be a multiple of those of keys \(keyShape)")
    require(
      mask == .none || tokens <= positions,
      "with a causal mask queries \(queries.shape) are the last positions of keys \(keyShape)")
    require(
      bias == nil || queryHeads % bias!.slopes.count == 0,
      "\(bias!.slopes.count) slopes do not fit the heads of queries \(queries.shape)")
    return queries.withScalars { queries in
      view.withPointers { keys, values in
        let kernel = AttentionKernel(
          queries: queries, keys: keys, headStride: view.headStride, runs: view.runs,
          kvHeads: kvHeads, queryHeadsPerKVHead: queryHeads / kvHeads, tokens: tokens,
          positions: positions, headDimension: headDimension, mask: mask,
          scale: scale ?? 1 / Float(headDimension).squareRoot(), slopes: bias?.slopes ?? [])
        return body(kernel, values)
      }
    }
  }
}
