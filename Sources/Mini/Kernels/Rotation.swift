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
  let (width, pairs) = (x.width, table.pairs)
  let tokens = x.rank > 1 ? x.shape[x.rank - 2] : 1
  precondition(2 * pairs <= width, "\(pairs) pairs do not fit into rows of \(x.shape)")
  precondition(
    first >= 0 && first <= table.tokens - tokens,
    "the tokens of \(x.shape) need rows from \(first) on, and the table has \(table.tokens)")
  guard pairs > 0 else { return x }  // nothing to turn, and an empty table has no address
  return Tensor(shape: x.shape) { out in
    x.scalars.withUnsafeBufferPointer { x in
      table.cosines.withUnsafeBufferPointer { cosines in
        table.sines.withUnsafeBufferPointer { sines in
          for row in 0..<x.count / width {
            let angles = (first + row % tokens) * pairs
            rotateRow(
              x.baseAddress! + row * width, out + row * width, pairs: pairs, layout: layout,
              cosines.baseAddress! + angles, sines.baseAddress! + angles)
            let rest = row * width + 2 * pairs
            (out + rest).initialize(from: x.baseAddress! + rest, count: width - 2 * pairs)
          }
        }
      }
    }
  }
}

/// Sixteen pairs at a time, then the rest one by one with the same two operations on each number.
@inline(__always)
private func rotateRow(
  _ row: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, pairs: Int,
  layout: RotaryLayout, _ cosines: UnsafePointer<Float>, _ sines: UnsafePointer<Float>
) {
  let blocks = pairs - pairs % 16
  for i in stride(from: 0, to: blocks, by: 16) {
    let (cosine, sine) = (load16(cosines + i), load16(sines + i))
    switch layout {
    case .interleaved:
      let both = UnsafeRawPointer(row + 2 * i).loadUnaligned(as: SIMD32<Float>.self)
      let (x, y) = (both.evenHalf, both.oddHalf)
      var turned = SIMD32<Float>()
      turned.evenHalf = (x * cosine).addingProduct(-y, sine)
      turned.oddHalf = (x * sine).addingProduct(y, cosine)
      UnsafeMutableRawPointer(out + 2 * i).storeBytes(of: turned, as: SIMD32<Float>.self)
    case .halves:
      let (x, y) = (load16(row + i), load16(row + pairs + i))
      store16((x * cosine).addingProduct(-y, sine), out + i)
      store16((x * sine).addingProduct(y, cosine), out + pairs + i)
    }
  }
  for i in blocks..<pairs {
    let at = layout.features(ofPair: i, rotatedDimensions: 2 * pairs)
    let (x, y) = (row[at.x], row[at.y])
    out[at.x] = (x * cosines[i]).addingProduct(-y, sines[i])
    out[at.y] = (x * sines[i]).addingProduct(y, cosines[i])
  }
}

@inline(__always)
private func load16(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always)
private func store16(_ vector: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD16<Float>.self)
}
