/// The peak of the machine, as it shows before and after the tables of a section. It is one number: where
/// two measurements disagree, something else was running in one of them, and it is measured again.
struct Peak {
  /// What was seen in this section.
  private var seen: [Double] = []

  /// Operations per second at best, in all sections; what disturbs a measurement makes it smaller.
  private(set) var best: Double?

  /// By how much two measurements of the same peak may differ, as a part of the larger.
  static let tolerance = 0.1

  /// How often it is measured again at most.
  static let retries = 2

  /// Whether nothing was measured in this section.
  var isUnknown: Bool { seen.isEmpty }

  /// Whether two measurements agree.
  var isConfirmed: Bool {
    let sorted = seen.sorted()
    return zip(sorted, sorted.dropFirst()).contains { $0 >= (1 - Self.tolerance) * $1 }
  }

  /// Adds a measurement, in operations per second.
  mutating func note(_ operationsPerSecond: Double) {
    seen.append(operationsPerSecond)
    best = max(best ?? 0, operationsPerSecond)
  }

  /// In another section the machine may be in another state.
  mutating func beginSection() { seen = [] }

  /// What it says if no two of several measurements agree.
  var disturbance: Disturbance? {
    guard seen.count > 1, !isConfirmed else { return nil }
    let peaks = seen.map { ($0 / 1e9).significant(3) }.joined(separator: ", ")
    return Disturbance("its peak was measured as \(peaks) GFLOP/s, one after the other")
  }
}
