import Base
import Lanes

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
  guard table.pairs > 0 else { return x }  // nothing to turn
  return Tensor(shape: x.shape) { out in
    x.withScalars { rotateRows($0, into: out, shape: x.shape, by: table, from: first, layout) }
  }
}

/// The same in the memory of `x`, or with `direction` −1 its transpose: the way back of a gradient, by
/// the same angles in the other direction.
func rotate(
  _ x: inout Tensor, by table: RotaryTable, from first: Int, layout: RotaryLayout,
  direction: Float = 1
) {
  guard table.pairs > 0 else { return }
  let shape = x.shape
  x.withMutableScalars {
    rotateRows($0, into: $0, shape: shape, by: table, from: first, layout, direction)
  }
}

/// `out` may be `x` itself.
private func rotateRows(
  _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, shape: [Int],
  by table: RotaryTable, from first: Int, _ layout: RotaryLayout, _ direction: Float = 1
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
      // An element is read and written, which costs as much time as two multiply–adds, and a row
      // has its own cost, which short heads feel.
      Threads.split(shape.dropLast().reduce(1, *), costOfOne: 2 * width + 40) { rows in
        for row in rows {
          let angles = (first + row % tokens) * pairs
          rotateRow(
            x + row * width, out + row * width, pairs: pairs, layout: layout,
            cosines + angles, sines + angles, direction)
          for j in row * width + 2 * pairs..<(row + 1) * width { out[j] = x[j] }
        }
      }
    }
  }
}

/// Each pair is read before it is written, so `out` may be `row`.
///
/// Sixteen pairs at a time, then eight and four (heads of sixteen and eight features have no more),
/// then the rest one by one, with the same two operations on each number.
@inline(__always)
private func rotateRow(
  _ row: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, pairs: Int,
  layout: RotaryLayout, _ cosines: UnsafePointer<Float>, _ sines: UnsafePointer<Float>,
  _ direction: Float
) {
  var i = 0
  while i + 16 <= pairs {
    let (cosine, sine) = (Lanes(at: cosines + i), Lanes(at: sines + i) * direction)
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
    let (cosine, sine) = (SIMD8(at: cosines + i), SIMD8<Float>(at: sines + i) * direction)
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
  if i + 4 <= pairs {
    let (cosine, sine) = (SIMD4(at: cosines + i), SIMD4<Float>(at: sines + i) * direction)
    switch layout {
    case .interleaved:
      let both = SIMD8<Float>(at: row + 2 * i)
      var turned = SIMD8<Float>()
      (turned.evenHalf, turned.oddHalf) = turn(both.evenHalf, both.oddHalf, cosine, sine)
      turned.store(to: out + 2 * i)
    case .halves:
      let (x, y) = turn(SIMD4<Float>(at: row + i), SIMD4<Float>(at: row + pairs + i), cosine, sine)
      x.store(to: out + i)
      y.store(to: out + pairs + i)
    }
    i += 4
  }
  for i in i..<pairs {
    let at = layout.features(ofPair: i, rotatedDimensions: 2 * pairs)
    let (x, y, sine) = (row[at.x], row[at.y], sines[i] * direction)
    out[at.x] = (x * cosines[i]).addingProduct(-y, sine)
    out[at.y] = (x * sine).addingProduct(y, cosines[i])
  }
}

@inline(__always)
private func turn<Lanes: SIMD>(
  _ x: Lanes, _ y: Lanes, _ cosine: Lanes, _ sine: Lanes
) -> (Lanes, Lanes) where Lanes.Scalar == Float {
  ((x * cosine).addingProduct(-y, sine), (x * sine).addingProduct(y, cosine))
}
