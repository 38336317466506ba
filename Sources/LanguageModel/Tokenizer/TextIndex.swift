/// Finds the number of a text among a hundred thousand: a hash table over bytes that lie elsewhere.
///
/// The texts are compared byte by byte. A dictionary of `String` would not do: it takes two ways to
/// write the same accented letter for one, and a vocabulary has both.
struct TextIndex: Sendable {
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]
  private var slots: [Int32]  // −1 where nothing stands
  private let mask: Int
  // Nobody can choose texts that collide, since this differs in each run.
  private let seed = UInt64.random(in: .min ... .max)

  /// The texts at `ranges` of `bytes`, numbered in their order.
  ///
  /// - Throws: A sentence that names the first text that stands there twice.
  init(_ bytes: [UInt8], _ ranges: [Range<Int>]) throws(LanguageModelError) {
    self.bytes = bytes
    self.ranges = ranges
    var capacity = 16
    while capacity < 2 * ranges.count { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
    mask = capacity - 1
    let span = bytes.span
    for (i, range) in ranges.enumerated() {
      let text = span.extracting(range)
      let slot = self.slot(text)
      guard slots[slot] < 0 else {
        let name = quoted(String(decoding: bytes[range], as: UTF8.self))
        throw LanguageModelError("the tokens \(slots[slot]) and \(i) are the same: \(name)")
      }
      slots[slot] = Int32(i)
    }
  }

  /// The number of this text, or nil.
  func find(_ text: Span<UInt8>) -> Int32? {
    let number = slots[slot(text)]
    return number < 0 ? nil : number
  }

  /// The number of this text, or nil.
  func find(_ text: [UInt8]) -> Int32? { find(text.span) }

  /// Where the text stands, or the empty place where it would.
  private func slot(_ text: Span<UInt8>) -> Int {
    // FNV-1a; its high bits are the better ones.
    var hash = seed
    for i in text.indices { hash = (hash ^ UInt64(text[i])) &* 0x100_0000_01B3 }
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 29) & mask
    while slots[slot] >= 0 && !isEqual(ranges[Int(slots[slot])], text) { slot = (slot + 1) & mask }
    return slot
  }

  private func isEqual(_ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
    guard range.count == text.count else { return false }
    let own = bytes.span.extracting(range)
    for i in text.indices where own[i] != text[i] { return false }
    return true
  }
}
