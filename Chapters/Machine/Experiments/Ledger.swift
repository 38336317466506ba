import Mini

/// What a computation does, noted while it does it.
package final class Ledger {
  /// Floating-point operations.
  package fileprivate(set) var operations = 0
  /// How often a number was read from a tensor or written to one.
  package fileprivate(set) var accesses = 0
  /// How many different numbers that were.
  package fileprivate(set) var numbers = 0

  package init() {}

  /// Four for each different number.
  package var bytes: Int { 4 * numbers }

  /// A tensor whose numbers are read.
  package func input(_ x: Tensor) -> NotedTensor { NotedTensor(x, self) }

  /// A tensor to be written.
  package func output(_ shape: Int...) -> NotedTensor { NotedTensor(Tensor(zeros: shape), self) }

  /// A number that lies in a register and was never in memory.
  package func number(_ value: Float) -> Noted { Noted(value: value, ledger: self) }
}

/// A number that has each operation noted.
package struct Noted {
  package let value: Float
  fileprivate let ledger: Ledger

  private func noted(_ operations: Int, _ result: Float) -> Noted {
    ledger.operations += operations
    return Noted(value: result, ledger: ledger)
  }

  package static func + (a: Noted, b: Noted) -> Noted { a.noted(1, a.value + b.value) }
  package static func - (a: Noted, b: Noted) -> Noted { a.noted(1, a.value - b.value) }
  package static func * (a: Noted, b: Noted) -> Noted { a.noted(1, a.value * b.value) }
  package static func / (a: Noted, b: Noted) -> Noted { a.noted(1, a.value / b.value) }
  package static func + (a: Noted, b: Float) -> Noted { a.noted(1, a.value + b) }
  package static func * (a: Noted, b: Float) -> Noted { a.noted(1, a.value * b) }
  package static func / (a: Noted, b: Float) -> Noted { a.noted(1, a.value / b) }

  /// self + a · b, rounded once: two operations.
  package func addingProduct(_ a: Noted, _ b: Noted) -> Noted {
    noted(2, value.addingProduct(a.value, b.value))
  }

  package func maximum(_ other: Noted) -> Noted { noted(1, max(value, other.value)) }
  package var squareRoot: Noted { noted(1, value.squareRoot()) }
  package var inverse: Noted { noted(1, 1 / value) }
  package var exponential: Noted { noted(Work.exponentialOperations, Mini.exp(Tensor([value]))[0]) }
}

/// A tensor that has each access noted.
package final class NotedTensor {
  private let shape: [Int]
  private var scalars: Scalars
  private var isTouched: [Bool]
  private let ledger: Ledger

  fileprivate init(_ tensor: Tensor, _ ledger: Ledger) {
    (shape, scalars, self.ledger) = (tensor.shape, tensor.scalars, ledger)
    isTouched = scalars.map { _ in false }
  }

  /// The numbers, without a note.
  package var tensor: Tensor { Tensor(shape: shape, scalars: scalars) }

  /// The element at these indices.
  package subscript(indices: Int...) -> Noted {
    get { Noted(value: scalars[touch(indices)], ledger: ledger) }
    set { scalars[touch(indices)] = newValue.value }
  }

  private func touch(_ indices: [Int]) -> Int {
    let place = zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
    ledger.accesses += 1
    if !isTouched[place] { ledger.numbers += 1 }
    isTouched[place] = true
    return place
  }
}
