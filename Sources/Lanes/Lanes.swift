/// Sixteen numbers that a processor computes with at once: one AVX-512 register, two of AVX2, four of
/// NEON. So many are also a line of the cache.
public typealias Lanes = SIMD16<Float>

// In this module, so that other modules inline it: in their own, a function of another file stays a
// call unless the whole module is optimised at once, which the debug configuration refuses.

extension SIMD where Self: BitwiseCopyable {
  /// The numbers that lie at `x`, wherever it points to.
  @inlinable @inline(__always)
  public init(at x: UnsafePointer<Scalar>) {
    self = UnsafeRawPointer(x).loadUnaligned(as: Self.self)
  }

  /// The first `count` numbers that lie at `x`, and zeros in the other lanes.
  @inlinable @inline(__always)
  public init(first count: Int, at x: UnsafePointer<Scalar>) where Scalar: BinaryFloatingPoint {
    self = .zero
    for lane in 0..<count { self[lane] = x[lane] }
  }

  /// Writes all lanes to `x`, wherever it points to.
  @inlinable @inline(__always)
  public func store(to x: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(x).storeBytes(of: self, as: Self.self)
  }

  /// Writes the first `count` lanes to `x`.
  @inlinable @inline(__always)
  public func store(first count: Int, to x: UnsafeMutablePointer<Scalar>) {
    for lane in 0..<count { x[lane] = self[lane] }
  }
}

extension SIMD16<Float> {
  // The standard library's `replacing(with:where:)` and its operations on the bits of integers are loops
  // over lanes, of which the compiler makes vectors or not, depending on what stands around them. Those
  // on masks are single instructions.
  @usableFromInline typealias Bits = SIMDMask<SIMD16<Int32>>

  /// The lanes of `other` where `mask` is true, and these elsewhere.
  @inlinable @inline(__always)
  public func replaced(with other: Self, where mask: SIMDMask<SIMD16<Int32>>) -> Self {
    let (mine, others) = (unsafeBitCast(self, to: Bits.self), unsafeBitCast(other, to: Bits.self))
    return unsafeBitCast(mine.replacing(with: others, where: mask), to: Self.self)
  }

  /// −|x|: x with its sign bit set.
  @inlinable @inline(__always)
  public var negativeMagnitude: Self {
    let sign = unsafeBitCast(Self(repeating: -0.0), to: Bits.self)
    return unsafeBitCast(unsafeBitCast(self, to: Bits.self) .| sign, to: Self.self)
  }

  /// The sum of the lanes as a tree: 16 to 8 to 4 to 2 to 1, every lane with its neighbour.
  @inlinable @inline(__always)
  public var folded: Float {
    let eight = evenHalf + oddHalf
    let four = eight.evenHalf + eight.oddHalf
    let two = four.evenHalf + four.oddHalf
    return two[0] + two[1]
  }
}
