/// Memory for the keys and values of many sequences, cut into pages of equal length (PagedAttention,
/// Kwon et al., 2023).
///
/// A sequence takes a page when its last one is full, wherever in memory it lies, and gives its
/// pages back when it ends. So no sequence needs a place for the longest text it might become: what
/// is wasted is the rest of its last page, (pageLength − 1) / 2 tokens on average.
///
/// The pool is shared by the caches that take from it. Use it from one thread at a time.
public final class PagePool {
  /// The number of pages, taken or free.
  public let pageCount: Int

  /// How many tokens fit into a page.
  public let pageLength: Int

  /// The number of kv heads.
  public let kvHeads: Int

  /// The length of a key and of a value.
  public let headDimension: Int

  // [pageCount, kvHeads, pageLength, headDimension]
  private(set) var keyMemory: Scalars
  private(set) var valueMemory: Scalars
  private var freePages: [Int]

  /// A pool of free pages; every size must be at least 1.
  public init(
    pageCount: Int, pageLength: Int = 16, kvHeads: Int, headDimension: Int
  ) throws(ModelError) {
    try ModelError.require(pageCount, atLeastOne: "the number of pages")
    try ModelError.require(pageLength, atLeastOne: "the length of a page")
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    self.pageCount = pageCount
    self.pageLength = pageLength
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    keyMemory = Scalars(zeros: pageCount * kvHeads * pageLength * headDimension)
    valueMemory = keyMemory
    freePages = (0..<pageCount).reversed()  // the last one is taken first
  }

  /// The number of pages that nobody has taken.
  public var freePageCount: Int { freePages.count }

  /// Bytes of the keys and values of one page.
  public var pageByteCount: Int {
    2 * kvHeads * pageLength * headDimension * MemoryLayout<Float>.size
  }

  /// Takes `count` pages, or throws and takes none.
  func take(_ count: Int) throws(ModelError) -> [Int] {
    if count > freePages.count {
      throw ModelError(
        "the pool is out of pages: \(count) more are needed and \(freePages.count) of \(pageCount) "
          + "are free; give the pool more pages, or trim or reset a sequence")
    }
    let pages = Array(freePages.suffix(count).reversed())
    freePages.removeLast(count)
    return pages
  }

  /// Makes pages free again.
  func giveBack(_ pages: some Sequence<Int>) { freePages += pages.reversed() }

  /// Writes the tokens `range` of keys and values `[kvHeads, tokens, headDimension]` into a page,
  /// from its row `row` on.
  func write(_ keys: Tensor, _ values: Tensor, _ range: Range<Int>, page: Int, row: Int) {
    let (first, stride) = (page * kvHeads * pageLength * headDimension, pageLength * headDimension)
    keys.copyTokens(range, to: &keyMemory, row: row, headStride: stride, from: first)
    values.copyTokens(range, to: &valueMemory, row: row, headStride: stride, from: first)
  }
}
