import Base

// What you may use in the exercises beside plain Swift. You need not write anything here.

/// a · b: the products of numbers in the same place, added up.
public func dot(_ a: [Double], _ b: [Double]) -> Double {
  require(a.count == b.count, "dot of \(a.count) numbers and \(b.count) is not defined")
  return a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      // Four sums side by side: one alone would wait for each addition.
      var sums = SIMD4<Double>()
      let whole = a.count / 4 * 4
      for i in stride(from: 0, to: whole, by: 4) {
        let x = SIMD4<Double>(a[i], a[i + 1], a[i + 2], a[i + 3])
        let y = SIMD4<Double>(b[i], b[i + 1], b[i + 2], b[i + 3])
        sums += x * y
      }
      var sum = sums.sum()
      for i in whole..<a.count { sum += a[i] * b[i] }
      return sum
    }
  }
}

/// A row cut into `count` heads of the same length: the first features are head 0.
///
/// `heads(of: [1, 2, 3, 4], 2)` is `[[1, 2], [3, 4]]`, and `joined()` sets them side by side again.
public func heads(of row: [Double], _ count: Int) -> [[Double]] {
  require(
    count > 0 && row.count % count == 0, "a row of \(row.count) cannot be cut into \(count) heads")
  let length = row.count / count
  return (0..<count).map { Array(row[$0 * length..<($0 + 1) * length]) }
}

/// e to the power of `x`.
public func exp(_ x: Double) -> Double { Double.exp(x) }

/// `x` to the power of `y`, for `x` of at least 0.
public func pow(_ x: Double, _ y: Double) -> Double { Double.pow(x, y) }

/// The square root; `x.squareRoot()` is the same.
public func sqrt(_ x: Double) -> Double { x.squareRoot() }

/// The sine of an angle in radians.
public func sin(_ angle: Double) -> Double { Double.sin(angle) }

/// The cosine of an angle in radians.
public func cos(_ angle: Double) -> Double { Double.cos(angle) }
