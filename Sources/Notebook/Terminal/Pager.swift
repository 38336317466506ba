import Foundation

/// Shows a page on a terminal as its reader wants it. The chapter computes on its own thread and hands
/// over blocks; all that is typed is read, and all that is shown is written, on another one here.
final class Pager: @unchecked Sendable {
  private let write: (String) throws -> Void
  private let turns: Turns
  private let keyboard = Keyboard()

  // What other threads hand over, under the lock.
  private let lock = NSLock()
  private var inbox = Inbox()
  private var isWaitedFor = false
  private var lastSection = 0
  private let wakeUp: (read: Int32, write: Int32)
  private let isDone = DispatchSemaphore(value: 0)
  /// Set before that is signalled.
  private var hasReadAll = false
  private var thread: Thread?
  private var signals: [any DispatchSourceSignal] = []

  private struct Inbox {
    var blocks: [Block] = []
    var work: (what: String, howFar: String)?
    var isComplete = false
    var isHurried = false
    var isStopped = false
    var isSuspended = false
    var isResized = false
  }

  // What only the thread of the terminal knows.
  private var screen: Screen
  private var keys: [Key] = []
  private var hasKeys = true
  private var work: (what: String, howFar: String)?
  private var place = ""
  private var lastBlock = ContinuousClock.now
  private var waitsSince: ContinuousClock.Instant?

  /// How long the machine may be silent. Keys that are typed ahead wait so long for what they ask for.
  private static let patience = Duration.seconds(2)

  /// - Parameters:
  ///   - write: writes on the terminal.
  ///   - turns: when the terminal may do something.
  init(_ screen: Screen, turns: Turns, write: @escaping (String) throws -> Void) {
    (self.screen, self.turns, self.write) = (screen, turns, write)
    var ends: [Int32] = [0, 0]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    wakeUp = (ends[0], ends[1])
  }

  // MARK: From other threads

  /// Begins to show what comes.
  ///
  /// - Parameter onLeave: what happens when the reader leaves before the end, or when nothing more can be
  ///   written: then there is an error.
  func start(onLeave: @escaping @Sendable ((any Error)?) -> Void) {
    keyboard.take()
    listenToSignals()
    let thread = Thread { [self] in
      do {
        if try run() {
          isDone.signal()
        } else {
          onLeave(nil)
        }
      } catch {
        keyboard.giveBack()
        onLeave(error)
      }
    }
    // Laying out needs more than the small stack that some systems give to a thread.
    thread.stackSize = 4 << 20
    self.thread = thread
    thread.start()
  }

  func show(_ block: Block) { tell { $0.blocks.append(block) } }

  /// Says how far a long computation has come, to a reader who waits for it.
  func report(_ what: String, _ howFar: String) {
    let isOfUse = lock.withLock {
      inbox.work = (what, howFar)
      return isWaitedFor
    }
    if isOfUse { awake() }
  }

  /// Nothing more comes: returns when the reader has read to the end, or has left.
  ///
  /// - Returns: whether he has read it all.
  @discardableResult
  func finish() -> Bool {
    // Whoever is at work on the screen himself cannot wait for its reader.
    guard Thread.current != thread else {
      keyboard.giveBack()
      return false
    }
    // What measured until now may have stopped amid it.
    turns.finish()
    tell { $0.isComplete = true }
    isDone.wait()
    isDone.signal()
    return hasReadAll
  }

  /// The run is to end: whoever waits for the machine sees what it still has to show.
  ///
  /// - Returns: whether somebody does.
  func hurry() -> Bool {
    guard lock.withLock({ isWaitedFor }) else { return false }
    tell { $0.isHurried = true }
    return true
  }

  /// The section that the reader has come to; 0 before the first.
  var section: Int { lock.withLock { lastSection } }

  /// Ends the showing where it is.
  func stop() {
    turns.finish()
    tell { $0.isStopped = true }
    _ = isDone.wait(timeout: .now() + 5)
    isDone.signal()
    keyboard.giveBack()
  }

  private func tell(_ change: (inout Inbox) -> Void) {
    lock.withLock { change(&inbox) }
    awake()
  }

  private func awake() { _ = Foundation.write(wakeUp.write, [1], 1) }

  private func listenToSignals() {
    listen(to: SIGWINCH) { [self] in tell { $0.isResized = true } }
    listen(to: SIGTSTP) { [self] in tell { $0.isSuspended = true } }
    for number in [SIGTERM, SIGHUP, SIGQUIT] {
      listen(to: number) { [self] in
        keyboard.giveBack()
        end(by: number)
      }
    }
  }

