import Lanes
import Require

/// Turns every row of `x` by the angles of its token: the element-wise form of a rotation (RoFormer,
/// eq. 34).
///
/// `x` is `[heads, tokens, width]` or has fewer axes; token t uses row `first` + t of `table`, the
/// same in every head. The first 2 · `table.pairs` features of a row are turned, the others copied.
/// A pair (x, y) becomes
///
///     (x · cos − y · sin,  x · sin + y · cos)
///
/// with the first product rounded and the second fused into the sum. This is also what a product
/// with the matrix of eq. 15 does when it adds from left to right, so both forms agree bit for bit.
func rotate(_ x: Tensor, by table: RotaryTable, from first: Int, layout: RotaryLayout) -> Tensor {
  guard table.pairs > 0 else { return x }  // nothing to turn, and an empty table has no address
  return Tensor(shape: x.shape) { out in
    x.withScalars { rotateRows($0, into: out, shape: x.shape, by: table, from: first, layout) }
  }
}

/// The same in the memory of `x`.
func rotate(_ x: inout Tensor, by table: RotaryTable, from first: Int, layout: RotaryLayout) {
  guard table.pairs > 0 else { return }
  let shape = x.shape
  x.withMutableScalars { rotateRows($0, into: $0, shape: shape, by: table, from: first, layout) }
}

/// `out` may be `x` itself.
private func rotateRows(
  _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, shape: [Int],
  by table: RotaryTable, from first: Int, _ layout: RotaryLayout
) {
  let (width, pairs) = (shape.last ?? 1, table.pairs)
  let tokens = shape.count > 1 ? shape[shape.count - 2] : 1
  require(2 * pairs <= width, "\(pairs) pairs do not fit into rows of \(shape)")
  require(
    first >= 0 && first <= table.tokens - tokens,
    "the tokens of \(shape) need rows from \(first) on, and the table has \(table.tokens)")
  table.cosines.withUnsafeBufferPointer { cosines in
    table.sines.withUnsafeBufferPointer { sines in
      let (cosines, sines) = (cosines.baseAddress!, sines.baseAddress!)
      // An element is read and written, which costs as much time as two multiply–adds.
      Threads.split(shape.dropLast().reduce(1, *), costOfOne: 2 * width) { rows in
        for row in rows {
          let angles = (first + row % tokens) * pairs
          rotateRow(
            x + row * width, out + row * width, pairs: pairs, layout: layout,
            cosines + angles, sines + angles)
          let rest = row * width + 2 * pairs
          (out + rest).update(from: x + rest, count: width - 2 * pairs)
        }
      }
    }
  }
}

/// Each pair is read before it is written, so `out` may be `row`.
///
/// Sixteen pairs at a time, then eight (a head of sixteen features has no more), then the rest one
/// by one, with the same two operations on each number.
@inline(__always)
private func rotateRow(
  _ row: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, pairs: Int,
  layout: RotaryLayout, _ cosines: UnsafePointer<Float>, _ sines: UnsafePointer<Float>
) {
  var i = 0
  while i + 16 <= pairs {
    let (cosine, sine) = (Lanes(at: cosines + i), Lanes(at: sines + i))
    switch layout {
    case .interleaved:
      let both = SIMD32<Float>(at: row + 2 * i)
      var turned = SIMD32<Float>()
      (turned.evenHalf, turned.oddHalf) = turn(both.evenHalf, both.oddHalf, cosine, sine)
      turned.store(to: out + 2 * i)
    case .halves:
      let (x, y) = turn(Lanes(at: row + i), Lanes(at: row + pairs + i), cosine, sine)
      x.store(to: out + i)
      y.store(to: out + pairs + i)
    }
    i += 16
  }
  if i + 8 <= pairs {
    let (cosine, sine) = (SIMD8<Float>(at: cosines + i), SIMD8<Float>(at: sines + i))
    switch layout {
    case .interleaved:
      let both = Lanes(at: row + 2 * i)
      var turned = SIMD16<Float>()
      (turned.evenHalf, turned.oddHalf) = turn(both.evenHalf, both.oddHalf, cosine, sine)
      turned.store(to: out + 2 * i)
    case .halves:
      let (x, y) = turn(SIMD8<Float>(at: row + i), SIMD8<Float>(at: row + pairs + i), cosine, sine)
      x.store(to: out + i)
      y.store(to: out + pairs + i)
    }
    i += 8
  }
  for i in i..<pairs {
    let at = layout.features(ofPair: i, rotatedDimensions: 2 * pairs)
    let (x, y) = (row[at.x], row[at.y])
    out[at.x] = (x * cosines[i]).addingProduct(-y, sines[i])
    out[at.y] = (x * sines[i]).addingProduct(y, cosines[i])
  }
}

@inline(__always)
private func turn<Lanes: SIMD>(
  _ x: Lanes, _ y: Lanes, _ cosine: Lanes, _ sine: Lanes
) -> (Lanes, Lanes) where Lanes.Scalar == Float {
  ((x * cosine).addingProduct(-y, sine), (x * sine).addingProduct(y, cosine))
}
