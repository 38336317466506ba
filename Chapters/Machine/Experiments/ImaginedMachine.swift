import Mini

/// A machine with a clock of its own: what a call costs is known, and what disturbs it, too.
package struct ImaginedMachine {
  private var random: SeededGenerator
  private var calls = 0
  private var met: Set<Double> = []  // costs of the work it has seen
  private var interrupted = 0

  package init(using generator: inout SeededGenerator) {
    random = SeededGenerator(seed: generator.next())
  }

  /// One call of work that costs so many ms: what the clock says.
  package mutating func call(_ cost: Double) -> Double {
    if calls % 25 == 0 { interrupted = calls + Int(random.next() % 25) }
    var time = cost * (1 + 0.01 * random.uniform())
    if calls >= 40 { time *= 1.3 }
    if met.insert(cost).inserted { time += 9 }
    if calls == interrupted { time += 20 }
    calls += 1
    return time
  }

  /// One call of each that does not count.
  package mutating func warmUp(_ a: Double, _ b: Double) {
    _ = call(a)
    _ = call(b)
  }
}

/// Measures B, which costs 1.25 ms, against A, which costs 1: B over A.
package func waysToMeasure(
  using random: inout SeededGenerator
) -> (cold: Double, inARow: Double, means: Double, medians: Double) {
  let (a, b) = (1.0, 1.25)
  var cold = ImaginedMachine(using: &random)
  let oneSample = cold.call(b) / cold.call(a)

  var tiring = ImaginedMachine(using: &random)
  tiring.warmUp(a, b)
  let first = (0..<51).map { _ in tiring.call(a) }  // A A A … B B B …
  let second = (0..<51).map { _ in tiring.call(b) }

  var fair = ImaginedMachine(using: &random)
  fair.warmUp(a, b)
  let turns = (0..<51).map { _ in (fair.call(a), fair.call(b)) }  // A B …
  let (aTimes, bTimes) = (turns.map(\.0), turns.map(\.1))
  return (
    oneSample, median(second) / median(first),
    mean(bTimes) / mean(aTimes), median(bTimes) / median(aTimes)
  )
}

package func mean(_ times: [Double]) -> Double { times.reduce(0, +) / Double(times.count) }

/// The middle of an odd number of samples.
package func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
