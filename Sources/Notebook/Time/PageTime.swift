import Base

// What a page says about time. All of it is left out when the reader asked for no timing.

extension Page {
  /// Whether this run measures time.
  public var measuresTime: Bool { options.timing }

  /// Where and when a picture of measured times was measured; `nil` where time has no part in it.
  var conditions: String? {
    guard isMeasured else { return nil }
    let threads = "\(options.threads) \(options.threads == 1 ? "thread" : "threads")"
    let busy = disturbance == nil ? "" : ", while it was busy"
    return "\(Machine.name), \(threads), \(Machine.today)\(busy)"
  }

  /// Runs `body` only if this run measures time, and marks what it writes as different from run to
  /// run. For what ``timing(_:_:then:)`` does not cover, such as a curve of measured times.
  ///
  /// - Parameters:
  ///   - disturbance: why these times say nothing, if so: the page tells, and findings in `body` have no
  ///     verdict.
  ///   - body: writes what depends on time.
  public func measured(
    disturbance: Disturbance? = nil, _ body: () throws -> Void
  ) rethrows {
    guard measuresTime else { return }
    let outer = (isMeasured, self.disturbance)
    isMeasured = true
    defer { (isMeasured, self.disturbance) = outer }
    if let disturbance {
      self.disturbance = disturbance
      emit(.text(disturbance.sentence))
    }
    try progress.turns.measure(body)
  }

  /// Measures the contestants of each race in turn and shows the table.
  ///
  /// Where the chapter knows the limits of the machine (``Chapter/machineLimits()`` and
  /// ``Chapter/movers(of:)``), a column says how close to them a contestant comes whose operations or
  /// bytes are given. What bytes alone would take is measured in the race itself; the peak of operations
  /// before and after the tables of a section, and again where these disagree.
  ///
  /// Where a contestant is quicker than it can be, or times are spread too far (``Disturbance``), the table
  /// says that the machine was busy, and findings in `then` have no verdict.
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
    if limits != nil { notePeakBefore() }
    var limited = races.map { LimitedRace($0.label, $0.contestants, limits, movers: movers) }
    for (i, race) in races.enumerated() {
      progress.turns.measure {
        limited[i].run(stopwatch) { share in
          self.progress.show("measuring \(race.label)", (Double(i) + share) / Double(races.count))
        }
      }
    }
    let best = limits == nil ? nil : notePeakAfter(limited)
    let results = limited.map { $0.race(peak: best) }
    let timing = Timing(
      caption: caption.oneLine, races: results, machine: Machine.name, threads: options.threads,
      operationsPerSecond: best,
      disturbance: limited.lazy.compactMap { $0.disturbance(peak: best) }.first
        ?? (best == nil ? nil : peak.disturbance),
      date: Machine.today)
    measured { emit(.timing(timing)) }
    measured(disturbance: timing.disturbance) { then(results) }
  }

  /// Before the first table of a section that is compared with the machine's peak.
  private func notePeakBefore() {
    guard peak.isUnknown, let limits = machineLimits else { return }
    peak.note(measurePeak() ?? limits.operationsPerSecond)
  }

  /// After a table; again where what was seen of the peak disagrees, or where a contestant exceeds it.
  ///
  /// - Returns: the peak.
  private func notePeakAfter(_ races: [LimitedRace]) -> Double? {
    for attempt in 0...Peak.retries {
      if attempt > 0, peak.isConfirmed, !races.contains(where: { $0.exceeds(peak: peak.best) }) {
        break
      }
      guard let seen = measurePeak() else { break }
      peak.note(seen)
    }
    return peak.best
  }

  /// Reports whether a measured ratio is what the notes, or the arithmetic, let us expect. Call it
  /// from the `then` of a timing or within ``measured(disturbance:_:)``.
  ///
  /// - Parameters:
  ///   - id: the claim that it belongs to.
  ///   - expectation: what the notes, or the arithmetic, let us expect.
  ///   - ratio: what was measured.
  ///   - expected: where it holds. Both ends are finite: more than the work allows is as wrong as too
  ///     little.
  ///   - ifLess: what a smaller ratio means, for somebody on whose machine it is smaller.
  ///   - ifMore: what a larger one means.
  ///   - decides: whether the verdict on the claim rests on it.
  public func finding(
    _ id: String, _ expectation: String, ratio: Double, expected: ClosedRange<Double>,
    ifLess: String, ifMore: String, decides: Bool = false
  ) {
    require(
      expected.lowerBound > 0 && expected.upperBound.isFinite,
      "'\(expectation)' has one side only: \(expected.lowerBound) to \(expected.upperBound)")
    let finding = Finding(
      id: id, section: section, expectation: expectation.oneLine, ratio: ratio, expected: expected,
      ifLess: ifLess.oneLine, ifMore: ifMore.oneLine, decides: decides, disturbance: disturbance)
    measured {
      findings.append(finding)
      emit(.finding(finding))
    }
  }

  /// Says on standard error how far a long computation has come, if anybody watches.
  public func working(on what: String, _ share: Double) { progress.show(what, share) }
}
