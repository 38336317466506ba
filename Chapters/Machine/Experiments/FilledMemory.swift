/// Memory that is filled with numbers as often as it is asked to.
package final class FilledMemory {
  private let count: Int
  private var numbers: [Float] = []

  /// Room for `count` numbers, which the system promises and has not given yet.
  package init(count: Int) {
    self.count = count
    numbers.reserveCapacity(count)
  }

  /// Writes all numbers.
  package func fill() {
    numbers.removeAll(keepingCapacity: true)
    numbers.append(contentsOf: repeatElement(1, count: count))
  }
}
