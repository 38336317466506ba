import Synchronization

/// Memory that a kernel writes to and reads from while it works, and that is then kept for the next.
///
/// Asking for new memory takes time at every call, and the system hands it out with a page fault for
/// every 4 KB: for a product of 256×256 that is as long as the arithmetic.
enum Scratch {
  private struct Piece: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>
    let count: Int
  }

  /// What no kernel uses at the moment: in the end one piece for each thread.
  private static let idle = Mutex<[Piece]>([])

  /// Calls `body` with room for `count` numbers, valid only until it returns. What they are is left
  /// over from others. They begin with a cache line, so that no vector lies across two of them.
  static func with<Result>(
    count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    let piece = take(count)
    defer { idle.withLock { $0.append(piece) } }
    return body(piece.start)
  }

  private static func take(_ count: Int) -> Piece {
    if let piece = idle.withLock({ $0.popLast() }) {
      if piece.count >= count { return piece }
      piece.start.deallocate()
    }
    // Powers of two: what grows with the text is then seldom too small.
    var capacity = 1 << 12
    while capacity < count { capacity *= 2 }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * capacity, alignment: 64)
    return Piece(start: memory.bindMemory(to: Float.self, capacity: capacity), count: capacity)
  }
}
