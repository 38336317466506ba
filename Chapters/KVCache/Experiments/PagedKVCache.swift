import Mini

/// Memory for the keys and values of many sequences, cut into pages of equal length (PagedAttention,
/// Kwon et al., 2023).
///
/// A sequence takes a page when its last one is full, wherever in memory it lies, and gives its
/// pages back when it ends. So no sequence needs a place for the longest text it might become: what
/// is wasted is the rest of its last page, (pageLength − 1) / 2 tokens on average.
///
/// The pool is shared by the caches that take from it. Use it from one thread at a time.
package final class PagePool {
  /// The number of pages, taken or free.
  package let pageCount: Int

  /// How many tokens fit into a page.
  package let pageLength: Int

  /// The number of kv heads.
  package let kvHeads: Int

  /// The length of a key and of a value.
  package let headDimension: Int

  // [pageCount, kvHeads, pageLength, headDimension]
  package private(set) var keyMemory: Scalars
  package private(set) var valueMemory: Scalars
  private var freePages: [Int]

  /// A pool of free pages; every size must be at least 1.
  package init(
    pageCount: Int, pageLength: Int = 16, kvHeads: Int, headDimension: Int
  ) throws(ModelError) {
    try ModelError.require(pageCount, atLeastOne: "the number of pages")
    try ModelError.require(pageLength, atLeastOne: "the length of a page")
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    try PagedKVCache.requireMemory(
      places: Count(pageCount) * Count(pageLength), kvHeads: kvHeads, headDimension: headDimension)
    self.pageCount = pageCount
    self.pageLength = pageLength
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    keyMemory = Scalars(zeros: pageCount * kvHeads * pageLength * headDimension)
    valueMemory = keyMemory
    freePages = (0..<pageCount).reversed()  // the last one is taken first
  }

  /// The number of pages that nobody has taken.
  package var freePageCount: Int { freePages.count }

  /// Bytes of the keys and values of one page.
  package var pageByteCount: Int {
    2 * kvHeads * pageLength * headDimension * MemoryLayout<Float>.size
  }

  /// Takes `count` pages, or throws and takes none.
  package func take(_ count: Int) throws(ModelError) -> [Int] {
    if count > freePages.count {
      throw ModelError(
        "the pool is out of pages: \(count) more would be needed and \(freePages.count) of "
          + "\(pageCount) are free; give the pool more pages, or trim or reset a sequence")
    }
    let pages = Array(freePages.suffix(count).reversed())
    freePages.removeLast(count)
    return pages
  }

  /// Makes pages free again.
  package func giveBack(_ pages: some Sequence<Int>) { freePages += pages.reversed() }

  /// Writes the tokens `range` of keys and values `[kvHeads, tokens, headDimension]` into a page,
  /// from its row `row` on.
  package func write(_ keys: Tensor, _ values: Tensor, _ range: Range<Int>, page: Int, row: Int) {
    let (first, stride) = (page * kvHeads * pageLength * headDimension, pageLength * headDimension)
    keys.copyTokens(range, to: &keyMemory, row: row, headStride: stride, from: first)
    values.copyTokens(range, to: &valueMemory, row: row, headStride: stride, from: first)
  }
}

/// The cache of one layer of one sequence, in pages of a ``PagePool``.
///
/// Attention reads the pages in the order of the page table and gives the same bits as with
/// ``KVCache``. Unlike the other caches this one is a reference: two names for it share its tokens.
/// Its pages go back to the pool when the last name is gone.
package final class PagedKVCache: KeyValueCache {
  /// Where the pages come from.
  package let pool: PagePool

  /// The pages of this sequence in the order of their positions: position p lies in page
  /// `pageTable[p / pageLength]` at row p mod pageLength.
  package private(set) var pageTable: [Int] = []

  /// How many tokens are in it.
  package private(set) var offset = 0

  /// An empty sequence; it has no page yet.
  package init(pool: PagePool) { self.pool = pool }

  deinit { pool.giveBack(pageTable) }

  /// The number of kv heads.
  package var kvHeads: Int { pool.kvHeads }

  /// The length of a key and of a value.
  package var headDimension: Int { pool.headDimension }

  /// Places for tokens in pages that are taken, and without a token.
  package var wastedTokens: Int { pageTable.count * pool.pageLength - offset }

  /// The same places, which are not wasted if a token follows.
  package var reservedTokens: Int { wastedTokens }

  /// 2 · kvHeads · offset · headDimension numbers of 4 bytes.
  package var byteCount: Int { floatBytes(offset) }

  /// The bytes of the pages of this sequence.
  package var allocatedByteCount: Int { pageTable.count * pool.pageByteCount }

  /// One run for each page that holds a token.
  package var view: KeyValueView {
    let length = pool.pageLength
    let runs = pageTable.prefix(pages(for: offset)).enumerated().map { index, page in
      PositionRun(firstRow: page * kvHeads * length, count: min(length, offset - index * length))
    }
    return KeyValueView(
      keys: pool.keyMemory, values: pool.valueMemory, kvHeads: kvHeads,
      headDimension: headDimension, headStride: length * headDimension, runs: runs)
  }

  private func pages(for tokens: Int) -> Int {
    tokens / pool.pageLength + (tokens % pool.pageLength > 0 ? 1 : 0)
  }

  /// Takes the pages that `tokens` more will fill, or throws if the pool has too few.
  package func reserve(_ tokens: Int) throws(ModelError) {
    let missing = pages(for: (Count(offset) + Count(tokens)).value) - pageTable.count
    if missing > 0 { pageTable += try pool.take(missing) }
  }

  /// Appends `[kvHeads, tokens, headDimension]` keys and values, or throws and changes nothing.
  package func update(keys: Tensor, values: Tensor) throws(ModelError) {
    let tokens = checkedTokens(keys, values)
    try reserve(tokens)
    var token = 0
    while token < tokens {
      let row = offset % pool.pageLength
      let count = min(tokens - token, pool.pageLength - row)
      let page = pageTable[offset / pool.pageLength]
      pool.write(keys, values, token..<token + count, page: page, row: row)
      token += count
      offset += count
    }
  }

  /// Forgets all tokens but the first `length`, and gives back the pages that hold none of them.
  package func trim(to length: Int) {
    requireTrimmable(to: length)
    offset = length
    release(keeping: 0)
  }

  /// Gives back the pages that the tokens and `tokens` more do not need.
  package func release(keeping tokens: Int) {
    let kept = min(pageTable.count, pages(for: offset + tokens))
    pool.giveBack(pageTable.dropFirst(kept))
    pageTable.removeSubrange(kept...)
  }

  /// Forgets all tokens and gives back all pages.
  package func reset() { trim(to: 0) }
}
