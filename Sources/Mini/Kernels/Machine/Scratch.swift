import Foundation

/// Memory that a kernel writes to and reads from while it works, and that is then kept for the next.
///
/// Asking for new memory takes time at every call, and the system hands it out with a page fault for
/// every 4 KB: for a product of 256×256 that is as long as the arithmetic. Each thread keeps its own,
/// so that none waits for another, until it ends.
package enum Scratch {
  /// So many numbers (16 MB) are kept. What is larger goes back to the system after use: a text of a
  /// million tokens once is no reason to hold its memory for good.
  static let mostKept = 1 << 22

  /// Calls `body` with room for `count` numbers, valid only until it returns. What they are is left
  /// over from others. They begin with a cache line, so that no vector lies across two of them.
  package static func with<Result>(
    count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    let pieces = Pieces.ofThisThread
    let piece = pieces.take(count)
    defer { pieces.giveBack(piece) }
    return body(piece.start)
  }

  /// How many numbers this thread keeps.
  static var kept: Int { Pieces.ofThisThread.idle.reduce(0) { $0 + $1.count } }
}

private struct Piece {
  let start: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
    LargePages.welcome(memory, byteCount: 4 * count)
    start = memory.bindMemory(to: Float.self, capacity: count)
    self.count = count
  }
}

/// What the kernels of one thread do not use at the moment: in the end one piece for each kernel that
/// calls another.
private final class Pieces {
  private(set) var idle: [Piece] = []

  func take(_ count: Int) -> Piece {
    if let piece = idle.popLast() {
      if piece.count >= count { return piece }
      piece.start.deallocate()
    }
    guard count <= Scratch.mostKept else { return Piece(count: count) }
    // Powers of two: what grows with the text is then seldom too small.
    var capacity = 1 << 12
    while capacity < count { capacity *= 2 }
    return Piece(count: capacity)
  }

  func giveBack(_ piece: Piece) {
    if piece.count <= Scratch.mostKept { idle.append(piece) } else { piece.start.deallocate() }
  }

  deinit {
    for piece in idle { piece.start.deallocate() }
  }

  // MARK: One for each thread

  /// Those of the thread that asks; the system lets go of them when it ends.
  static var ofThisThread: Pieces {
    if let known = pthread_getspecific(key) {
      return Unmanaged<Pieces>.fromOpaque(known).takeUnretainedValue()
    }
    let new = Pieces()
    pthread_setspecific(key, Unmanaged.passRetained(new).toOpaque())
    return new
  }

  private static let key = {
    var key = pthread_key_t()
    pthread_key_create(&key) { release($0) }
    return key
  }()

  // The system's pointer is optional on Linux only.
  private static func release(_ pieces: UnsafeMutableRawPointer?) {
    if let pieces { Unmanaged<Pieces>.fromOpaque(pieces).release() }
  }
}
