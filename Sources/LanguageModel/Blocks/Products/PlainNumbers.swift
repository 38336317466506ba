import Lanes
import Mini

/// A kind whose weights are plain numbers of ``BlockFormat/size`` bytes each, of which a row need not
/// have whole vectors.
protocol PlainNumbers: BlockFormat {
  /// The number at `p`.
  static func number(_ p: UnsafeRawPointer) -> Float
}

extension PlainNumbers {
  static var length: Int { 1 }

  static func widen(
    _ blocks: UnsafeRawPointer, count: Int, to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var (source, target) = (blocks, target)
    for _ in 0..<count / 16 {
      var lanes = Lanes()
      for i in 0..<16 { lanes[i] = number(source + i * size) }
      lanes.store(to: target)
      source += 16 * size
      target += stride
    }
    if count % 16 > 0 {
      var lanes = Lanes()
      for i in 0..<count % 16 { lanes[i] = number(source + i * size) }
      lanes.store(to: target)
    }
  }

  static func multiply(
    _ rows: StoredRows, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let whole = rows.inputs & ~15
    /// The first `count` numbers at `p`, and zeros.
    @inline(__always)
    func lanes(_ p: UnsafeRawPointer, _ count: Int = 16) -> Lanes {
      var lanes = Lanes()
      for i in 0..<count { lanes[i] = number(p + i &* size) }
      return lanes
    }
    func add(_ row: UnsafeRawPointer, to sum: Lanes) -> Float {
      guard whole < rows.inputs else { return sum.folded }
      let count = rows.inputs - whole
      return sum.addingProduct(lanes(row + whole * size, count), Lanes(first: count, at: x + whole))
        .folded
    }
    for i in stride(from: 0, to: rows.count & ~7, by: 8) {
      var sums = EightSums(repeating: Lanes())
      var p = rows[i]
      for k in stride(from: 0, to: whole, by: 16) {
        let x = Lanes(at: x + k)
        for j in 0..<8 { sums[j] = sums[j].addingProduct(lanes(p + j &* rows.stride), x) }
        p += 16 * size
      }
      for j in 0..<8 { y[i + j] = add(rows[i + j], to: sums[j]) }
    }
    for i in rows.count & ~7..<rows.count {
      var sum = Lanes()
      for k in stride(from: 0, to: whole, by: 16) {
        sum = sum.addingProduct(lanes(rows[i] + k * size), Lanes(at: x + k))
      }
      y[i] = add(rows[i], to: sum)
    }
  }
}

private typealias EightSums = InlineArray<8, Lanes>
