import Lanes

/// Up to sixteen rows into the lanes of vectors, one vector for each column, and back: eight columns at a
/// time, in registers.
enum LaneTransposition {
  /// Writes `[rows, columns]` as `[columns, 16]`; lanes without a row repeat the last.
  static func turn(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let whole = columns & ~7
    for j in stride(from: 0, to: whole, by: 8) {
      turnEight(source + j, columns, rows: rows, to: target + 16 * j)
    }
    for j in whole..<columns {
      for i in 0..<16 { target[16 * j + i] = source[min(i, rows - 1) * columns + j] }
    }
  }

  /// Writes `[columns, 16]` as `[rows, columns]`.
  static func turnBack(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let whole = columns & ~7
    for j in stride(from: 0, to: whole, by: 8) {
      turnEightBack(source + 16 * j, to: target + j, columns, rows: rows)
    }
    for i in 0..<rows {
      for j in whole..<columns { target[i * columns + j] = source[16 * j + i] }
    }
  }
}

@inline(never)
private func turnEight(
  _ source: UnsafePointer<Float>, _ stride: Int, rows: Int,
  to target: UnsafeMutablePointer<Float>
) {
  let columns = turned(
    InlineArray<8, Lanes> { i in
      let (even, odd) = (min(2 * i, rows - 1), min(2 * i + 1, rows - 1))
      return Lanes(
        lowHalf: SIMD8(at: source + even * stride), highHalf: SIMD8(at: source + odd * stride))
    })
  for i in 0..<8 {
    columns[i].store(to: target + 16 * i)
  }
}

@inline(never)
private func turnEightBack(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ stride: Int, rows: Int
) {
  let pairs = turnedBack(InlineArray<8, Lanes> { Lanes(at: source + 16 * $0) })
  for i in 0..<8 {
    if 2 * i < rows { pairs[i].lowHalf.store(to: target + 2 * i * stride) }
    guard 2 * i + 1 < rows else { continue }
    pairs[i].highHalf.store(to: target + (2 * i + 1) * stride)
  }
}
