// In place of Sources/Mini/Kernels/Machine/{Helpers,LargePages,PhysicalMemory,Scratch}.swift: no
// threads, no system.

/// Nobody helps: all pieces of the work are computed here, one after the other.
struct Helpers {
  static let shared = Helpers()
  func run(with helpers: Int, _ body: () -> Void) { body() }
}

/// Nobody counts.
enum OperationCounter {
  enum Part { case queries, keys, values, scores, mixing, output, feedForward, head }
  static func add(_ part: Part, tokens: Int, multiplyAdds: Int) {}
  static func addAttention(queries: [Int], positions: Int, mask: AttentionMask) {}
}

enum LargePages {
  static func welcome(_ start: UnsafeMutableRawPointer, byteCount: Int) {}
}

enum PhysicalMemory {
  static var byteCount: Int { 1 << 40 }
}

enum Scratch {
  static func with<Result>(count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
    defer { memory.deallocate() }
    return body(memory.bindMemory(to: Float.self, capacity: count))
  }
}
