import Base

/// Code whose running time is measured, and how much work it does.
public struct Contestant {
  let name: String
  let operations: Double
  let bytes: Double
  let traffic: Traffic?
  let run: () -> Void

  /// Work under a name.
  ///
  /// - Parameters:
  ///   - name: what stands in the table.
  ///   - operations: floating-point operations of one call; a fused multiply–add counts as two.
  ///   - bytes: memory that one call has to read and to write, all passes together.
  ///   - moving: whether it writes as much as it reads, or hardly writes.
  ///   - passes: how often it goes through the same bytes.
  ///   - run: is called many times; hand what it computes to ``keep(_:)``.
  public init(
    _ name: String, operations: Double = 0, bytes: Double = 0, moving: Traffic.Kind = .reading,
    passes: Int = 1, run: @escaping () -> Void
  ) {
    require(passes > 0, "'\(name)' cannot go through its bytes \(passes) times")
    (self.name, self.operations, self.bytes, self.run) = (name, operations, bytes, run)
    traffic =
      bytes > 0 ? Traffic(kind: moving, bytes: Int(bytes) / passes, passes: passes) : nil
  }
}

/// Takes a value and does nothing with it, so that the work behind it cannot be left out.
@inline(never)
public func keep<T>(_ value: T) {
  // The compiler cannot know that this never happens.
  if CommandLine.argc < 0 { print(value) }
}

/// Measured times of one contestant.
public struct Measurement: Sendable, Codable {
  /// The contestant.
  public var name: String
  /// Middle of all samples, seconds per call.
  public var median: Double
  /// A quarter of the samples is below, seconds per call.
  public var lowerQuartile: Double
  /// A quarter of the samples is above, seconds per call.
  public var upperQuartile: Double
  /// How many samples there are.
  public var samples: Int
  /// Floating-point operations of one call.
  public var operations: Double
  /// Bytes that one call reads and writes.
  public var bytes: Double
  /// The least time that one call could take, if it is known.
  public var limit: Limit?

  /// Half of the distance between the quartiles, as a share of the median.
  public var spread: Double { (upperQuartile - lowerQuartile) / 2 / median }
}

extension Measurement {
  /// What samples of work, in seconds per call, say together.
  init(_ name: String, operations: Double = 0, bytes: Double = 0, samples: [Double]) {
    let sorted = samples.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let (low, high) = (sorted[Int(place)], sorted[Int(place.rounded(.up))])
      return low + (place - place.rounded(.down)) * (high - low)
    }
    self.init(
      name: name, median: quantile(0.5), lowerQuartile: quantile(0.25),
      upperQuartile: quantile(0.75), samples: sorted.count, operations: operations, bytes: bytes)
  }
}

/// Contestants measured in turn under the same conditions.
public struct Race: Sendable, Codable {
  /// What sets this race apart from the others of its table, a size for example.
  public var label: String
  /// One per contestant, in order.
  public var measurements: [Measurement]

  /// How many times longer the contestant at `index` takes than the one at `other`.
  public func ratio(of index: Int = 0, to other: Int = 1) -> Double {
    measurements[index].median / measurements[other].median
  }

  /// How many times longer it takes by the work alone: by the limits that were measured in the race, where
  /// both have one, else by the bytes or the operations, whichever differ more.
  public func workRatio(of index: Int = 0, to other: Int = 1) -> Double {
    let (a, b) = (measurements[index], measurements[other])
    if let (least, others) = a.limit.flatMap({ a in b.limit.map { (a.seconds, $0.seconds) } }),
      others > 0
    {
      return least / others
    }
    return [(a.bytes, b.bytes), (a.operations, b.operations)]
      .filter { $0.0 > 0 && $0.1 > 0 }.map { $0.0 / $0.1 }.max() ?? 1
  }
}

/// Measured times: a table of races.
public struct Timing: Sendable, Codable {
  /// What was compared, and what to look for.
  public var caption: String
  /// The races, in the order of the table.
  public var races: [Race]
  /// The processor on which they ran.
  public var machine: String
  /// Threads that a contestant could use.
  public var threads: Int
  /// The peak of the machine that limits are computed with, if the chapter knows it.
  public var operationsPerSecond: Double?
  /// Why these times say nothing; `nil` where nothing disturbed them.
  public var disturbance: Disturbance?
  /// The day on which they ran, `2026-01-31`.
  public var date: String?
}

/// Measures times that a reader can trust: every contestant is run once before it counts, then they
/// take turns (A B A B …), so that a machine which slows down slows them all; the middle of many
/// samples is reported, with its spread.
struct Stopwatch {
  /// The contestants are measured for at least this long on average, in seconds.
  var minimumTime = 0.15
  /// A sample is at least this long, in seconds; shorter work is repeated within the sample.
  var minimumSample = 0.000_2
  /// The number of samples, of which the median is reported, is at least this.
  var minimumSamples = 7
  /// A call shorter than this, in seconds, is made once before each sample and does not count: what a
  /// cache then holds it holds from the contestant's own call, not from that of another.
  var longestWarmUp = 0.02
  /// What time it is, in seconds.
  var now: () -> Double = Stopwatch.monotonic

  func race(_ label: String, _ contestants: [Contestant], progress: (Double) -> Void = { _ in })
    -> Race
  {
    // The first call warms caches and pages up; the second tells how often to repeat.
    let calls = contestants.map { contestant in
      _ = seconds(contestant, 1)
      return seconds(contestant, 1)
    }
    let repetitions = calls.map { max(1, Int((minimumSample / $0).rounded(.up))) }
    var samples = contestants.map { _ in [Double]() }
    var total = 0.0
    while samples[0].count < minimumSamples
      || total < minimumTime * Double(contestants.count) && samples[0].count < 501
    {
      for (i, contestant) in contestants.enumerated() {
        if calls[i] < longestWarmUp { total += seconds(contestant, 1) }
        let time = seconds(contestant, repetitions[i])
        total += time
        samples[i].append(time / Double(repetitions[i]))
      }
      progress(min(1, total / (minimumTime * Double(contestants.count))))
    }
    return Race(
      label: label,
      measurements: zip(contestants, samples).map { contestant, samples in
        Measurement(
          contestant.name, operations: contestant.operations, bytes: contestant.bytes,
          samples: samples)
      })
  }

  private func seconds(_ contestant: Contestant, _ repetitions: Int) -> Double {
    let start = now()
    for _ in 0..<repetitions { contestant.run() }
    return max(now() - start, 1e-9)
  }

  /// Seconds of a clock that only goes forward.
  static func monotonic() -> Double {
    let time = (ContinuousClock.now - origin).components
    return Double(time.seconds) + Double(time.attoseconds) * 1e-18
  }

  private static let origin = ContinuousClock.now
}
