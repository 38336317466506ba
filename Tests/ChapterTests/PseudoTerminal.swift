import Foundation

@testable import Notebook

/// A terminal that only the test sees, with a program that runs on it.
final class PseudoTerminal: @unchecked Sendable {
  private let ours: Int32
  private let process = Process()
  private let lock = NSLock()
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  /// Whether there can be any.
  static var exists: Bool { FileManager.default.fileExists(atPath: "/dev/ptmx") }

  /// Starts a program on a terminal of this size.
  init(
    _ program: Program, _ arguments: [String], _ changes: [String: String] = [:], rows: Int = 24,
    columns: Int = 80
  ) throws {
    #if canImport(Darwin)
      ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
      guard ours >= 0, grantpt(ours) == 0, unlockpt(ours) == 0, let name = ptsname(ours) else {
        throw CocoaError(.fileReadUnknown)
      }
      let path = String(cString: name)
    #else
      // Swift does not see the functions above in glibc; these are the requests behind them:
      // unlock the other end (TIOCSPTLCK), and its number (TIOCGPTN).
      ours = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var (isLocked, number): (Int32, Int32) = (0, 0)
      guard ours >= 0, ioctl(ours, 0x4004_5431, &isLocked) == 0,
        ioctl(ours, 0x8004_5430, &number) == 0
      else {
        throw CocoaError(.fileReadUnknown)
      }
      let path = "/dev/pts/\(number)"
    #endif
    let other = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    let theirs = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    process.executableURL = program.url
    process.arguments = arguments
    process.environment = Program.environment.merging(["TERM": "xterm"]) { $1 }
      .merging(changes) { $1 }
    process.standardInput = theirs
    process.standardOutput = theirs
    process.standardError = theirs
    setSize(rows: rows, columns: columns)
    try process.run()
    try theirs.close()
    Thread { [self] in read() }.start()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(ours)
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Foundation.read(ours, &buffer, buffer.count)
      guard count > 0 else { break }
      lock.withLock { bytes += buffer[..<count] }
    }
    lock.withLock { isAtEnd = true }
  }

  /// Presses keys.
  func type(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(ours, $0.baseAddress, $0.count) }
  }

  /// Makes the window another size, and tells the program as the system does.
  func setSize(rows: Int, columns: Int) {
    var size = winsize()
    (size.ws_row, size.ws_col) = (UInt16(rows), UInt16(columns))
    _ = ioctl(ours, UInt(TIOCSWINSZ), &size)
    if process.isRunning { kill(process.processIdentifier, SIGWINCH) }
  }

  /// Sends a signal.
  func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// All that has been written so far.
  var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// Whether the terminal shows what is typed, as it does when nobody has changed it.
  var echoes: Bool {
    var settings = termios()
    return tcgetattr(ours, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Waits until the program has written what the condition asks for.
  ///
  /// - Returns: whether it has, within a minute.
  @discardableResult
  func waits(until condition: (String) -> Bool) async throws -> Bool {
    for _ in 0..<6000 {
      if condition(text) { return true }
      if lock.withLock({ isAtEnd }) { return condition(text) }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Waits for the end of the program and returns its status; that of a signal is negative.
  func status() async throws -> Int32 {
    try await waits { _ in false }
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    let status = process.terminationStatus
    return process.terminationReason == .exit ? status : -status
  }
}
