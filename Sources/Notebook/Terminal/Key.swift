/// A key of the keyboard, whatever number of bytes the terminal sends for it.
enum Key: Equatable {
  case character(Character)
  case enter, backspace, escape
  case up, down, left, right
  case pageUp, pageDown, halfPageUp, halfPageDown, home, end
  /// A key, or a reply of the terminal, that no page has a use for.
  case other
}

/// Turns the bytes of a terminal into keys. A key may be one byte or a sequence that begins with Escape
/// (ECMA-48); a sequence is read to its end, so that no part of it is taken for a key of its own.
struct KeyDecoder {
  private var bytes: [UInt8] = []

  /// Whether the bytes of a key have begun to arrive and are not complete.
  var isWithinKey: Bool { !bytes.isEmpty }

  /// Takes what the terminal has sent and returns the keys that are complete.
  mutating func keys(_ new: some Sequence<UInt8>) -> [Key] {
    bytes += new
    var keys: [Key] = []
    while let (key, count) = Self.first(of: bytes) {
      keys.append(key)
      bytes.removeFirst(count)
    }
    return keys
  }

  /// The key that was meant when nothing more arrives: Escape itself, or a sequence that broke off.
  mutating func rest() -> Key? {
    defer { bytes = [] }
    return bytes.isEmpty ? nil : bytes == [Byte.escape] ? .escape : .other
  }

  private enum Byte {
    static let escape: UInt8 = 0x1B
    static let bell: UInt8 = 0x07
  }

  /// The first key and how many bytes it takes; nil while it is not complete.
  private static func first(of bytes: [UInt8]) -> (Key, Int)? {
    guard let byte = bytes.first else { return nil }
    switch byte {
    case Byte.escape: return sequence(bytes)
    case 0x0A, 0x0D: return (.enter, 1)
    case 0x08, 0x7F: return (.backspace, 1)
    // Ctrl with D, U, F, B, N, P, as in `less` and in shells.
    case 0x04: return (.halfPageDown, 1)
    case 0x15: return (.halfPageUp, 1)
    case 0x06: return (.pageDown, 1)
    case 0x02: return (.pageUp, 1)
    case 0x0E: return (.down, 1)
    case 0x10: return (.up, 1)
    case ..<0x20: return (.other, 1)
    case ..<0x80: return (.character(Character(Unicode.Scalar(byte))), 1)
    default: return letter(bytes, byte)
    }
  }

  /// A letter of several bytes (UTF-8).
  private static func letter(_ bytes: [UInt8], _ first: UInt8) -> (Key, Int)? {
    let count = first >= 0xF8 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    guard bytes.count >= count else { return nil }
    let text = String(validating: bytes[..<count], as: UTF8.self)
    // What is no letter is passed over byte by byte.
    return text?.first.map { (.character($0), count) } ?? (.other, 1)
  }

  private static func sequence(_ bytes: [UInt8]) -> (Key, Int)? {
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    // With Alt held, some terminals send one more Escape before the sequence.
    case Byte.escape:
      return sequence(Array(bytes.dropFirst())).map { (.other, $0.1 + 1) }
    case UInt8(ascii: "["): return control(bytes)
    case UInt8(ascii: "O"):
      guard let end = bytes.dropFirst(2).firstIndex(where: { $0 >= 0x40 }) else { return nil }
      return (named(final: bytes[end]), end + 1)
    // Replies of the terminal, which end with a bell or with Escape and a backslash.
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      for end in bytes.indices.dropFirst(2) {
        let closes = bytes[end] == UInt8(ascii: "\\") && bytes[end - 1] == Byte.escape
        if closes || bytes[end] == Byte.bell { return (.other, end + 1) }
      }
      return nil
    // A letter with Alt held.
    default: return first(of: Array(bytes.dropFirst())).map { (.other, $0.1 + 1) }
    }
  }

  /// A sequence that begins with Escape and a bracket: parameters, and a last byte that names the key.
  private static func control(_ bytes: [UInt8]) -> (Key, Int)? {
    // The console of Linux sends two brackets and a letter for a function key.
    if bytes.count > 2, bytes[2] == UInt8(ascii: "[") {
      return bytes.count > 3 ? (.other, 4) : nil
    }
    guard let end = bytes.dropFirst(2).firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
      return nil
    }
    // What cannot belong to a sequence ends it, and is a key of its own.
    guard (0x40...0x7E).contains(bytes[end]) else { return (.other, end) }
    guard bytes[end] == UInt8(ascii: "~") else { return (named(final: bytes[end]), end + 1) }
    let number = bytes[2..<end].prefix { $0 != UInt8(ascii: ";") }
    let key: Key =
      switch String(decoding: number, as: UTF8.self) {
      case "1", "7": .home
      case "4", "8": .end
      case "5": .pageUp
      case "6": .pageDown
      default: .other
      }
    return (key, end + 1)
  }

  private static func named(final byte: UInt8) -> Key {
    switch Character(Unicode.Scalar(byte)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "M": .enter  // of the keypad
    default: .other
    }
  }
}
