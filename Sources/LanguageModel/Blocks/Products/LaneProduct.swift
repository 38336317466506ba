import Lanes
import Mini

/// The product of rows with weights that are stored by output, in blocks.
///
/// Every element of the result is the sum that `Row.dot` takes of a row of `x` and a row of widened
/// weights: element k in lane k mod 16, fused multiply–adds in the order of k, lanes folded as a tree.
/// Blocks lie along this order, so they are widened vector by vector, which the chain of
/// ``BlockedProduct`` with its sixteen outputs in the lanes would not allow.
///
/// Eight rows of weights are widened at a time into a panel that stays in the first cache, and all
/// rows of `x` pass by it, three at a time. So memory is read from front to back and each block is
/// widened once for many rows.
enum LaneProduct {
  /// `x · wᵀ`, `[rows, outputs]`, into the memory of `y`.
  static func multiply(_ x: Tensor, _ w: QuantizedMatrix, into y: inout Tensor) {
    let rows = x.shape[0]
    guard rows > 0 else { return }
    y.withMutableScalars { y in
      x.withScalars { x in
        if rows == 1 { return multiplyRow(x, w, into: y) }
        for first in stride(from: 0, to: rows, by: mostRows) {
          let count = min(mostRows, rows - first)
          multiply(x + first * w.inputs, rows: count, w, y + first * w.outputs)
        }
      }
    }
  }

  /// One row, what a language model does for each new token: nothing is used twice but the row itself,
  /// so blocks are widened in registers and added at once.
  private static func multiplyRow(
    _ x: UnsafePointer<Float>, _ w: QuantizedMatrix, into y: UnsafeMutablePointer<Float>
  ) {
    Threads.split((w.outputs + 7) / 8, costOfOne: 8 * w.inputs) { range in
      let first = 8 * range.lowerBound
      let rows = StoredRows(
        start: w.row(at: first), stride: w.bytesPerRow, inputs: w.inputs,
        count: min(8 * range.upperBound, w.outputs) - first)
      w.kind.multiply(rows, x, y + first)
    }
  }

  private static func multiply(
    _ x: UnsafePointer<Float>, rows: Int, _ w: QuantizedMatrix, _ y: UnsafeMutablePointer<Float>
  ) {
    let groups = (w.outputs + panelOutputs - 1) / panelOutputs
    Scratch.with(count: rows * padded(w.inputs)) { packed in
      pack(x, rows: rows, w.inputs, packed)
      Threads.split(groups, costOfOne: rows * panelOutputs * w.inputs) { range in
        let end = min(range.upperBound * panelOutputs, w.outputs)
        let outputs = range.lowerBound * panelOutputs..<end
        let depth = min(panelDepth, padded(w.inputs))
        let sumCount = w.inputs > panelDepth ? rows * panelOutputs * 16 : 0
        Scratch.with(count: depth * panelOutputs + sumCount) { scratch in
          for first in stride(from: outputs.lowerBound, to: outputs.upperBound, by: panelOutputs) {
            let count = min(panelOutputs, outputs.upperBound - first)
            multiply(
              packed, rows: rows, w, first..<first + count, y, panel: scratch,
              sums: scratch + depth * panelOutputs)
          }
        }
      }
    }
  }

  /// All rows with the weights of up to eight outputs.
  private static func multiply(
    _ x: UnsafePointer<Float>, rows: Int, _ w: QuantizedMatrix, _ outputs: Range<Int>,
    _ y: UnsafeMutablePointer<Float>, panel: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    if outputs.count < panelOutputs {
      // What is computed with the rows that do not exist is thrown away.
      panel.initialize(repeating: 0, count: min(panelDepth, padded(w.inputs)) * panelOutputs)
    }
    for k in stride(from: 0, to: w.inputs, by: panelDepth) {
      let depth = min(panelDepth, w.inputs - k)
      for i in 0..<outputs.count {
        let skipped = k / w.kind.blockLength * w.kind.bytesPerBlock
        w.kind.widen(
          w.row(at: outputs.lowerBound + i) + skipped, depth, panel + 16 * i, 16 * panelOutputs)
      }
      let vectors = padded(depth) / 16
      let (isFirst, isLast) = (k == 0, k + panelDepth >= w.inputs)
      for r in stride(from: 0, to: rows, by: 3) {
        let count = min(3, rows - r)
        let x = x + r * padded(w.inputs) + count * k
        let sums = sums + r * panelOutputs * 16
        let y = y + r * w.outputs + outputs.lowerBound
        let tile = Tile(
          x: x, panel: panel, vectors: vectors, sums: sums, isFirst: isFirst, isLast: isLast, y: y,
          rowStride: w.outputs, outputs: outputs.count)
        switch count {
        case 1: oneRow(tile)
        case 2: twoRows(tile)
        default: threeRows(tile)
        }
      }
    }
  }

