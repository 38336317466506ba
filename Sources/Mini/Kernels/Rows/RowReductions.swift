import Lanes

/// Reductions of one row to one number, the same number on every processor.
///
/// Element `j` always goes into lane `j mod 16`, whatever the length of the row, and the sixteen
/// lanes are folded in one fixed order at the end. So the order of the additions is written here
/// and not chosen by a compiler or by the width of a register, and a sum is also more accurate than
/// a plain loop: its error grows with `count / 16` and not with `count`.
///
/// Products are fused multiply–adds: one rounding, on every platform.
enum Row {
  /// All elements of a tensor as one row.
  static func sum(_ x: Tensor) -> Float { x.withScalars { sum($0, count: x.count) } }

  /// All elements of a tensor as one row.
  static func maximum(_ x: Tensor) -> Float { x.withScalars { maximum($0, count: x.count) } }

  /// All elements of two tensors of one shape as two rows.
  static func dot(_ x: Tensor, _ y: Tensor) -> Float {
    x.withScalars { x_ in y.withScalars { dot(x_, $0, count: x.count) } }
  }

  /// Σ xⱼ
  static func sum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = Lanes()
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) { lanes += Lanes(at: x + j) }
    // The last few elements take the lanes they would have in a longer row. Nothing is padded: a
    // made-up zero would meet infinities and means that it has no business with.
    for j in whole..<count { lanes[j - whole] += x[j] }
    return lanes.folded
  }

  /// Σ xⱼ yⱼ
  static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = Lanes()
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      lanes.addProduct(Lanes(at: x + j), Lanes(at: y + j))
    }
    for j in whole..<count { lanes[j - whole].addProduct(x[j], y[j]) }
    return lanes.folded
  }

  /// The largest xⱼ; NaN if any element is NaN, −∞ for an empty row.
  static func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    // Four at a time, so that comparisons need not wait for one another.
    var four = InlineArray<4, Lanes>(repeating: Lanes(repeating: -.infinity))
    for j in stride(from: 0, to: count & ~63, by: 64) {
      for i in 0..<4 { four[i] = larger(four[i], Lanes(at: x + j + 16 * i)) }
    }
    var lanes = larger(larger(four[0], four[1]), larger(four[2], four[3]))
    let whole = count & ~15
    for j in stride(from: count & ~63, to: whole, by: 16) {
      lanes = larger(lanes, Lanes(at: x + j))
    }
    for j in whole..<count where !(x[j] <= lanes[j - whole]) && !lanes[j - whole].isNaN {
      lanes[j - whole] = x[j]
    }
    var result = lanes[0]
    for lane in 1..<16 where !(lanes[lane] <= result) && !result.isNaN { result = lanes[lane] }
    return result
  }
}

extension Row {
  /// The largest xⱼ of a row of numbers, in a third of the time; of a row with a NaN, any element or −∞.
  /// For whoever meets the NaN again anyway.
  static func maximumOfNumbers(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var four = InlineArray<4, Lanes>(repeating: Lanes(repeating: -.infinity))
    for j in stride(from: 0, to: count & ~63, by: 64) {
      for i in 0..<4 {
        let other = Lanes(at: x + j + 16 * i)
        four[i] = four[i].replaced(with: other, where: other .> four[i])
      }
    }
    for j in stride(from: count & ~63, to: count & ~15, by: 16) {
      let other = Lanes(at: x + j)
      four[0] = four[0].replaced(with: other, where: other .> four[0])
    }
    for i in 1..<4 { four[0] = four[0].replaced(with: four[i], where: four[i] .> four[0]) }
    var result = -Float.infinity
    for lane in 0..<16 where four[0][lane] > result { result = four[0][lane] }
    for j in count & ~15..<count where x[j] > result { result = x[j] }
    return result
  }
}

/// The larger of two in every lane. Where `a` is NaN it stays (no comparison with it is true), and
/// where `b` is NaN it is taken: so a NaN is never lost, as it is in IEEE 754 `maxNum`.
@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
  a.replacing(with: b, where: (b .> a) .| (b .!= b))
}
