/// Arithmetic that counts itself.
package final class Tally {
  package private(set) var additions = 0
  package private(set) var multiplications = 0
  package private(set) var others = 0  // divisions and roots

  package init() {}

  package var total: Int { additions + multiplications + others }

  package func add(_ a: Double, _ b: Double) -> Double {
    additions += 1
    return a + b
  }

  package func multiply(_ a: Double, _ b: Double) -> Double {
    multiplications += 1
    return a * b
  }

  package func divide(_ a: Double, _ b: Double) -> Double {
    others += 1
    return a / b
  }

  package func root(_ a: Double) -> Double {
    others += 1
    return a.squareRoot()
  }

  package func sum(_ values: [Double]) -> Double { values.reduce(0) { add($0, $1) } }
}
