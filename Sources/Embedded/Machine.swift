// In place of Sources/Mini/Kernels/Machine/{CurrentCounter,Helpers,LargePages,PhysicalMemory,Scratch}.swift
// where there is no system: no threads, no limits, no locks.

/// Nobody helps: all pieces of the work are computed here, one after the other.
struct Helpers {
  static let shared = Helpers()
  func run(with helpers: Int, _ body: () -> Void) { body() }
}

/// Who counts what layers do at the moment.
enum CurrentCounter {
  nonisolated(unsafe) private(set) static var value: OperationCounter?

  static func with<Result>(
    _ counter: OperationCounter, _ body: () throws -> Result
  ) rethrows -> Result {
    let before = value
    value = counter
    defer { value = before }
    return try body()
  }
}

/// A value that nobody else changes.
final class Shared<Value>: @unchecked Sendable {
  private var value: Value

  init(_ value: Value) { self.value = value }

  func with<Result>(_ body: (inout Value) -> Result) -> Result { body(&value) }
}

package enum LargePages {
  package static func welcome(_ start: UnsafeMutableRawPointer, byteCount: Int) {}
}

/// Half of what an address can tell apart; the allocation itself decides.
enum PhysicalMemory {
  static var byteCount: Int { .max / 2 }
}

package enum Scratch {
  package static func with<Result>(count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result)
    -> Result
  {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
    defer { memory.deallocate() }
    return body(memory.bindMemory(to: Float.self, capacity: count))
  }
}
