@testable import Notebook

/// A page whose blocks are kept.
struct TestPage {
  let page: Page
  private let kept = Kept()

  private final class Kept { var blocks: [Block] = [] }

  /// Times are those of a clock that ticks: all work takes as long, on any machine.
  init(
    _ options: Options = Options(), claims: [Claim] = [], corrections: [Correction] = [],
    limits: MachineLimits? = nil, peak: @escaping () -> Double? = { nil },
    stopwatch: Stopwatch = .ticking
  ) {
    page = Page(
      options: options, chapter: .init(claims: claims, corrections: corrections),
      limits: { limits }, peak: peak, stopwatch: stopwatch
    ) { [kept] in kept.blocks.append($0) }
  }

  var blocks: [Block] { kept.blocks }

  /// The table of times that was shown last.
  var timing: Timing? {
    for block in blocks.reversed() {
      if case .timing(let timing) = block.unmeasured { return timing }
    }
    return nil
  }

  /// What a terminal of plain text would show.
  func text(width: Int = 80) -> String {
    let renderer = TerminalRenderer(.init(width: width, isUnicode: true, isColored: false))
    return blocks.map(renderer.show).joined()
  }
}

extension Stopwatch {
  /// A stopwatch by whose clock everything takes a millisecond.
  static var ticking: Stopwatch {
    Stopwatch(minimumTime: 0, minimumSamples: 5, clock: InventedClock { _ in 1e-3 })
  }

  /// A stopwatch with a clock of its own.
  init(minimumTime: Double, minimumSamples: Int, clock: InventedClock) {
    self.init(
      minimumTime: minimumTime, minimumSample: 1e-9, minimumSamples: minimumSamples,
      longestWarmUp: 0, now: clock.now)
  }
}

/// A clock that is asked before and after each piece of work, and says how long that took.
final class InventedClock {
  private var time = 0.0
  private var readings = 0
  private let seconds: (Int) -> Double

  /// - Parameter seconds: how long the n-th piece of work takes.
  init(_ seconds: @escaping (Int) -> Double) { self.seconds = seconds }

  func now() -> Double {
    if readings % 2 == 1 { time += seconds(readings / 2) }
    readings += 1
    return time
  }
}
