// Sums of the lanes of several vectors at once, each as `folded` has it: every lane with its neighbour.
//
// What is moved is moved as integers. Moves of numbers that are added next are taken apart by the compiler
// to additions of single lanes, eight times as many.

@usableFromInline typealias Words = SIMD16<Int32>
@usableFromInline typealias Pairs = SIMD8<Int64>

/// The sums of the lanes of eight vectors.
@inlinable @inline(__always)
public func folded(_ v: InlineArray<8, Lanes>) -> SIMD8<Float> {
  let pairs = quarters(
    foursInQuarters(v[0], v[1], v[2], v[3]), foursInQuarters(v[4], v[5], v[6], v[7]))
  return quarters(pairs, pairs).lowHalf
}

/// The sums of the lanes of four vectors.
@inlinable @inline(__always)
public func folded(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Float> {
  let all = foursInQuarters(a, b, c, d)
  let pairs = quarters(all, all)
  return quarters(pairs, pairs).lowHalf.lowHalf
}

/// In each quarter the sums of four vectors over this quarter.
@inlinable @inline(__always)
func foursInQuarters(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> Lanes {
  neighbours(neighbours(a, b), neighbours(c, d))
}

/// In each quarter the sums of neighbouring lanes of `a`, then of `b`.
@inlinable @inline(__always)
func neighbours(_ a: Lanes, _ b: Lanes) -> Lanes {
  let (a, b) = (unsafeBitCast(a, to: Words.self), unsafeBitCast(b, to: Words.self))
  let even = Words(
    a[0], a[2], b[0], b[2], a[4], a[6], b[4], b[6], a[8], a[10], b[8], b[10], a[12], a[14], b[12],
    b[14])
  let odd = Words(
    a[1], a[3], b[1], b[3], a[5], a[7], b[5], b[7], a[9], a[11], b[9], b[11], a[13], a[15], b[13],
    b[15])
  return unsafeBitCast(even, to: Lanes.self) + unsafeBitCast(odd, to: Lanes.self)
}

/// The sums of neighbouring quarters of `a`, then of `b`.
@inlinable @inline(__always)
func quarters(_ a: Lanes, _ b: Lanes) -> Lanes {
  let (a, b) = (unsafeBitCast(a, to: Pairs.self), unsafeBitCast(b, to: Pairs.self))
  let even = Pairs(a[0], a[1], a[4], a[5], b[0], b[1], b[4], b[5])
  let odd = Pairs(a[2], a[3], a[6], a[7], b[2], b[3], b[6], b[7])
  return unsafeBitCast(even, to: Lanes.self) + unsafeBitCast(odd, to: Lanes.self)
}