  /// Lets a signal do what it does by itself: this thread takes it, since others may hold it back.
  private func end(by number: Int32) {
    signal(number, SIG_DFL)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
  }

  private func listen(to number: Int32, _ body: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: number, queue: .global(qos: .userInitiated))
    source.setEventHandler(handler: body)
    source.resume()
    signals.append(source)
  }

  // MARK: On the thread of the terminal

  /// Shows and answers until the end.
  ///
  /// - Returns: whether the reader has seen all, or the run was stopped; false if he has left.
  private func run() throws -> Bool {
    while true {
      let isTyped = wait()
      if let isWhole = try turns.work({ try step(isTyped) }) {
        keyboard.giveBack()
        return isWhole
      }
    }
  }

  /// Waits until somebody has something for the terminal.
  ///
  /// - Returns: whether keys were pressed.
  private func wait() -> Bool {
    var inputs = [
      pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
    ]
    let patience: Int32 =
      if keyboard.isWithinKey {
        100
      } else if let waitsSince {
        waitsSince.duration(to: .now) < Self.patience ? 200 : 1000
      } else {
        -1
      }
    let count = poll(&inputs, hasKeys ? 2 : 1, patience)
    guard count > 0 else {
      if count == 0, keyboard.isWithinKey { keys += keyboard.rest() }
      return false
    }
    var bytes = [UInt8](repeating: 0, count: 256)
    if inputs[0].revents != 0 { _ = read(wakeUp.read, &bytes, bytes.count) }
    return hasKeys && inputs[1].revents != 0
  }

  /// Takes what came, answers keys and draws.
  ///
  /// - Returns: nil while it goes on; otherwise whether all is done.
  private func step(_ isTyped: Bool) throws -> Bool? {
    let news = lock.withLock {
      defer {
        (inbox.blocks, inbox.work) = ([], nil)
        (inbox.isSuspended, inbox.isResized) = (false, false)
      }
      return inbox
    }
    if news.isSuspended { try suspend() }
    if news.isResized || news.isSuspended, let size = TerminalStyle.screen {
      try screen.resize(rows: size.rows, columns: size.columns)
    }
    if let work = news.work { self.work = work }
    if news.isHurried { screen.showAll() }
    for block in news.blocks {
      try screen.add(block)
      (work, lastBlock) = (nil, .now)
      if case .section(let heading) = block.unmeasured {
        place = heading.number.map { "section \($0)" } ?? ""
      }
    }
    if news.isComplete { screen.complete() }
    try draw()
    if news.isStopped {
      try leaveLine()
      return true
    }
    if isTyped {
      if let new = keyboard.keys() {
        keys += new
      } else {
        // The input has ended: nobody is there to be asked.
        hasKeys = false
        screen.showAll()
        try draw()
      }
    }
    while !keys.isEmpty, !isTypedAhead {
      screen.press(keys.removeFirst())
      try draw()
      if screen.hasLeft {
        try leaveLine()
        hasReadAll = screen.reading.turn == .end
        return news.isComplete
      }
    }
    hasReadAll = screen.isFinished
    return hasReadAll ? true : nil
  }

  /// Whether the reader has pressed keys before he could see what the one before them shows.
  private var isTypedAhead: Bool {
    waitsSince.map { $0.duration(to: .now) < Self.patience } ?? false
  }

  private func draw() throws {
    if !screen.waits { waitsSince = nil } else if waitsSince == nil { waitsSince = .now }
    lock.withLock { (isWaitedFor, lastSection) = (screen.waits, screen.section?.number ?? 0) }
    try write(screen.draw(waitsSince.flatMap(whatIsDone)))
  }

  /// What the machine is at, for a reader who has waited for it since then. Nobody need be told of what
  /// takes no time.
  private func whatIsDone(since start: ContinuousClock.Instant) -> (String, String)? {
    if let work { return work }
    let time = max(start, lastBlock).duration(to: .now)
    guard time > .milliseconds(150) else { return nil }
    return (
      (place.isEmpty ? "" : place + ": ") + "working",
      time < Self.patience ? "" : "\(time.components.seconds) s"
    )
  }

  private func leaveLine() throws { try write("\r\u{1B}[K") }

  private func suspend() throws {
    try leaveLine()
    keyboard.giveBack()
    kill(getpid(), SIGSTOP)
    keyboard.take()
    screen.redraw()
  }
}
