/// How many there are of something: a number from 0 on that stays at `Int.max` where it would become
/// larger.
///
/// Sizes come from outside, from an option or from the header of a file, and the product of two of
/// them may be no `Int` at all. Written with counts, a formula can be worked out before anybody has
/// looked at what went into it.
package struct Count: Comparable, ExpressibleByIntegerLiteral, Sendable {
  /// The number, or `Int.max` for all that are at least as large.
  package let value: Int

  package init(_ value: Int) { self.value = value }

  package init(integerLiteral value: Int) { self.value = value }

  package static func + (a: Count, b: Count) -> Count {
    let (sum, isTooLarge) = a.value.addingReportingOverflow(b.value)
    return Count(isTooLarge ? .max : sum)
  }

  package static func * (a: Count, b: Count) -> Count {
    let (product, isTooLarge) = a.value.multipliedReportingOverflow(by: b.value)
    return Count(isTooLarge ? .max : product)
  }

  package static func < (a: Count, b: Count) -> Bool { a.value < b.value }

  /// The elements of a tensor of this shape.
  package static func product(of shape: [Int]) -> Count {
    shape.reduce(1) { $0 * Count($1) }
  }

  /// Whether so many numbers, four bytes each, can be in the memory of this machine at once.
  package var fitsIntoMemory: Bool { value <= PhysicalMemory.byteCount / 4 }

  /// As part of a sentence: `the 16 GB of memory of this machine`.
  package static var memoryOfThisMachine: String {
    "the \((PhysicalMemory.byteCount + 500_000_000) / 1_000_000_000) GB of memory of this machine"
  }
}
