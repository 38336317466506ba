import Base
import Dispatch
import Foundation

/// What a reader has been shown of a run, and its end: by itself, when he leaves, or when he interrupts
/// it. Whatever ends it, what was measured until then is kept.
final class Session: @unchecked Sendable {
  private let program: String
  private let output: Output
  private let renderer: any Renderer
  private let record: (renderer: JSONRenderer, output: Output)?
  private let pager: Pager?
  private let steps: Steps?
  let progress: Progress
  private let say: (String) -> Void
  private let complain: (String) -> Void
  private var summary: Summary
  /// Held while a block is shown: an interruption waits for the end of it.
  private let lock = NSRecursiveLock()
  private var signals: (any DispatchSourceSignal)?
  /// Between the signal and work that listens to it.
  let interruption = Interruption()
  private var section = 0

  /// - Parameters:
  ///   - summary: the verdicts, before anything was checked.
  ///   - record: where the run is written to as JSON besides.
  ///   - progress: how far long work has come.
  ///   - pager: shows it screen by screen; `nil` for all at once.
  ///   - steps: waits before each section.
  ///   - say: tells what became of a file.
  ///   - complain: tells what is wrong.
  init(
    program: String, summary: Summary, output: Output, renderer: any Renderer,
    record: (renderer: JSONRenderer, output: Output)?, progress: Progress, pager: Pager?,
    steps: Steps?, say: @escaping (String) -> Void, complain: @escaping (String) -> Void
  ) {
    (self.program, self.summary, self.output) = (program, summary, output)
    (self.renderer, self.record) = (renderer, record)
    (self.progress, self.pager, self.steps) = (progress, pager, steps)
    (self.say, self.complain) = (say, complain)
    progress.watch()
    guard let pager else { return }
    progress.listener = { [weak pager] in pager?.report($0, $1) }
    pager.start { [self] error in
      let status = error.map(self.status) ?? (try? end(isWhole: false)) ?? 1
      fflush(nil)
      // The chapter still computes what nobody will see.
      _exit(status)
    }
  }

  // MARK: Blocks

  /// Shows a block at once, or hands it to the pager. Ends the program if the reader leaves, or if nothing
  /// can be shown any more.
  func show(_ block: Block) {
    lock.lock()
    defer { lock.unlock() }
    do {
      note(block)
      _ = record?.renderer.show(block)
      if let pager { return pager.show(block) }
      if let steps, case .section = block, !goesOn(steps) { exit(try end(isWhole: false)) }
      try output.write(renderer.show(block).filter { $0 != TerminalRenderer.pause })
    } catch {
      // Nothing that a section still computes could be shown, and nothing else can stop it.
      exit(status(after: error))
    }
  }

  private func goesOn(_ steps: Steps) -> Bool {
    // Whoever waits can be interrupted.
    lock.unlock()
    defer { lock.lock() }
    return progress.leave(toReader: steps.goesOn)
  }

  /// Remembers what counts at the end.
  private func note(_ block: Block) {
    if case .section(let heading) = block {
      section = heading.number ?? 0
      progress.enter(heading.number.map { "section \($0)" } ?? "")
    }
    summary.findings += block.findings
    for check in block.checks {
      summary.checks.append(check)
      for i in summary.verdicts.indices
      where check.decides && summary.verdicts[i].claim.id == check.id {
        summary.verdicts[i].check = check
      }
    }
  }

  // MARK: The end

  /// What was checked so far.
  func summary(isWhole: Bool) -> Summary {
    lock.withLock {
      var summary = summary
      summary.isWhole = isWhole
      return summary
    }
  }

  /// Ends a run that has shown all that it had to. Whoever reads it screen by screen reads on to the end.
  ///
  /// - Returns: the exit status: 1 if a check fails.
  func complete(isWhole: Bool) throws -> Int32 {
    guard let pager else { return try end(isWhole: isWhole) }
    if !isWhole { show(.summary(summary(isWhole: false))) }
    if !pager.finish() { try output.write(renderer.show(.summary(summary(isWhole: false)))) }
    return try end(isWhole: true)
  }

  /// Writes what remains, puts files in place, and says what became of them. A run that is not whole has
  /// its summary now.
  ///
  /// - Returns: the exit status: 1 if a check fails.
  private func end(isWhole: Bool) throws -> Int32 {
    lock.lock()
    defer { lock.unlock() }
    progress.clear()
    if !isWhole { try write(.summary(summary(isWhole: false))) }
    try close()
    if let path = output.path {
      let sentence = "\(program): \(quoted(path: path)) is written. \(summary.sentence)"
      if summary.failures.isEmpty { say(sentence) } else { complain(sentence) }
    }
    return summary.failures.isEmpty ? 0 : 1
  }

  /// Shows a block of the end, without waiting for the reader.
  private func write(_ block: Block) throws {
    _ = record?.renderer.show(block)
    try output.write(renderer.show(block).filter { $0 != TerminalRenderer.pause })
  }

  private func close() throws {
    try output.write(renderer.finish())
    try output.close()
    if let (renderer, output) = record {
      try output.write(renderer.finish())
      try output.close()
    }
  }

  func status(after error: any Error) -> Int32 {
    pager?.finish()
    progress.clear()
    if case Output.Failure.closedByReader = error { return 0 }
    complain("\(program): \(error)")
    return 1
  }

  // MARK: Interruptions

  /// From now on Ctrl-C ends the run with what was measured so far and the status 130, and a programmer's
  /// mistake with its sentence below all that was shown.
  func endWhenInterrupted() {
    Stopping.prepare = { [weak self] in
      self?.pager?.finish()
      self?.progress.clear()
    }
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: .global(qos: .userInitiated))
    source.setEventHandler { [weak self] in self?.interrupt() }
    source.resume()
    signals = source
  }

  private func interrupt() {
    // Whoever reads what has been there for long does not wait for the work to end by itself.
    if pager?.hurry() ?? true, interruption.request() {
      // The work ends by itself and shows what it has; if it does not, or if the reader asks again,
      // nobody waits for it.
      DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + 5) { [weak self] in
        self?.interrupt()
      }
      return
    }
    // A block that is being shown is shown to its end.
    _exit(endInterrupted(isBetweenBlocks: lock.lock(before: Date().addingTimeInterval(5))))
  }

  /// Ends a run whose work has noticed that the reader wants it.
  ///
  /// - Returns: the exit status.
  func endInterrupted() -> Int32 {
    // Never unlocked: a second interruption finds nothing to do and waits until the program has ended.
    lock.lock()
    return endInterrupted(isBetweenBlocks: true)
  }

  private func endInterrupted(isBetweenBlocks: Bool) -> Int32 {
    pager?.stop()
    progress.clear()
    if isBetweenBlocks {
      try? write(.summary(summary(isWhole: false)))
      try? close()
    }
    let section = pager?.section ?? section
    let place = section > 0 ? " in section \(section)" : ""
    let file = output.path.map { " \(quoted(path: $0)) holds what was shown until then." } ?? ""
    complain("\(program): interrupted\(place).\(file)")
    return 130
  }
}