  /// The rows of `x` in groups of three, whose vectors of one index lie side by side; what the last
  /// vector of a row has no element for is zero.
  private static func pack(
    _ x: UnsafePointer<Float>, rows: Int, _ inputs: Int, _ packed: UnsafeMutablePointer<Float>
  ) {
    let (whole, depth) = (inputs & ~15, padded(inputs))
    for r in 0..<rows {
      let width = 16 * min(3, rows - r / 3 * 3)
      let (source, target) = (x + r * inputs, packed + r / 3 * 3 * depth + r % 3 * 16)
      for k in stride(from: 0, to: whole, by: 16) {
        Lanes(at: source + k).store(to: target + k / 16 * width)
      }
      if whole < inputs {
        let last = target + whole / 16 * width
        last.initialize(repeating: 0, count: 16)
        last.update(from: source + whole, count: inputs - whole)
      }
    }
  }
}

private typealias EightSums = InlineArray<8, Lanes>

private let panelOutputs = 8

/// A panel of 8×768 numbers is 24 KB. A multiple of 256, so that it ends with a block.
private let panelDepth = 768

/// So many rows of 576 numbers are 442 KB, which stay in the second cache while panels pass by.
private let mostRows = 192

/// The length of a row in whole vectors.
private func padded(_ count: Int) -> Int { (count + 15) & ~15 }

/// One to three rows of `x` with eight rows of weights: where everything lies.
private struct Tile {
  let x: UnsafePointer<Float>  // [vectors, rows, 16]
  let panel: UnsafePointer<Float>  // [vectors, 8, 16]
  let vectors: Int
  let sums: UnsafeMutablePointer<Float>  // [rows, 8, 16]: lanes between two panels of a long row
  let isFirst: Bool
  let isLast: Bool
  let y: UnsafeMutablePointer<Float>
  let rowStride: Int
  let outputs: Int
}

@inline(never) private func oneRow(_ tile: Tile) { multiply(tile, rows: 1) }
@inline(never) private func twoRows(_ tile: Tile) { multiply(tile, rows: 2) }
@inline(never) private func threeRows(_ tile: Tile) { multiply(tile, rows: 3) }

/// The loop in which the time of many rows is spent: each step loads eight vectors of weights and uses
/// each for all rows, into up to 24 accumulators that never leave registers. (With `addProduct` on an
/// element of the array, the compiler keeps them in memory and takes their lanes one by one.)
@inline(__always)
private func multiply(_ tile: Tile, rows: Int) {
  var (a, b, c) = (
    EightSums(repeating: Lanes()), EightSums(repeating: Lanes()), EightSums(repeating: Lanes())
  )
  if !tile.isFirst {
    for i in 0..<8 {
      a[i] = Lanes(at: tile.sums + 16 * i)
      if rows > 1 { b[i] = Lanes(at: tile.sums + 128 + 16 * i) }
      if rows > 2 { c[i] = Lanes(at: tile.sums + 256 + 16 * i) }
    }
  }
  var (x, w) = (tile.x, tile.panel)
  for _ in 0..<tile.vectors {
    let x0 = Lanes(at: x)
    let x1 = rows > 1 ? Lanes(at: x + 16) : x0
    let x2 = rows > 2 ? Lanes(at: x + 32) : x0
    for i in 0..<8 {
      let weights = Lanes(at: w + 16 * i)
      a[i] = a[i].addingProduct(x0, weights)
      if rows > 1 { b[i] = b[i].addingProduct(x1, weights) }
      if rows > 2 { c[i] = c[i].addingProduct(x2, weights) }
    }
    x += 16 * rows
    w += 128
  }
  finish(a, tile, 0)
  if rows > 1 { finish(b, tile, 1) }
  if rows > 2 { finish(c, tile, 2) }
}

/// Keeps the lanes of a row for the next panel, or folds them to the results.
@inline(__always)
private func finish(_ sums: EightSums, _ tile: Tile, _ row: Int) {
  guard tile.isLast else {
    for i in 0..<8 { sums[i].store(to: tile.sums + 128 * row + 16 * i) }
    return
  }
  let results = folded(sums)
  let y = tile.y + row * tile.rowStride
  if tile.outputs == 8 {
    results.store(to: y)
  } else {
    results.store(first: tile.outputs, to: y)
  }
}
