import Base
import Lanes

/// The product of two matrices for many rows: packed, tiled for registers, blocked for caches.
///
/// Every element of the result is one chain of fused multiply–adds
///
///     cᵢⱼ = fma(aᵢₖ, bₖⱼ, … fma(aᵢ₁, b₁ⱼ, fma(aᵢ₀, b₀ⱼ, 0)))
///
/// in the order of the contracted index. A block that ends before the chain does stores its tile,
/// and the next block loads it and goes on, so blocking changes no bit. ``RowProduct`` walks the
/// same chain for a few rows.
///
/// The plan is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication"
/// (2008): a tile of the result lives in registers, a panel of `b` in the first cache, a block of
/// `a` in the second.
enum BlockedProduct {
  /// Fewer rows than this are quicker without packing the right operand first.
  static let fewRows = 12

  /// Writes `a · b`, shape `[rows, columns]`, into `c`; or adds it, if `continuing`: each chain then
  /// begins with the number that is there.
  ///
  /// - Parameters:
  ///   - a: `[rows, inner]`
  ///   - b: `[inner, columns]`
  static func multiply(
    _ a: Operand, _ b: Operand, into c: UnsafeMutablePointer<Float>, continuing: Bool = false,
    rows: Int, columns: Int, inner: Int
  ) {
    if rows < fewRows && columns >= RowProduct.fewestColumns && !a.isTransposed && !continuing {
      return RowProduct.multiply(
        a.scalars, b.scalars, transposed: b.isTransposed, into: c, rows: rows, columns: columns,
        inner: inner)
    }
    let product = Product(
      a: a, b: b, c: c, continuing: continuing, rows: rows, columns: columns, inner: inner)
    // A thread computes one rectangle of the result after the other, and packs for itself what each
    // needs. Of all grids of so many rectangles, the squarest ones need the least packing.
    let pieces = Threads.pieces(forCost: rows * columns * inner)
    let across = (1...pieces).lazy.filter { pieces % $0 == 0 }
      .min { rows * $0 + columns * (pieces / $0) < rows * $1 + columns * (pieces / $1) }!
    let down = pieces / across
    Threads.split(pieces, costOfOne: rows * columns * inner / pieces) { tasks in
      for task in tasks {
        let rows = part(task / across, of: down, rows, tileRows)
        let columns = part(task % across, of: across, columns, tileColumns)
        Scratch.with(count: Workspace.count) { scratch in
          fill(product, rows: rows, columns: columns, in: Workspace(scratch))
        }
      }
    }
  }

  /// Part `index` of `0..<count` cut into `parts` at multiples of the tile.
  private static func part(_ index: Int, of parts: Int, _ count: Int, _ tile: Int) -> Range<Int> {
    let tiles = (count + tile - 1) / tile
    return min(count, index * tiles / parts * tile)..<min(count, (index + 1) * tiles / parts * tile)
  }
}

/// A matrix as it lies in memory: its rows one after the other, or its columns, if that is where the
/// rows of what is transposed lie.
struct Operand {
  let scalars: UnsafePointer<Float>
  /// From the beginning of what lies together to that of the next.
  let stride: Int
  let isTransposed: Bool
}

/// c = a · b, or c += a · b.
private struct Product {
  let a: Operand
  let b: Operand
  let c: UnsafeMutablePointer<Float>
  let continuing: Bool
  let rows: Int
  let columns: Int
  let inner: Int
}

// The tile: its accumulators fill half of the vector registers of the machine.
#if arch(x86_64)
  private typealias Lanes = SIMD16<Float>
#else
  private typealias Lanes = SIMD4<Float>
#endif
private let tileRows = 8
private let tileColumns = 2 * Lanes.scalarCount

// The blocks: 96·256 scalars of a, 256 rows of one panel of b, and no more than 2048 columns, so
// that 96 KB, 32 KB and 2 MB are what the caches have to keep.
private let blockRows = 96
private let blockInner = 256
private let blockColumns = 2048

