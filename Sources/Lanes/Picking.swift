import Words

// Sixteen numbers that a small integer can stand for are a vector, a table in a register: to look up
// sixteen of them at once is one instruction of AVX-512, where to compute them takes three or four.

/// Whether this processor looks up sixteen numbers at once. Where it does not, to compute them is
/// quicker, with the same bits.
@inlinable @inline(__always)
public var picksAtOnce: Bool { WORDS_PICK_AT_ONCE != 0 }

extension SIMD16<Float> {
  /// 0, 1, … 15
  @inlinable @inline(__always)
  public static var countingUp: Self {
    Self(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  /// step · (first, first + 1, … first + 15)
  @inlinable @inline(__always)
  public static func table(of step: Self, from first: Float) -> Self {
    words_times(step, countingUp + first)
  }

  /// The same plus `start`, rounded once.
  @inlinable @inline(__always)
  public static func table(of step: Self, from first: Float, plus start: Self) -> Self {
    words_plus_times(start, step, countingUp + first)
  }

  /// In each lane the number of this table whose place the lowest four bits of `index` say.
  @inlinable @inline(__always)
  public func picked(_ index: SIMD16<Int32>) -> Self { words_pick(self, index) }

  /// The same in the lanes whose bit in `bits` is 0; in the others that of `second`.
  @inlinable @inline(__always)
  public func picked(_ index: SIMD16<Int32>, or second: Self, where bits: UInt16) -> Self {
    words_pick_of_two(self, second, bits, index)
  }
}
