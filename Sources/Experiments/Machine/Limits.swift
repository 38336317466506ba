import Base
import Lanes
import Mini
import Synchronization

/// What the machine can do at best: loops that do one thing and nothing else.
///
/// Time one of them beside a kernel, in turn, and the quotient says how much of the machine the
/// kernel uses. All of them share the work among ``Threads/count`` threads, as the kernels do.
package enum Limits {
  /// Runs at least `count` fused multiply–adds, which are 2 · `count` floating-point operations: as
  /// many at once as the processor takes, all of them in registers.
  ///
  /// - Returns: A number of no meaning, so that no compiler leaves the work out.
  @discardableResult package static func multiplyAdd(_ count: Int) -> Float {
    let loop = quickestLoop
    return total(count, costOfOne: 1) { loop($0.count) }
  }

  /// Reads `x` from its first element to its last, or only the first `count` ones, `passes` times.
  ///
  /// Each thread stays with its own part. With a tensor that fits into a cache and many passes this
  /// is the bandwidth of the cache, with a large one that of the memory.
  ///
  /// - Returns: The sum of what was read, so that no compiler leaves the work out.
  @discardableResult package static func read(
    _ x: Tensor, count: Int? = nil, passes: Int = 1
  ) -> Float {
    let count = count ?? x.count
    require(count <= x.count, "\(x.shape) does not hold \(count) numbers to read")
    return x.withScalars { start in
      total(count, costOfOne: passes) { range in
        (0..<passes).reduce(0) { sum, _ in
          readOnce(start + range.lowerBound, range.count, addingTo: sum)
        }
      }
    }
  }

  /// Reads `x` in pieces of `size` elements on the calling thread: piece 0, then the one `stride` pieces
  /// further, and so on around. With a stride that has no factor in common with the number of pieces,
  /// each is read once.
  ///
  /// - Returns: The sum of what was read, so that no compiler leaves the work out.
  @discardableResult package static func read(
    _ x: Tensor, inPiecesOf size: Int, stride: Int
  ) -> Float {
    let pieces = x.count / size
    return x.withScalars { start in
      (0..<pieces).reduce(0) { sum, i in
        readOnce(start + i * stride % pieces * size, size, addingTo: sum)
      }
    }
  }

  /// Copies `x` to `y`, which has the same shape, or only the first `count` elements: each byte is read
  /// once and written once.
  package static func copy(_ x: Tensor, into y: inout Tensor, count: Int? = nil) {
    let count = count ?? x.count
    require(x.shape == y.shape, "\(x.shape) does not go into \(y.shape)")
    require(count <= x.count, "\(x.shape) does not hold \(count) numbers to copy")
    y.withMutableScalars { y in
      x.withScalars { x_ in
        Threads.split(count, costOfOne: 1, piecesPerThread: 1) { range in
          (y + range.lowerBound).update(from: x_ + range.lowerBound, count: range.count)
        }
      }
    }
  }

  /// Adds up what `body` returns for ranges that together cover `0..<count`.
  private static func total(
    _ count: Int, costOfOne: Int, _ body: (Range<Int>) -> Float
  ) -> Float {
    let sum = Mutex<Float>(0)
    Threads.split(count, costOfOne: costOfOne, piecesPerThread: 1) { range in
      let part = body(range)
      sum.withLock { $0 += part }
    }
    return sum.withLock { $0 }
  }

  /// Twelve vectors are enough chains to hide the latency of one another, where there are registers
  /// for them. Where there are not (AVX2 has sixteen, and two make a vector of sixteen numbers), five
  /// do. Which it is shows at the first use.
  private static let quickestLoop: @Sendable (Int) -> Float = {
    let count = 1 << 20
    func time(_ loop: (Int) -> Float) -> Duration {
      (0..<5).map { _ in ContinuousClock().measure { _ = loop(count) } }.min()!
    }
    return time(twelveChains) < time(fiveChains) ? twelveChains : fiveChains
  }()
}

@inline(never) @Sendable
private func twelveChains(_ count: Int) -> Float {
  var sums = InlineArray<12, Lanes>(repeating: Lanes(repeating: 1))
  let factor = Lanes(repeating: 1e-9)
  for _ in 0..<(count + 191) / 192 {
    for i in 0..<12 { sums[i].addProduct(factor, factor) }
  }
  return (0..<12).reduce(Lanes()) { $0 + sums[$1] }.sum()
}

@inline(never) @Sendable
private func fiveChains(_ count: Int) -> Float {
  var sums = InlineArray<5, Lanes>(repeating: Lanes(repeating: 1))
  let factor = Lanes(repeating: 1e-9)
  for _ in 0..<(count + 79) / 80 {
    for i in 0..<5 { sums[i].addProduct(factor, factor) }
  }
  return (0..<5).reduce(Lanes()) { $0 + sums[$1] }.sum()
}

/// The sum before goes in, so that no compiler takes several passes for one.
@inline(never)
private func readOnce(_ x: UnsafePointer<Float>, _ count: Int, addingTo sum: Float) -> Float {
  // From the first cache line on: a vector across two of them takes twice as long to load.
  let start = min(count, (16 - Int(bitPattern: x) / MemoryLayout<Float>.stride % 16) % 16)
  let end = start + (count - start) & ~127
  var sums = InlineArray<8, Lanes>(repeating: Lanes())
  sums[0][0] = sum
  for j in stride(from: start, to: end, by: 128) {
    for i in 0..<8 {
      sums[i] += Lanes(at: x + j + 16 * i)
    }
  }
  let whole = start + (count - start) & ~15
  for j in stride(from: end, to: whole, by: 16) {
    sums[0] += Lanes(at: x + j)
  }
  let ends = (0..<start).reduce(0) { $0 + x[$1] } + (whole..<count).reduce(0) { $0 + x[$1] }
  return (0..<8).reduce(Lanes()) { $0 + sums[$1] }.sum() + ends
}
