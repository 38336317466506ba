import Base

// What a page says about time. All of it is left out when the reader asked for no timing.

extension Page {
  /// Whether this run measures time.
  public var measuresTime: Bool { options.timing }

  /// Where and when a picture of measured times was measured; `nil` where time has no part in it.
  var conditions: String? {
    guard isMeasured else { return nil }
    let threads = "\(options.threads) \(options.threads == 1 ? "thread" : "threads")"
    return "\(Machine.name), \(threads), \(Machine.today)"
  }

  /// Runs `body` only if this run measures time, and marks what it writes as different from run to
  /// run. For what ``timing(_:_:then:)`` does not cover, such as a curve of measured times.
  public func measured(_ body: () throws -> Void) rethrows {
    guard measuresTime else { return }
    let outer = isMeasured
    isMeasured = true
    defer { isMeasured = outer }
    try progress.turns.measure(body)
  }

  /// Measures the contestants of each race in turn and shows the table.
  ///
  /// Where the chapter knows the limits of the machine (``Chapter/machineLimits()`` and
  /// ``Chapter/movers(of:)``), a column says how close to them a contestant comes whose operations or
  /// bytes are given. What bytes alone would take is measured in the race itself.
  ///
  /// What depends on the measured times belongs into `then`, findings above all; it is left out, like
  /// the table, when the reader asked for no timing. Verify that contestants compute the same thing
  /// before calling this.
  public func timing(
    _ caption: String, _ races: [(label: String, contestants: [Contestant])],
    then: ([Race]) -> Void = { _ in }
  ) {
    require(
      races.allSatisfy { !$0.contestants.isEmpty }, "a race of '\(caption)' has no contestants")
    guard measuresTime else { return }
    let all = races.flatMap(\.contestants)
    let limits = all.contains { $0.operations > 0 || $0.bytes > 0 } ? machineLimits : nil
    let stopwatch =
      options.quick ? Stopwatch(minimumTime: 0.02, minimumSamples: 5) : Stopwatch()
    var results: [Race] = []
    for (i, race) in races.enumerated() {
      let show = { (share: Double) in
        self.progress.show("measuring \(race.label)", (Double(i) + share) / Double(races.count))
      }
      results.append(
        progress.turns.measure {
          limits.map {
            LimitedRace(race.contestants, $0, movers: movers).run(
              race.label, stopwatch, progress: show)
          } ?? stopwatch.race(race.label, race.contestants, progress: show)
        })
    }
    let timing = Timing(
      caption: caption.oneLine, races: results, machine: Machine.name, threads: options.threads,
      operationsPerSecond: limits?.operationsPerSecond, date: Machine.today)
    measured {
      emit(.timing(timing))
      then(results)
    }
  }

  /// Reports whether a measured ratio is what the notes, or the arithmetic, let us expect. Call it
  /// from the `then` of a timing or within ``measured(_:)``.
  ///
  /// - Parameters:
  ///   - id: the claim that it belongs to.
  ///   - expectation: what the notes, or the arithmetic, let us expect.
  ///   - ratio: what was measured.
  ///   - expected: where it holds.
  ///   - ifNot: the sentence that explains it to somebody on whose machine it does not hold.
  ///   - decides: whether the verdict on the claim rests on it.
  public func finding(
    _ id: String, _ expectation: String, ratio: Double, expected: ClosedRange<Double>,
    ifNot: String, decides: Bool = false
  ) {
    let finding = Finding(
      id: id, section: section, expectation: expectation.oneLine, ratio: ratio, expected: expected,
      ifNot: ifNot.oneLine, decides: decides)
    measured {
      findings.append(finding)
      emit(.finding(finding))
    }
  }

  /// Says on standard error how far a long computation has come, if anybody watches.
  public func working(on what: String, _ share: Double) { progress.show(what, share) }
}
