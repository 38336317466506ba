/// A sum that somebody asks for, and one that nobody looks at.
package struct SumsOfSquares {
  private let numbers: [Int]

  package init(_ numbers: [Int]) { self.numbers = numbers }

  package func kept() -> Int { sumOfSquares(numbers) }

  package func thrownAway() { _ = sumOfSquares(numbers) }
}

/// Small enough to be inlined, so that the compiler sees what becomes of the result.
@inline(__always)
private func sumOfSquares(_ numbers: [Int]) -> Int {
  numbers.reduce(0) { $0 &+ $1 &* $1 }
}
