import Lanes

/// Up to sixteen rows into the lanes of vectors, one vector for each column, and back.
///
/// Eight columns of sixteen rows fill eight registers. Seven bits say where an element is: three count
/// the registers, four the lanes. One pass sorts the elements of two neighbours by whether their lane
/// is even or odd, which rotates these bits by one, as in ``Transposition``. With r for the bits of the
/// row and c for those of the column,
///
///                     register     lane
///     rows            r₃ r₂ r₁     r₀ c₂ c₁ c₀
///     three passes    c₂ c₁ c₀     r₃ r₂ r₁ r₀
///     four more       r₃ r₂ r₁     r₀ c₂ c₁ c₀
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

@inline(__always)
private func pass(_ registers: InlineArray<8, Lanes>) -> InlineArray<8, Lanes> {
  var next = registers
  for i in 0..<4 {
    let (a, b) = (registers[2 * i], registers[2 * i + 1])
    next[i] = Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf)
    next[i + 4] = Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
  }
  return next
}

@inline(never)
private func turnEight(
  _ source: UnsafePointer<Float>, _ stride: Int, rows: Int,
  to target: UnsafeMutablePointer<Float>
) {
  let registers = InlineArray<8, Lanes> { i in
    let (even, odd) = (min(2 * i, rows - 1), min(2 * i + 1, rows - 1))
    return Lanes(
      lowHalf: SIMD8(at: source + even * stride), highHalf: SIMD8(at: source + odd * stride))
  }
  let turned = pass(pass(pass(registers)))
  for i in 0..<8 {
    turned[i].store(to: target + 16 * i)
  }
}

@inline(never)
private func turnEightBack(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ stride: Int, rows: Int
) {
  let registers = InlineArray<8, Lanes> {
    Lanes(at: source + 16 * $0)
  }
  let turned = pass(pass(pass(pass(registers))))
  for i in 0..<8 {
    if 2 * i < rows { turned[i].lowHalf.store(to: target + 2 * i * stride) }
    guard 2 * i + 1 < rows else { continue }
    turned[i].highHalf.store(to: target + (2 * i + 1) * stride)
  }
}
