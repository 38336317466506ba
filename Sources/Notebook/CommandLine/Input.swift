import Foundation

/// Standard input as bytes. `readLine` would put U+FFFD in the place of what is not UTF-8, without a
/// word.
public struct Input {
  private var pending: [UInt8] = []
  private var isAtEnd = false

  /// Nothing is read yet.
  public init() {}

  /// Whether somebody sits there and types.
  public static var isTerminal: Bool { isatty(0) != 0 }

  /// The next line without its end, as soon as it is there; nil after the last.
  public mutating func line() throws -> [UInt8]? {
    var searched = 0
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeFirst(end + 1) }
        return Array(pending[..<end])
      }
      searched = pending.count
      if try !readMore() {
        defer { pending = [] }
        return pending.isEmpty ? nil : pending
      }
    }
  }

  /// All that is left.
  public mutating func rest() throws -> [UInt8] {
    while try readMore() {}
    defer { pending = [] }
    return pending
  }

  private mutating func readMore() throws -> Bool {
    guard !isAtEnd else { return false }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var count = read(0, &buffer, buffer.count)
    while count < 0, errno == EINTR { count = read(0, &buffer, buffer.count) }
    guard count >= 0 else {
      throw InputError("Standard input cannot be read: \(String(cString: strerror(errno))).")
    }
    pending += buffer[..<count]
    isAtEnd = count == 0
    return !isAtEnd
  }
}
