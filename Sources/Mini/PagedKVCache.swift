/// The cache of one layer of one sequence, in pages of a ``PagePool``.
///
/// Attention reads the pages in the order of the page table and gives the same bits as with
/// ``KVCache``. Unlike the other caches this one is a reference: two names for it share its tokens.
/// Its pages go back to the pool when the last name is gone.
public final class PagedKVCache: KeyValueCache {
  /// Where the pages come from.
  public let pool: PagePool

  /// The pages of this sequence in the order of their positions: position p lies in page
  /// `pageTable[p / pageLength]` at row p mod pageLength.
  public private(set) var pageTable: [Int] = []

  /// How many tokens are in it.
  public private(set) var offset = 0

  /// An empty sequence; it has no page yet.
  public init(pool: PagePool) { self.pool = pool }

  deinit { pool.giveBack(pageTable) }

  /// The number of kv heads.
  public var kvHeads: Int { pool.kvHeads }

  /// The length of a key and of a value.
  public var headDimension: Int { pool.headDimension }

  /// Places for tokens in pages that are taken, and without a token.
  public var wastedTokens: Int { pageTable.count * pool.pageLength - offset }

  /// 2 · kvHeads · offset · headDimension numbers of 4 bytes.
  public var byteCount: Int { floatBytes(offset) }

  /// The bytes of the pages of this sequence.
  public var allocatedByteCount: Int { pageTable.count * pool.pageByteCount }

  /// One run for each page that holds a token.
  public var rows: KeyValueRows {
    let length = pool.pageLength
    let runs = pageTable.prefix(pages(for: offset)).enumerated().map { index, page in
      PositionRun(firstRow: page * kvHeads * length, count: min(length, offset - index * length))
    }
    return KeyValueRows(
      keys: pool.keyMemory, values: pool.valueMemory, kvHeads: kvHeads,
      headDimension: headDimension, headStride: length * headDimension, runs: runs)
  }

  private func pages(for tokens: Int) -> Int { (tokens + pool.pageLength - 1) / pool.pageLength }

  /// Takes the pages that `tokens` more will fill, or throws if the pool has too few.
  public func reserve(_ tokens: Int) throws(ModelError) {
    let missing = pages(for: offset + tokens) - pageTable.count
    if missing > 0 { pageTable += try pool.take(missing) }
  }

  /// Appends `[kvHeads, tokens, headDimension]` keys and values, or throws and changes nothing.
  public func update(keys: Tensor, values: Tensor) throws(ModelError) {
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
  public func trim(to length: Int) {
    requireTrimmable(to: length)
    let kept = pages(for: length)
    pool.giveBack(pageTable.dropFirst(kept))
    pageTable.removeSubrange(kept...)
    offset = length
  }

  /// Forgets all tokens and gives back all pages.
  public func reset() { trim(to: 0) }
}
