/// One number, one chain: each addition needs the sum before it.
@inline(never)
package func oneChain(_ count: Int, _ factor: Float) -> Float {
  var sum: Float = 0
  for _ in 0..<count { sum.addProduct(factor, factor) }
  return sum
}

@inline(never)
package func oneVector(_ count: Int, _ factor: Float) -> Float {
  var sum = SIMD16<Float>()
  let factors = SIMD16(repeating: factor)
  for _ in 0..<count / 16 { sum.addProduct(factors, factors) }
  return sum.sum()
}

/// Sixty-four chains: while one vector waits, three others are computed.
@inline(never)
package func fourVectors(_ count: Int, _ factor: Float) -> Float {
  var sums = InlineArray<4, SIMD16<Float>>(repeating: SIMD16())
  let factors = SIMD16(repeating: factor)
  for _ in 0..<count / 64 {
    for i in 0..<4 { sums[i].addProduct(factors, factors) }
  }
  return (sums[0] + sums[1] + sums[2] + sums[3]).sum()
}
