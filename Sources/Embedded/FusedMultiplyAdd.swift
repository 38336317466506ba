#if arch(wasm32) || arch(wasm64)
  // WebAssembly has no fused multiply-add: the compiler calls the C library's for each lane. Within this
  // module's vectors the methods below hide the standard library's, so that kernels stay as they are.

  extension SIMD16<Float> {
    /// self + a · b, rounded once.
    @inlinable @inline(__always)
    public func addingProduct(_ a: Self, _ b: Self) -> Self {
      let (c, x, y) = (self, a, b)
      let low = SIMD8(
        lowHalf: fused(c.lowHalf.lowHalf, x.lowHalf.lowHalf, y.lowHalf.lowHalf),
        highHalf: fused(c.lowHalf.highHalf, x.lowHalf.highHalf, y.lowHalf.highHalf))
      let high = SIMD8(
        lowHalf: fused(c.highHalf.lowHalf, x.highHalf.lowHalf, y.highHalf.lowHalf),
        highHalf: fused(c.highHalf.highHalf, x.highHalf.highHalf, y.highHalf.highHalf))
      return Self(lowHalf: low, highHalf: high)
    }

    /// self + a · b in every lane, rounded once.
    @inlinable @inline(__always)
    public func addingProduct(_ a: Float, _ b: Self) -> Self {
      addingProduct(Self(repeating: a), b)
    }
    /// self + a · b in every lane, rounded once.
    @inlinable @inline(__always)
    public func addingProduct(_ a: Self, _ b: Float) -> Self {
      addingProduct(a, Self(repeating: b))
    }
    /// Adds a · b and rounds once.
    @inlinable @inline(__always)
    public mutating func addProduct(_ a: Self, _ b: Self) { self = addingProduct(a, b) }
    /// Adds a · b to every lane and rounds once.
    @inlinable @inline(__always)
    public mutating func addProduct(_ a: Float, _ b: Self) { self = addingProduct(a, b) }
    /// Adds a · b to every lane and rounds once.
    @inlinable @inline(__always)
    public mutating func addProduct(_ a: Self, _ b: Float) { self = addingProduct(a, b) }
  }

  /// c + a · b, rounded once: the product is exact as a `Double`, and so the sum has two roundings only
  /// where it lies half way between two floats, or is too small for a normal one.
  @usableFromInline @inline(never)
  func fused(_ c: SIMD4<Float>, _ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    let (wide, product) = (SIMD4<Double>(c), SIMD4<Double>(a) * SIMD4<Double>(b))
    let sum = product + wide
    let s = unsafeBitCast(sum, to: SIMD4<UInt64>.self)
    // Comparisons of whole vectors of 64 bits would become loops over their lanes.
    if isDelicate(s[0]) || isDelicate(s[1]) || isDelicate(s[2]) || isDelicate(s[3]) {
      return SIMD4(
        careful(wide[0], product[0], sum[0]), careful(wide[1], product[1], sum[1]),
        careful(wide[2], product[2], sum[2]), careful(wide[3], product[3], sum[3]))
    }
    return SIMD4<Float>(sum)
  }

  /// Half way between two floats, or below the normal ones; 0 is neither.
  @inline(__always)
  private func isDelicate(_ bits: UInt64) -> Bool {
    bits & 0x1fff_ffff == 0x1000_0000 || (bits << 1) &- 1 < (897 << 53) - 1
  }

  /// Rounded to odd first (Boldo and Melquiond, IEEE Transactions on Computers 57, 2008).
  @inline(never)
  private func careful(_ c: Double, _ product: Double, _ sum: Double) -> Float {
    let t = sum - product
    let error = (product - (sum - t)) + (c - t)
    guard error > 0 || error < 0, sum.bitPattern & 1 == 0 else { return Float(sum) }
    let away = (error > 0) == (sum > 0)
    return Float(Double(bitPattern: away ? sum.bitPattern + 1 : sum.bitPattern - 1))
  }
#endif
