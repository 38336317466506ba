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
