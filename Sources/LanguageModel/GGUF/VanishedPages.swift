import Foundation
import Synchronization

/// Turns the signal for a page that is no longer in its file into a sentence and exit status 1.
///
/// A read of mapped memory cannot fail politely: when somebody shortens the file, the system sends
/// SIGBUS, and without a handler the process dies with a core dump. All memory that the handler uses
/// is prepared beforehand, since nothing may be allocated while a signal is handled.
enum VanishedPages {
  /// One mapping: its bytes, and the sentence to print.
  private struct Watched {
    var range: Range<UInt>
    var sentence: UnsafeMutableBufferPointer<UInt8>
  }

  /// More mappings than this at once are not watched; nobody opens so many models.
  private static let limit = 64

  /// Written under the lock, read by the handler.
  nonisolated(unsafe) private static let slots: UnsafeMutablePointer<Watched?> = {
    let slots = UnsafeMutablePointer<Watched?>.allocate(capacity: limit)
    slots.initialize(repeating: nil, count: limit)
    return slots
  }()

  private static let lock = Mutex(false)  // whether the handler is installed

  static func watch(_ bytes: UnsafeRawBufferPointer, of path: String) {
    let text = "\(quoted(path: path)) was shortened by another program while it was in use.\n"
    lock.withLock { isInstalled in
      guard let slot = (0..<limit).first(where: { slots[$0] == nil }) else { return }
      let sentence = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
      _ = sentence.initialize(from: text.utf8)
      slots[slot] = Watched(range: addresses(bytes), sentence: sentence)
      if !isInstalled { install() }
      isInstalled = true
    }
  }

  static func forget(_ bytes: UnsafeRawBufferPointer) {
    lock.withLock { _ in
      for slot in 0..<limit {
        guard let watched = slots[slot], watched.range == addresses(bytes) else { continue }
        slots[slot] = nil
        watched.sentence.deallocate()
      }
    }
  }

  private static func addresses(_ bytes: UnsafeRawBufferPointer) -> Range<UInt> {
    let start = UInt(bitPattern: bytes.baseAddress)
    // The last page is mapped whole.
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    return start..<start + (UInt(bytes.count) + page - 1) / page * page
  }

  private static func install() {
    var action = sigaction()
    action.sa_flags = Int32(bitPattern: UInt32(truncatingIfNeeded: SA_SIGINFO))
    #if canImport(Darwin)
      action.__sigaction_u.__sa_sigaction = handle
    #else
      action.__sigaction_handler.sa_sigaction = handle
    #endif
    sigaction(SIGBUS, &action, nil)
  }

  private static let handle:
    @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void = {
      signalNumber, info, _ in
      #if canImport(Darwin)
        let address = UInt(bitPattern: info?.pointee.si_addr)
      #else
        let address = UInt(bitPattern: info?.pointee._sifields._sigfault.si_addr)
      #endif
      for slot in 0..<limit {
        guard let watched = slots[slot], watched.range.contains(address) else { continue }
        _ = write(STDERR_FILENO, watched.sentence.baseAddress!, watched.sentence.count)
        _exit(1)
      }
      // Not one of ours: the instruction is tried again, and the signal does what it always did.
      signal(signalNumber, SIG_DFL)
    }
}