/// Where a thread packs its operands: 2.2 MB, of which small products touch only a part.
private struct Workspace {
  let packedA: UnsafeMutablePointer<Float>
  let packedB: UnsafeMutablePointer<Float>
  let edge: UnsafeMutablePointer<Float>

  static let count = (blockRows + blockColumns) * blockInner + tileRows * tileColumns

  init(_ scratch: UnsafeMutablePointer<Float>) {
    packedA = scratch
    packedB = packedA + blockRows * blockInner
    edge = packedB + blockColumns * blockInner
  }
}

/// Computes one rectangle of the result on one thread.
private func fill(_ p: Product, rows: Range<Int>, columns: Range<Int>, in workspace: Workspace) {
  guard !rows.isEmpty, !columns.isEmpty else { return }
  let (packedA, packedB, edge) = (workspace.packedA, workspace.packedB, workspace.edge)

  for j0 in stride(from: columns.lowerBound, to: columns.upperBound, by: blockColumns) {
    let j1 = min(j0 + blockColumns, columns.upperBound)
    // `through`, so that a sum of no terms is visited once and stored as zeros.
    for k0 in stride(from: 0, through: max(p.inner - 1, 0), by: blockInner) {
      let depth = min(blockInner, p.inner - k0)
      packRight(p.b, columns: j0..<j1, k0, depth, packedB)
      for i0 in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
        let i1 = min(i0 + blockRows, rows.upperBound)
        packLeft(p.a, rows: i0..<i1, k0, depth, packedA)
        // One panel of b stays in the first cache while every tile row of the block passes by it.
        for j in stride(from: j0, to: j1, by: tileColumns) {
          for i in stride(from: i0, to: i1, by: tileRows) {
            tile(
              packedA + (i - i0) * depth, packedB + (j - j0) * depth, depth,
              continuing: p.continuing || k0 > 0, p.c + i * p.columns + j, rowStride: p.columns,
              rows: min(tileRows, i1 - i), columns: min(tileColumns, j1 - j), edge: edge)
          }
        }
      }
    }
  }
}

// MARK: Packing

/// Copies `columns` of `b`, `depth` rows deep, into panels `[depth, tileColumns]`.
private func packRight(
  _ b: Operand, columns: Range<Int>, _ k0: Int, _ depth: Int,
  _ panels: UnsafeMutablePointer<Float>
) {
  for j in stride(from: columns.lowerBound, to: columns.upperBound, by: tileColumns) {
    let count = min(tileColumns, columns.upperBound - j)
    let panel = panels + (j - columns.lowerBound) * depth
    if b.isTransposed {
      interleave(
        b.scalars + j * b.stride + k0, rowStride: b.stride, rows: count, to: tileColumns, depth,
        panel)
    } else if count == tileColumns {
      for k in 0..<depth {
        let (source, target) = (b.scalars + (k0 + k) * b.stride + j, panel + k * tileColumns)
        Lanes(at: source).store(to: target)
        Lanes(at: source + Lanes.scalarCount).store(to: target + Lanes.scalarCount)
      }
    } else {
      copy(b.scalars + k0 * b.stride + j, b.stride, count: count, to: tileColumns, depth, panel)
    }
  }
}

/// Copies `rows` of `a`, `depth` columns wide, into panels `[depth, tileRows]`.
private func packLeft(
  _ a: Operand, rows: Range<Int>, _ k0: Int, _ depth: Int, _ panels: UnsafeMutablePointer<Float>
) {
  for i in stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
    let count = min(tileRows, rows.upperBound - i)
    let panel = panels + (i - rows.lowerBound) * depth
    if !a.isTransposed {
      interleave(
        a.scalars + i * a.stride + k0, rowStride: a.stride, rows: count, to: tileRows, depth,
        panel)
    } else if count == tileRows {
      for k in 0..<depth {
        SIMD8<Float>(at: a.scalars + (k0 + k) * a.stride + i).store(to: panel + k * tileRows)
      }
    } else {
      copy(a.scalars + k0 * a.stride + i, a.stride, count: count, to: tileRows, depth, panel)
    }
  }
}

