import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// Known mistakes, made on purpose: each has to break a check that the right code keeps.
  var mistakes: Section {
    Section("What goes wrong", "G2", "G3", "G6") { page in
      page.result(
        """
        Tiled heads, heads that do not divide, pooled strangers and bytes of query heads: each is caught by the check that the right code keeps.
        """)
      page.text(
        """
        Each of the following is run the right way first and then the wrong way, against the same
        bound. The layer has 8 query heads, whatever the knobs say, so that every mistake can show.
        """)
      try tiling(page)
      page.deeper("A number of heads that does not divide is refused") { page in uneven(page) }
      try page.deeper("Pooled heads must be those that will share") { page in
        try poolingStrangers(page)
      }
      try page.deeper("Bytes are counted from kv heads") { page in try bytesFromQueryHeads(page) }
    }
  }

  private func tiling(_ page: Page) throws {
    page.text(
      """
      *Tiling instead of repeating.* To write G kv heads out for H query heads, one can repeat each
      (0 0 0 0 1 1 1 1) or put the whole row again and again (0 1 0 1 0 1 0 1). Both have the right
      shape. Only the first is what published weights were trained with.
      """)
    page.repeatedAndTiled()
    var random = page.generator(8)
    let (tokens, features) = (20, 32)
    let q = Tensor.normal(8, tokens, features, using: &random)
    let caches = [8, 4, 2, 1].map { kvHeads in
      (0..<2).map { _ in Tensor.normal(kvHeads, tokens, features, using: &random) }
    }
    let (repeated, tiled) = page.code {
      func tilingHeads(_ x: Tensor, times: Int) -> Tensor {
        .concatenate([Tensor](repeating: x, count: times))  // h mod G: wrong
      }
      func differing(_ expand: (Tensor, Int) -> Tensor) -> [Int] {
        caches.map { kv in
          let times = 8 / kv[0].shape[0]
          let expanded = attention(
            queries: q, keys: expand(kv[0], times),
            values: expand(kv[1], times), mask: .causal)
          return expanded.differingElements(
            from: attention(
              queries: q, keys: kv[0], values: kv[1], mask: .causal))
        }
      }
      return (differing(repeatingHeads), differing(tilingHeads))
    }
    page.table(
      "Numbers of \((8 * tokens * features).grouped) that differ from attention by index:",
      columns: ["kv heads", "8", "4", "2", "1"],
      rows: [["repeated"] + repeated.map(\.grouped), ["tiled"] + tiled.map(\.grouped)])
    let all = caches.count * 8 * tokens * features
    page.check(
      "G2", "repeated heads give what reading by index gives", exceptions: repeated.reduce(0, +),
      of: all,
      "numbers")
    page.goesWrong(
      "G2", "tiled heads do not", exceptions: tiled.reduce(0, +), of: all, "numbers")
    page.text(
      """
      The first and the last column are the trap: a test with multi-head or with multi-query attention
      passes. Test with 2 kv heads and 4 query heads at least.
      """)
  }

  private func uneven(_ page: Page) {
    page.text(
      """
      *A number of heads that does not divide.* Three kv heads for eight query heads? Integer division
      does not complain; it sends some query head to a kv head that is not there. `Mini` refuses, and
      so does this program (try `--kv-heads 3`):
      """)
    let (refusal, refused) = page.code {
      var refusal = ""
      do {
        try AttentionLayer.validate(queryHeads: 8, kvHeads: 3)
      } catch {
        refusal = "\(error)"
      }
      let refused = (1...8).filter { kvHeads in
        (try? AttentionLayer.validate(queryHeads: 8, kvHeads: kvHeads)) == nil
      }
      return (refusal, refused)
    }
    page.text("It says: “\(refusal)”.")
    func beyond(_ kvHeads: Int) -> Int { (0..<8).count { $0 / (8 / kvHeads) >= kvHeads } }
    page.check(
      "G2", "what does not divide 8 is refused, and only that",
      exceptions: (1...8).count { refused.contains($0) != (8 % $0 != 0) }, of: 8,
      "numbers of kv heads")
    page.check(
      "G2", "with 4 kv heads no query head is sent beyond them", exceptions: beyond(4), of: 8,
      "query heads")
    page.goesWrong(
      "G2", "with 3 kv heads some are", exceptions: beyond(3), of: 8, "query heads")
  }

  private func poolingStrangers(_ page: Page) throws {
    page.text(
      """
      *Pooling strangers.* The heads that are pooled must be those that will share. Here the heads 0 to
      3 are alike and so are 4 to 7. Pooled as neighbours they lose nothing. Pooled in strides of two
      (0, 2, 4, 6 and 1, 3, 5, 7), as a reshape with its axes exchanged does, they do.
      """)
    var random = page.generator(80)
    let (inputs, features) = (64, 16)
    let two = Tensor.normal(2, inputs, features, using: &random)
    let heads = repeatingHeads(two, times: 4)  // [8, inputs, dₕ]
    let (neighbours, strangers) = try page.code {
      func error(_ order: [Int]) throws -> Float {
        let sorted = Tensor.concatenate(order.map { heads[rows: $0..<$0 + 1] })
        let pooled = try Linear(weight: sorted.mergeHeads())
          .poolingHeads(8, to: 2, by: .mean, using: &random)
        // Query head h reads pooled head h / 4.
        let read = repeatingHeads(pooled.weight.splitHeads(2), times: 4)
        return (read - heads).norm / heads.norm
      }
      return (
        try error([0, 1, 2, 3, 4, 5, 6, 7]), try error([0, 2, 4, 6, 1, 3, 5, 7])
      )
    }
    page.check(
      "G3", "pooled neighbours lose nothing", neighbours, isAtMost: 1e-6,
      measuring: "relative error")
    page.goesWrong(
      "G3", "pooled strangers do", strangers, isAtMost: 1e-6, measuring: "relative error")
  }

  private func bytesFromQueryHeads(_ page: Page) throws {
    page.text(
      """
      *Bytes counted from the query heads.* A formula that was written for multi-head attention takes
      H where it should take G. For the sizes of Llama 3 8B, per token, in 2-byte numbers:
      """)
    let measured = try page.code {
      // One layer's cache with one token, as it lies in memory (4 bytes).
      var cache = try KVCache(kvHeads: 8, headDimension: 128, capacity: 1)
      let token = Tensor(zeros: [8, 1, 128])
      try cache.update(keys: token, values: token)
      return cache.byteCount / 2 * 32  // 2 bytes in place of 4; 32 layers
    }
    func formula(_ heads: Int) -> Int { 2 * 32 * heads * 128 * 2 }
    page.check(
      "G6", "8 kv heads: the formula has the bytes of the cache", formula(8), equals: measured,
      measuring: "bytes")
    page.goesWrong(
      "G6", "32 query heads in their place", formula(32), equals: measured, measuring: "bytes")
    page.text(
      """
      The remedies: compare with attention by index at a number of kv heads that is neither H nor 1;
      refuse what does not divide; and ask the cache how large it is before you believe a formula.
      """)
  }
}
