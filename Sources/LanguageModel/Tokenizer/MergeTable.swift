/// Which two neighbouring tokens become which one, and how early: the merges of a vocabulary, keyed by
/// the numbers of the pair.
struct MergeTable: Sendable {
  /// What becomes of a pair: the lower the rank, the earlier.
  struct Merge: Equatable, Sendable {
    var rank: UInt32
    var token: Int32
  }

  private var keys: [UInt64]
  private var merges: [Merge]
  private let mask: Int
  private let factor = UInt64.random(in: .min ... .max) | 1  // see TextIndex

  private static let nothing = UInt64.max  // no pair has this key: tokens are not negative

  /// An empty table with room for `count` pairs.
  init(capacity count: Int) {
    var capacity = 16
    while capacity < 2 * count { capacity *= 2 }
    keys = [UInt64](repeating: MergeTable.nothing, count: capacity)
    merges = [Merge](repeating: Merge(rank: 0, token: 0), count: capacity)
    mask = capacity - 1
  }

  /// Adds a merge; of two for the same pair the first counts.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    let slot = self.slot(left, right)
    guard keys[slot] == MergeTable.nothing else { return }
    keys[slot] = key(left, right)
    merges[slot] = merge
  }

  /// What becomes of the pair, or nil if it stays two.
  func find(_ left: Int32, _ right: Int32) -> Merge? {
    let slot = self.slot(left, right)
    return keys[slot] == MergeTable.nothing ? nil : merges[slot]
  }

  private func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  private func slot(_ left: Int32, _ right: Int32) -> Int {
    let key = key(left, right)
    let product = key.multipliedFullWidth(by: factor)
    var slot = Int(truncatingIfNeeded: product.high ^ product.low >> 32) & mask
    while keys[slot] != key && keys[slot] != MergeTable.nothing { slot = (slot + 1) & mask }
    return slot
  }
}