/// Copies `count` neighbours from each of `depth` rows, and zeros up to `width`: `[depth, width]`.
private func copy(
  _ source: UnsafePointer<Float>, _ stride: Int, count: Int, to width: Int, _ depth: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  for k in 0..<depth {
    (target + k * width).initialize(from: source + k * stride, count: count)
    (target + k * width + count).initialize(repeating: 0, count: width - count)
  }
}

/// Copies `rows` rows so that their elements of one index lie side by side: `[depth, width]`.
///
/// Rows up to `width` that do not exist become zeros. They fill a register, and what is computed
/// with them is thrown away.
private func interleave(
  _ source: UnsafePointer<Float>, rowStride: Int, rows: Int, to width: Int, _ depth: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  if rows < width { target.initialize(repeating: 0, count: depth * width) }
  Transposition.apply(
    source, sourceStride: rowStride, rows: rows, columns: depth, to: target, targetStride: width)
}

// MARK: The tile

/// Continues (or begins) the chains of one tile; a tile at the edge takes the way over `edge`.
@inline(__always)
private func tile(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ depth: Int, continuing: Bool,
  _ c: UnsafeMutablePointer<Float>, rowStride: Int, rows: Int, columns: Int,
  edge: UnsafeMutablePointer<Float>
) {
  if rows == tileRows && columns == tileColumns {
    return wholeTile(a, b, depth, continuing: continuing, c, rowStride: rowStride)
  }
  if continuing {
    for r in 0..<rows {
      (edge + r * tileColumns).update(from: c + r * rowStride, count: columns)
    }
  }
  wholeTile(a, b, depth, continuing: continuing, edge, rowStride: tileColumns)
  for r in 0..<rows {
    (c + r * rowStride).update(from: edge + r * tileColumns, count: columns)
  }
}

/// The loop in which nearly all the time is spent: each step loads two vectors of `b`, and
/// multiplies them by eight numbers of `a` into sixteen accumulators that never leave registers.
@inline(never)
private func wholeTile(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ depth: Int, continuing: Bool,
  _ c: UnsafeMutablePointer<Float>, rowStride: Int
) {
  var left = InlineArray<8, Lanes>(repeating: Lanes())
  var right = InlineArray<8, Lanes>(repeating: Lanes())
  if continuing {
    for r in 0..<tileRows {
      left[r] = Lanes(at: c + r * rowStride)
      right[r] = Lanes(at: c + r * rowStride + Lanes.scalarCount)
    }
  }
  var (a, b) = (a, b)
  for _ in 0..<depth {
    let (b0, b1) = (Lanes(at: b), Lanes(at: b + Lanes.scalarCount))
    for r in 0..<8 {
      let x = Lanes(repeating: a[r])
      left[r].addProduct(x, b0)
      right[r].addProduct(x, b1)
    }
    a += tileRows
    b += tileColumns
  }
  for r in 0..<tileRows {
    left[r].store(to: c + r * rowStride)
    right[r].store(to: c + r * rowStride + Lanes.scalarCount)
  }
}

// MARK: From tensors

extension BlockedProduct {
  /// `a · b` into the memory of `c`, or added to what is there; either operand may be the transpose of
  /// the tensor that is given.
  static func multiply(
    _ a: Tensor, transposedLeft: Bool = false, _ b: Tensor, transposedRight: Bool = false,
    into c: inout Tensor, continuing: Bool = false
  ) {
    let (rows, inner) = transposedLeft ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let columns = transposedRight ? b.shape[0] : b.shape[1]
    require(
      c.shape == [rows, columns],
      "the product of \(a.shape) and \(b.shape) does not go into \(c.shape)")
    guard c.count > 0 else { return }
    c.withMutableScalars { c in
      a.withScalars { a_ in
        b.withScalars { b_ in
          multiply(
            Operand(scalars: a_, stride: a.width, isTransposed: transposedLeft),
            Operand(scalars: b_, stride: b.width, isTransposed: transposedRight),
            into: c, continuing: continuing, rows: rows, columns: columns, inner: inner)
        }
      }
    }
  }
}
