import Synchronization

/// Who counts what layers do at the moment.
enum CurrentCounter {
  @TaskLocal static var value: OperationCounter?

  /// Runs `body` while `counter` counts.
  static func with<Result>(
    _ counter: OperationCounter, _ body: () throws -> Result
  ) rethrows -> Result {
    try $value.withValue(counter, operation: body)
  }
}

/// A value that several threads read and change, one at a time.
final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  /// What `body` finds out about the value, or does with it.
  func with<Result>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
}
