import Base
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G6, G7: why some implementations get slower: heads expanded by copying.
  var copyingHeads: Section {
    Section("Why some implementations get slower", "G7") { page in
      page.result(
        """
        Who copies kv heads before attention moves more than twice the bytes of multi-head attention.
        """)
      page.text(
        """
        Raschka measured [his two
        scripts](https://github.com/rasbt/LLMs-from-scratch/tree/main/ch04/04_gqa): with grouped
        heads the memory fell from 1.54 to 0.63 GB, and the speed fell too, from 72 to 63 tokens per
        second. He explains the memory only; copied heads are the most likely reason for the speed.

        The usual attention routine wants one kv head for every query head. The easy way to call it is
        to write each kv head out H/G times first (`repeat_interleave`, `repeat_kv`, `expand` and a
        copy). `Mini` reads by index instead: query head h looks at head h / (H/G) where it lies, and
        no copy is made. The answers are the same, bit for bit:
        """)
      var random = page.generator(5)
      let tokens = 100
      let q = Tensor.normal(queryHeads, 1, headDimension, using: &random)
      let caches = Self.divisors(of: queryHeads).map { kvHeads in
        (0..<2).map { _ in Tensor.normal(kvHeads, tokens, headDimension, using: &random) }
      }
      let differing = page.code {
        caches.map { kv in
          let byIndex = attention(
            queries: q, keys: kv[0], values: kv[1], mask: .causal)
          let times = queryHeads / kv[0].shape[0]
          let copied = attention(
            queries: q, keys: repeatingHeads(kv[0], times: times),
            values: repeatingHeads(kv[1], times: times), mask: .causal)
          return byIndex.differingElements(from: copied)
        }
      }
      page.check(
        "G7", "reading by index and copying give the same, for every G",
        exceptions: differing.reduce(0, +), of: differing.count * queryHeads * headDimension,
        "numbers")
      bytesMoved(page)
      try copyingTime(page, &random)
    }
  }

  private func bytesMoved(_ page: Page) {
    page.indexedAndCopied()
    page.text(
      """
      By index, the G heads of the cache are read once. With copies they are
      read, written H/G times, and the H copies are read by attention. Per position, in heads:
      """)
    page.formula(
      "by index: G        by copying: G + H + H        multi-head: H",
      tex: #"\text{by index } G,\qquad \text{by copying } G + 2H,\qquad \text{multi-head } H"#)
    // With as many kv heads as query heads nobody copies.
    let all = Self.divisors(of: queryHeads).filter { $0 < queryHeads || queryHeads == 1 }
    func moved(_ kvHeads: Int, copying: Bool) -> Int {
      let head = 2 * headDimension * 4  // bytes of a key and a value
      return (copying ? kvHeads + 2 * queryHeads : kvHeads) * head
    }
    let multiHead = moved(queryHeads, copying: false)
    page.table(
      """
      Bytes moved per position and layer for one decoded token, \(counted(queryHeads, "query head")) of
      \(headDimension), and against multi-head attention:
      """,
      columns: ["kv heads", "by index", "of multi-head", "by copying", "of multi-head"],
      rows: all.map { kvHeads in
        let (index, copy) = (moved(kvHeads, copying: false), moved(kvHeads, copying: true))
        return [
          "\(kvHeads)", index.grouped, (Double(index) / Double(multiHead)).percent(1),
          copy.grouped, (Double(copy) / Double(multiHead)).percent(1),
        ]
      })
    page.text(
      """
      With copies a grouped layer moves more than *twice* what multi-head attention reads. All that is
      left of the saving is the memory of the cache itself. (Not all bytes are equal: a copy that stays
      in a cache of the processor costs less than one that goes out to memory.)
      """)
  }

  private func copyingTime(_ page: Page, _ random: inout SeededGenerator) throws {
    // So that there is something to share: with kv heads = query heads the race is with 1.
    let shared = kvHeads < queryHeads ? kvHeads : 1
    page.measured {
      page.text(
        """
        And the time? To be fair, the memory for the copies is set aside once, so that only copying is
        timed, and all three have one thread.
        """)
    }
    let perToken = 2 * queryHeads * headDimension * 4
    let sizes = page.options.quick ? [512 << 10, 16 << 20] : [512 << 10, 64 << 20]
    let setups = sizes.map { size in
      Copying(
        queryHeads: queryHeads, kvHeads: shared, headDimension: headDimension,
        tokens: min(65_536, size / perToken), using: &random)
    }
    page.check(
      "G7", "the contestants that share heads give the same",
      exceptions: setups.reduce(0) { $0 + $1.byIndex().differingElements(from: $1.byCopying()) },
      of: setups.count * queryHeads * headDimension, "numbers")
    page.timing(
      "One decoded token, \(counted(queryHeads, "query head")), \(counted(shared, "kv head")) where they share:",
      setups.map { setup in
        let bytes = Double(setup.tokens * 2 * headDimension * 4)
        let (h, g) = (Double(queryHeads), Double(shared))
        return (
          "\(setup.tokens.grouped) tokens",
          [
            Contestant("multi-head", bytes: h * bytes) {
              Threads.with(1) { keep(setup.multiHead()) }
            },
            Contestant("shared, by index", bytes: g * bytes) {
              Threads.with(1) { keep(setup.byIndex()) }
            },
            Contestant("shared, by copying", bytes: (g + 2 * h) * bytes, moving: .copying) {
              Threads.with(1) { keep(setup.byCopying()) }
            },
          ]
        )
      }
    ) { races in
      page.finding(
        "G7", "with copies, sharing heads is slower than not sharing them (the smallest ratio)",
        ratio: races.map { $0.ratio(of: 2, to: 0) }.min()!,
        // What is moved, and a copy may be half as fast as reading.
        expected: .atLeast(
          1, work: Double((shared + 2 * queryHeads) * 2) / Double(queryHeads)),
        ifLess:
          "The copies fitted into a cache, where writing and reading them again costs little.",
        ifMore: "Copying costs more here than its bytes explain.")
      page.finding(
        "G7", "by index it is faster than multi-head attention (longest context)",
        ratio: races.last!.ratio(of: 0, to: 1),
        expected: .atLeast(
          1,
          work: max(
            Double(queryHeads) / Double(shared), races.last!.workRatio(of: 0, to: 1))),
        ifLess: "The longest cache is near the core for every number of kv heads.",
        ifMore: """
          Sharing gains more than its bytes: the shared heads stay near the core, and all of them do not.
          """)
    }
  }
}
