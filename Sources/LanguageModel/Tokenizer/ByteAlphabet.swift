/// How a byte-level vocabulary writes bytes as text: GPT-2's alphabet of 256 visible letters.
///
/// A byte that Latin-1 shows as a visible character stands for itself; the other 68, in their order,
/// are written as U+0100 and up. So a space is “Ġ” and a line feed “Ċ” (Radford et al., 2019, the
/// published encoder).
enum ByteAlphabet {
  /// The letter of each byte.
  static let letters: [Unicode.Scalar] = {
    var next: UInt32 = 256
    return (0...255).map { (byte: UInt32) in
      if (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174 {
        return Unicode.Scalar(byte)!
      }
      defer { next += 1 }
      return Unicode.Scalar(next)!
    }
  }()

  /// The letters of each byte as UTF-8.
  static let encoded: [[UInt8]] = letters.map { Array(String($0).utf8) }

  /// The byte of each letter, by the letter's number; 0x143 is the last one.
  private static let bytes: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    for (byte, letter) in letters.enumerated() { bytes[Int(letter.value)] = UInt8(byte) }
    return bytes
  }()

  /// The bytes that a text of letters stands for, or nil if it contains anything else.
  static func bytes(of text: some Sequence<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var high: UInt8?
    for unit in text {
      if unit < 0x80 && high == nil {
        guard let byte = bytes[Int(unit)] else { return nil }
        result.append(byte)
      } else if let first = high {
        let letter = Int(first & 31) << 6 | Int(unit & 63)
        guard unit & 0xC0 == 0x80, letter < bytes.count, let byte = bytes[letter] else {
          return nil
        }
        result.append(byte)
        high = nil
      } else {
        guard unit & 0xE0 == 0xC0 else { return nil }  // every letter has one or two bytes
        high = unit
      }
    }
    return high == nil ? result : nil
  }
}
