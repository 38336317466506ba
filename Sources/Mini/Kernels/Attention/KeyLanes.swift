import Lanes

/// Scores of a few queries, with sixteen keys side by side, one in each lane of a vector: what a new
/// token asks for.
///
/// The keys are turned in registers, eight features at a time, and used at once by all queries. In its
/// lane a key walks the chain that ``AttentionKernel`` promises, in the order of the features.
enum KeyLanes {
  /// So many queries keep their sums in registers.
  static let mostQueries = 4

  /// The fewest keys that fill a vector.
  static let fewestKeys = 16

  /// Writes Σ x[query, d] · keys[key, d] to s[query, key].
  ///
  /// - Parameters:
  ///   - x: `[queries, width]`, at most ``mostQueries``
  ///   - keys: `[count, width]`, at least ``fewestKeys``
  ///   - s: rows start `stride` scalars after one another
  ///   - isFollowed: whether as many keys come next in memory, to be read soon
  static func multiply(
    _ x: UnsafePointer<Float>, queries: Int, _ keys: UnsafePointer<Float>, count: Int, width: Int,
    into s: UnsafeMutablePointer<Float>, stride: Int, isFollowed: Bool
  ) {
    let block = Block(
      x: x, keys: keys, count: count, width: width, s: s, stride: stride, isFollowed: isFollowed)
    switch queries {
    case 1: oneQuery(block)
    case 2: twoQueries(block)
    case 3: threeQueries(block)
    default: fourQueries(block)
    }
  }
}

/// Where everything lies.
private struct Block {
  let x: UnsafePointer<Float>
  let keys: UnsafePointer<Float>
  let count: Int
  let width: Int
  let s: UnsafeMutablePointer<Float>
  let stride: Int
  let isFollowed: Bool
}

@inline(never) private func oneQuery(_ block: Block) { multiply(block, queries: 1) }
@inline(never) private func twoQueries(_ block: Block) { multiply(block, queries: 2) }
@inline(never) private func threeQueries(_ block: Block) { multiply(block, queries: 3) }
@inline(never) private func fourQueries(_ block: Block) { multiply(block, queries: 4) }

/// Each step reads half a line of sixteen keys, which memory does not foresee as it does lines that
/// follow one another; so it is asked for the next block while this one is computed.
@inline(__always)
private func multiply(_ block: Block, queries: Int) {
  let (x, width) = (block.x, block.width)
  let whole = width & ~7
  for j in stride(from: 0, to: block.count, by: 16) {
    // The last sixteen may overlap those before them: both find the same bits.
    let j = min(j, block.count - 16)
    let keys = block.keys + j * width
    var later = UnsafeRawPointer(keys + block.count * width)
    var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
    for p in stride(from: 0, to: whole, by: 8) {
      if block.isFollowed {
        for i in 0..<8 { prefetch(later + 64 &* i) }
        later += 512
      }
      let (columns, x) = (turned(eightColumns(keys + p, width)), x + p)
      a = add(columns, x, to: a)
      if queries > 1 { b = add(columns, x + width, to: b) }
      if queries > 2 { c = add(columns, x + 2 &* width, to: c) }
      if queries > 3 { d = add(columns, x + 3 &* width, to: d) }
    }
    for p in whole..<width {
      var column = Lanes()
      for i in 0..<16 { column[i] = keys[i * width + p] }
      a = a.addingProduct(column, Lanes(repeating: x[p]))
      if queries > 1 { b = b.addingProduct(column, Lanes(repeating: x[width + p])) }
      if queries > 2 { c = c.addingProduct(column, Lanes(repeating: x[2 * width + p])) }
      if queries > 3 { d = d.addingProduct(column, Lanes(repeating: x[3 * width + p])) }
    }
    let s = block.s + j
    a.store(to: s)
    if queries > 1 { b.store(to: s + block.stride) }
    if queries > 2 { c.store(to: s + 2 * block.stride) }
    if queries > 3 { d.store(to: s + 3 * block.stride) }
  }
}

/// Eight numbers of each of sixteen rows.
@inline(__always)
private func eightColumns(_ rows: UnsafePointer<Float>, _ stride: Int) -> InlineArray<8, Lanes> {
  InlineArray<8, Lanes> { i in
    let row = rows + 2 &* i &* stride
    return Lanes(lowHalf: SIMD8(at: row), highHalf: SIMD8(at: row + stride))
  }
}

@inline(__always)
private func add(
  _ columns: InlineArray<8, Lanes>, _ x: UnsafePointer<Float>, to sum: Lanes
) -> Lanes {
  var sum = sum
  for i in 0..<8 { sum = sum.addingProduct(columns[i], Lanes(repeating: x[i])) }
  return sum
}
