/// Arithmetic that counts itself.
final class Tally {
  private(set) var additions = 0
  private(set) var multiplications = 0
  private(set) var others = 0  // divisions and roots

  var total: Int { additions + multiplications + others }

  func add(_ a: Double, _ b: Double) -> Double {
    additions += 1
    return a + b
  }

  func multiply(_ a: Double, _ b: Double) -> Double {
    multiplications += 1
    return a * b
  }

  func divide(_ a: Double, _ b: Double) -> Double {
    others += 1
    return a / b
  }

  func root(_ a: Double) -> Double {
    others += 1
    return a.squareRoot()
  }

  func sum(_ values: [Double]) -> Double { values.reduce(0) { add($0, $1) } }
}
