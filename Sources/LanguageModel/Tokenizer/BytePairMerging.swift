/// Byte-pair encoding of one word after the other (Sennrich et al., 2016): of all neighbouring pairs the
/// one with the lowest rank is merged first, the leftmost of equals, until no pair has a merge.
///
/// A heap of pairs and a linked list of tokens make the work grow as n · log n, so a word of a million
/// letters does not stop anybody. The memory is kept from word to word.
struct BytePairMerging {
  private let table: MergeTable

  // A list of tokens: `next` and `previous` are places, −1 at the ends.
  private var tokens: [Int32] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []

  /// Pairs that may be merged: rank in the upper half, place of the left token in the lower half.
  private var heap = MinimumHeap()

  init(_ table: MergeTable) {
    self.table = table
  }

  /// Merges the tokens of the bytes of a word and appends the result to `output`. A byte without a token
  /// is −1: it is left out, and its neighbours may be merged over the gap, as in Hugging Face's library
  /// (llama.cpp keeps the gap).
  mutating func merge(_ bytes: some Collection<Int32>, into output: inout [Int]) {
    tokens.removeAll(keepingCapacity: true)
    for token in bytes where token >= 0 { tokens.append(token) }
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    for i in tokens.indices {
      next.append(i + 1 < tokens.count ? Int32(i + 1) : -1)
      previous.append(Int32(i - 1))
    }
    for i in tokens.indices { offer(Int32(i)) }

    while let pair = heap.popMinimum() {
      let left = Int(UInt32(truncatingIfNeeded: pair))
      // The left token may be gone or another by now. The same rank means the same pair, for no two
      // pairs share a rank.
      guard let merge = self.merge(at: left), UInt64(merge.rank) == pair >> 32 else { continue }
      let right = Int(next[left])
      tokens[left] = merge.token
      tokens[right] = -1
      next[left] = next[right]
      if next[left] >= 0 { previous[Int(next[left])] = Int32(left) }
      next[right] = -1  // nothing begins here any more
      if previous[left] >= 0 { offer(previous[left]) }
      offer(Int32(left))
    }
    for token in tokens where token >= 0 { output.append(Int(token)) }
  }

  private mutating func offer(_ left: Int32) {
    if let merge = merge(at: Int(left)) {
      heap.insert(UInt64(merge.rank) << 32 | UInt64(UInt32(bitPattern: left)))
    }
  }

  private func merge(at left: Int) -> MergeTable.Merge? {
    next[left] < 0 ? nil : table.find(tokens[left], tokens[Int(next[left])])
  }
}

/// A binary heap of numbers whose smallest one is at hand.
struct MinimumHeap {
  private var numbers: [UInt64] = []

  mutating func insert(_ number: UInt64) {
    numbers.append(number)
    var i = numbers.count - 1
    while i > 0 && numbers[(i - 1) / 2] > numbers[i] {
      numbers.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func popMinimum() -> UInt64? {
    guard let minimum = numbers.first else { return nil }
    let last = numbers.removeLast()
    guard !numbers.isEmpty else { return minimum }
    numbers[0] = last
    var i = 0
    while true {
      var child = 2 * i + 1
      guard child < numbers.count else { return minimum }
      if child + 1 < numbers.count && numbers[child + 1] < numbers[child] { child += 1 }
      guard numbers[child] < numbers[i] else { return minimum }
      numbers.swapAt(i, child)
      i = child
    }
  }
}
