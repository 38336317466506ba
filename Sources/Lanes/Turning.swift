/// Sixteen rows of eight numbers, turned: one vector for each column, with row i in lane i. Before, rows 2i
/// and 2i + 1 are the halves of vector i.
///
/// Seven bits say where an element is: three count the registers, four the lanes. One pass sorts the
/// elements of two neighbours by whether their lane is even or odd, which rotates these bits by one:
/// the lowest bit of the lane becomes the highest of the register, and the lowest of the register the
/// highest of the lane. With r for the bits of the row and c for those of the column,
///
///                     register     lane
///     rows            r₃ r₂ r₁     r₀ c₂ c₁ c₀
///     three passes    c₂ c₁ c₀     r₃ r₂ r₁ r₀
///     four more       r₃ r₂ r₁     r₀ c₂ c₁ c₀
@inlinable @inline(__always)
public func turned(_ rows: InlineArray<8, Lanes>) -> InlineArray<8, Lanes> {
  sortedByParity(sortedByParity(sortedByParity(rows)))
}

/// Eight columns of sixteen rows, turned back: rows 2i and 2i + 1 are the halves of vector i.
@inlinable @inline(__always)
public func turnedBack(_ columns: InlineArray<8, Lanes>) -> InlineArray<8, Lanes> {
  sortedByParity(sortedByParity(sortedByParity(sortedByParity(columns))))
}

/// One pass: the even lanes of neighbours, then their odd lanes.
@inlinable @inline(__always)
func sortedByParity(_ registers: InlineArray<8, Lanes>) -> InlineArray<8, Lanes> {
  var next = registers
  for i in 0..<4 {
    let (a, b) = (registers[2 * i], registers[2 * i + 1])
    next[i] = Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf)
    next[i + 4] = Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
  }
  return next
}
