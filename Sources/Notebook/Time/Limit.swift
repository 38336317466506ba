import Base

/// Bytes that one call of a contestant moves: what has to be moved at least, however it computes.
public struct Traffic: Hashable, Sendable {
  /// What happens to the bytes.
  public enum Kind: String, Sendable, Codable {
    /// Nearly all of them are only read.
    case reading = "read"
    /// As many are written as are read.
    case copying = "copy"
  }

  /// What happens to the bytes.
  public var kind: Kind
  /// Bytes that are moved before the first of them is moved again.
  public var bytes: Int
  /// How often they are moved in one call.
  public var passes: Int

  /// Whether the time of one tells that of the other: they differ in few bytes, such as those of one
  /// row beside a matrix.
  func isLike(_ other: Traffic) -> Bool {
    kind == other.kind && passes == other.passes
      && abs(bytes - other.bytes) <= max(bytes, other.bytes) / 32
  }
}

/// The least time that one call of a contestant could take on this machine.
public struct Limit: Sendable, Codable {
  /// What keeps the work from being done in less time.
  public enum Bound: String, Sendable, Codable {
    /// Its operations, at the peak of the machine.
    case operations = "ops"
    /// Reading its bytes.
    case reading = "read"
    /// Reading one half of its bytes and writing the other.
    case copying = "copy"

    /// The share of what the machine can do that nobody exceeds: the peak is known to a tenth, and of
    /// bytes a large cache may keep a part that the limit has to fetch.
    var largestShare: Double { self == .operations ? 1.1 : 2 }
  }

  /// What keeps the work from being done in less time.
  public var bound: Bound
  /// Seconds per call.
  public var seconds: Double
}

extension Limit {
  /// The longer of two times: that of the operations alone, and that of the bytes alone.
  init?(operations: Double?, traffic: (kind: Traffic.Kind, seconds: Double)?) {
    guard operations != nil || traffic != nil else { return nil }
    if let traffic, traffic.seconds > operations ?? 0 {
      self.init(bound: traffic.kind == .reading ? .reading : .copying, seconds: traffic.seconds)
    } else {
      self.init(bound: .operations, seconds: operations ?? 0)
    }
  }
}

/// A race in which the bytes of each contestant have a contestant of their own, which moves as many and
/// does nothing else: what the machine can do is measured when the others are, or a machine that
/// is shared or grows warm would be compared with itself on a better day.
struct LimitedRace {
  let label: String
  private let contestants: [Contestant]
  /// Traffics that are measured, and where the forms of each stand among `all`.
  private var movers: [(traffic: Traffic, forms: Range<Int>)] = []
  private var all: [Contestant]
  private var measured: [Measurement] = []

  /// - Parameters:
  ///   - limits: what the machine can do; none where nobody knows or asks.
  ///   - movers: work that moves such bytes, in as many forms as might be the quickest.
  init(
    _ label: String, _ contestants: [Contestant], _ limits: MachineLimits? = nil,
    movers: ([Traffic]) -> [[() -> Void]] = { _ in [] }
  ) {
    (self.label, self.contestants, all) = (label, contestants, contestants)
    guard let limits else { return }
    var traffics: [Traffic] = []
    for contestant in contestants where Self.mayLimit(contestant, limits) {
      guard let traffic = contestant.traffic, !traffics.contains(where: traffic.isLike)
      else { continue }
      traffics.append(traffic)
    }
    for (traffic, forms) in zip(traffics, movers(traffics)) where !forms.isEmpty {
      self.movers.append((traffic, all.count..<all.count + forms.count))
      all += forms.map { Contestant(traffic.kind == .reading ? "reading" : "copying", run: $0) }
    }
  }

  /// Whether the bytes may take longer than the operations: where even slow memory would have brought
  /// them in half of the time, nobody has to try.
  private static func mayLimit(_ contestant: Contestant, _ limits: MachineLimits) -> Bool {
    let slowest = limits.bandwidths.map(\.bytesPerSecond).min() ?? 0
    let computing = contestant.operations / limits.operationsPerSecond
    return computing < 2 * contestant.bytes / slowest
  }

  /// Measures all of them. Where that was disturbed it is done once more, for whoever disturbed it may
  /// be gone, and the calmer times count.
  mutating func run(_ stopwatch: Stopwatch, progress: (Double) -> Void = { _ in }) {
    measured = stopwatch.race(label, all, progress: progress).measurements
    let first = (measured, largestSpread)
    guard first.1 > Disturbance.largestSpread else { return }
    measured = stopwatch.race(label, all, progress: progress).measurements
    if largestSpread > first.1 { measured = first.0 }
  }

  /// Of several forms of a limit only the quickest has a part in the table.
  private var counting: [Measurement] {
    measured[..<contestants.count]
      + movers.map { measured[$0.forms].min { $0.median < $1.median }! }
  }

  private var largestSpread: Double { counting.map(\.spread).max()! }

  /// The times of the contestants, each with its limit on a machine that does so many operations per
  /// second.
  func race(peak: Double?) -> Race {
    var race = Race(label: label, measurements: Array(measured[..<contestants.count]))
    guard let peak else { return race }
    for (i, contestant) in contestants.enumerated() {
      let moving = contestant.traffic.flatMap { traffic in
        movers.first { traffic.isLike($0.traffic) }.map {
          let share = Double(traffic.bytes) / Double(max(1, $0.traffic.bytes))
          let seconds = measured[$0.forms].map(\.median).min()!
          return (kind: traffic.kind, seconds: share * seconds)
        }
      }
      race.measurements[i].limit = Limit(
        operations: contestant.operations > 0 ? contestant.operations / peak : nil, traffic: moving)
    }
    return race
  }

  /// Whether a contestant did more operations than a machine with this peak can.
  func exceeds(peak: Double?) -> Bool {
    race(peak: peak).measurements.contains { m in
      m.limit.map {
        $0.bound == .operations && $0.seconds / m.median > $0.bound.largestShare
      } ?? false
    }
  }

  /// What says that these times are worth nothing, if anything does.
  func disturbance(peak: Double?) -> Disturbance? {
    let limits = counting.dropFirst(contestants.count)
    return (race(peak: peak).measurements + limits).lazy.compactMap(Disturbance.init).first
  }
}
