import Base
import Lanes

/// Exchanging rows and columns, in registers.
enum Transposition {
  /// Writes the matrix `[rows, columns]` at `source` as `[columns, rows]` to `target`; rows start
  /// `sourceStride` and `targetStride` scalars after one another.
  ///
  /// Eight rows at a time are read from their beginning to their end. These are few enough for the
  /// processor to foresee what will be read next: with sixteen, memory is a third slower.
  static func apply(
    _ source: UnsafePointer<Float>, sourceStride: Int, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    let (wholeRows, wholeColumns) = (rows & ~7, columns & ~15)
    for i in stride(from: 0, to: wholeRows, by: 8) {
      exchange(
        source + i * sourceStride, sourceStride, target + i, targetStride, columns: wholeColumns)
    }
    for i in 0..<rows {
      for j in (i < wholeRows ? wholeColumns : 0)..<columns {
        target[j * targetStride + i] = source[i * sourceStride + j]
      }
    }
  }
}

/// Writes `[8, columns]` as `[columns, 8]`, where `columns` is a multiple of 16.
///
/// Sixteen columns fill eight registers. Seven bits say where an element is: three count the
/// registers, four the lanes. One pass sorts the elements of two neighbours by whether their lane is
/// even or odd, which rotates these bits by one: the lowest bit of the lane becomes the highest of the
/// register, and the lowest of the register the highest of the lane. With c for the bits of the
/// column and r for those of the row,
///
///                     register     lane
///     as loaded       c₃ r₂ r₁     r₀ c₂ c₁ c₀
///     three passes    c₂ c₁ c₀     c₃ r₂ r₁ r₀
///
/// so that each half of a register is then a column.
@inline(never)
private func exchange(
  _ source: UnsafePointer<Float>, _ sourceStride: Int,
  _ target: UnsafeMutablePointer<Float>, _ targetStride: Int, columns: Int
) {
  for j in stride(from: 0, to: columns, by: 16) {
    var registers = InlineArray<8, Lanes> { i in
      let (row, column) = (2 * (i & 3), j + 8 * (i >> 2))
      let start = source + row * sourceStride + column
      return Lanes(lowHalf: SIMD8(at: start), highHalf: SIMD8(at: start + sourceStride))
    }
    for _ in 0..<3 {
      var next = registers
      for i in 0..<4 {
        let (a, b) = (registers[2 * i], registers[2 * i + 1])
        next[i] = Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf)
        next[i + 4] = Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
      }
      registers = next
    }
    for i in 0..<8 {
      let column = target + (j + i) * targetStride
      registers[i].lowHalf.store(to: column)
      registers[i].highHalf.store(to: column + 8 * targetStride)
    }
  }
}

extension Tensor {
  /// Rows and columns of a matrix exchanged.
  public var transposed: Tensor {
    require(rank == 2, "only a matrix is transposed, not the shape \(shape)")
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(shape: [columns, rows]) { out in
      withScalars { x in
        Transposition.apply(
          x, sourceStride: columns, rows: rows, columns: columns, to: out, targetStride: rows)
      }
    }
  }
}
