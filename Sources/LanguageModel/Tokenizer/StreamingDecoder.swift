/// Text from tokens that arrive one by one, each of which may end inside a character.
///
/// The bytes of an unfinished character are kept until the rest arrives. All parts together are the
/// text of all tokens: nothing is shown twice, and U+FFFD appears only where the bytes are wrong.
public struct StreamingDecoder {
  private let tokenizer: Tokenizer
  private let control: Bool
  private var pending: [UInt8] = []

  /// - Parameter control: Whether control tokens are written out.
  public init(_ tokenizer: Tokenizer, control: Bool = false) {
    self.tokenizer = tokenizer
    self.control = control
  }

  /// The text that is complete with this token; it may be empty.
  public mutating func append(_ token: Int) -> String {
    if control || !tokenizer.isControl(token) { pending += tokenizer.bytes(of: token) }
    let complete = pending.count - StreamingDecoder.unfinished(pending)
    defer { pending.removeFirst(complete) }
    return String(decoding: pending[..<complete], as: UTF8.self)
  }

  /// What is left when no more tokens come: U+FFFD if the last character stayed unfinished.
  public mutating func finish() -> String {
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }

  /// How many bytes at the end are the beginning of a character that more bytes could complete.
  static func unfinished(_ bytes: [UInt8]) -> Int {
    for count in 1...3 where count <= bytes.count {
      let lead = bytes[bytes.count - count]
      if lead & 0xC0 == 0x80 { continue }
      let second = count > 1 ? bytes[bytes.count - count + 1] : nil
      // The table of well-formed sequences in the Unicode Standard, section 3.9.
      let (length, range): (Int, ClosedRange<UInt8>) =
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (1, 0x80...0xBF)
        }
      return count < length && (second.map(range.contains) ?? true) ? count : 0
    }
    return 0
  }
}
