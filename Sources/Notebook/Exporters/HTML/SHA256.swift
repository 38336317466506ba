import Foundation

/// The digest by which a page names the scripts that may run on it (FIPS 180-4, sec. 6.2).
enum SHA256 {
  /// The digest of a text, as pages write it.
  static func base64(of text: String) -> String {
    Data(digest(of: Array(text.utf8))).base64EncodedString()
  }

  static func digest(of message: [UInt8]) -> [UInt8] {
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += bytes(UInt64(message.count) * 8)
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
      0x5be0_cd19,
    ]
    for start in stride(from: 0, to: padded.count, by: 64) {
      absorb(padded[start..<start + 64], into: &state)
    }
    return state.flatMap { bytes($0) }
  }

  private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { i in
      block[i..<i + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for i in 16..<64 {
      let (a, b) = (words[i - 15], words[i - 2])
      let mixed = turned(a, 7) ^ turned(a, 18) ^ a >> 3
      words.append(
        words[i - 16] &+ mixed &+ words[i - 7] &+ (turned(b, 17) ^ turned(b, 19) ^ b >> 10))
    }
    var s = state
    for i in 0..<64 {
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      let fourth = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)
      let first = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)
      let next = s[7] &+ fourth &+ choice &+ constants[i] &+ words[i]
      s = [next &+ first &+ majority, s[0], s[1], s[2], s[3] &+ next, s[4], s[5], s[6]]
    }
    for i in 0..<8 { state[i] &+= s[i] }
  }

  private static func turned(_ x: UInt32, _ count: UInt32) -> UInt32 {
    x >> count | x << (32 - count)
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    stride(from: number.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: number >> $0)
    }
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
    return primes.map { prime in
      // The largest whole r with r³ ≤ prime · 2⁹⁶ ends in these bits.
      let target = UInt128(prime) << 96
      var root: UInt128 = 0
      for bit in stride(from: 34, through: 0, by: -1) {
        let candidate = root | UInt128(1) << bit
        if candidate * candidate * candidate <= target { root = candidate }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }()
}
