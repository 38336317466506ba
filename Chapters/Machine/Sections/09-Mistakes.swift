import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// Known mistakes of counting and of splitting work: each has to break a check that the right way keeps.
  var mistakes: Section {
    Section("What goes wrong", "M2", "M7") { page in
      page.text(
        """
        Section 1 showed what goes wrong with clocks. These are mistakes of counting, which move a kernel to
        the wrong side of the roof, and mistakes of splitting work, after which a row has two answers.
        """)
      counting(page)
      var random = page.generator(8)
      splitting(page, &random)
    }
  }

  private func counting(_ page: Page) {
    page.text(
      """
      *A multiply–add counted once.* Some count fused multiply–adds, some operations; a share of the peak is
      wrong by a factor of two if the kernel is counted in one unit and the peak in the other. For 64 × 64
      times 64 × 64:
      """)
    let n = 64
    let operations = Work.product(n, n, n).operations
    page.check("M2", "operations: two for each step of each sum", operations, equals: 2 * n * n * n)
    page.goesWrong("M2", "multiply–adds in place of operations", n * n * n, equals: 2 * n * n * n)

    page.text(
      """
      *Bytes of the query heads.* With 32 query heads and 8 kv heads, a new token reads 8 sets of
      keys and values, if heads that share a set read it by index. Counting 32 of them makes the
      kernel look four times as close to the bandwidth as it is. For 4 query heads, 2 kv heads and 9
      positions of 6 features:
      """)
    func bytes(heads: Int) -> Int {
      Work.attention(queryHeads: 4, kvHeads: heads, tokens: 1, positions: 9, features: 6).bytes
    }
    let queriesAndOutput = 2 * 4 * 6 * 4
    let keysAndValues = 2 * 2 * 9 * 6 * 4
    page.check(
      "M2", "bytes with the keys and values of 2 kv heads", bytes(heads: 2),
      equals: queriesAndOutput + keysAndValues)
    page.goesWrong(
      "M2", "bytes counted from the 4 query heads", bytes(heads: 4),
      equals: queriesAndOutput + keysAndValues)

    page.text(
      """
      *Accesses in place of bytes.* The plain loop of a product asks for two numbers per multiply–add, for each of them
      \(n) times. With those bytes every product has nearly the same intensity, and seems to
      be limited by memory:
      """)
    let work = Work.product(n, n, n)
    let accesses = 4 * (2 * n * n * n + n * n)
    let intensity = Double(n) / 6
    page.check(
      "M2", "distance of the intensity from n/6, n = 64", abs(work.intensity - intensity),
      isAtMost: 1e-9)
    page.goesWrong(
      "M2", "the same from the bytes of all accesses",
      abs(Double(work.operations) / Double(accesses) - intensity), isAtMost: 1e-9)
  }

  private func splitting(_ page: Page, _ random: inout SeededGenerator) {
    let x = Tensor.normal(18, 256, using: &random)
    let w = Tensor.normal(256, 32, using: &random)
    let whole = matmul(x, w)
    page.text(
      """
      *A sum split between threads.* Each of two threads takes half of every sum, and the halves are added.
      That is as right as the chain, but it is another number:
      """)
    let split = page.code {
      let (left, right) = (x.transposed, w)
      let halves = [0..<128, 128..<256].map { half in
        matmul(left[rows: half].transposed, right[rows: half])
      }
      return halves[0] + halves[1]
    }
    page.check(
      "M7", "elements split between threads: numbers that differ",
      Threads.with(2) { matmul(x, w) }.differingElements(from: whole), equals: 0)
    page.goesWrong(
      "M7", "sums split between threads", split.differingElements(from: whole), equals: 0)
    page.text(
      """
      The largest difference is \(split.largestDifference(from: whole).significant(1)): nobody would see it.
      But the keys and values of a cache are then no longer *the same* as those computed again, and which
      token comes next can hang on it.
      """)

    page.text(
      """
      *A routine of its own for what is left over.* Rows are taken four at a time, the fast way with two sums
      each; the two that remain get one sum each. Now a row depends on how many others there are:
      """)
    let alone = whole[rows: 0..<1]
    page.check(
      "M7", "row 0 alone and among 18: numbers that differ",
      matmul(x[rows: 0..<1], w).differingElements(from: alone), equals: 0)
    page.goesWrong(
      "M7", "the same with a routine for the rest",
      inFours(x[rows: 0..<1], w).differingElements(from: inFours(x, w)[rows: 0..<1]), equals: 0)

    page.text(
      """
      *Zeros are skipped.* 0 · w adds nothing, so why compute it? Because 0 · ∞ is NaN, and a weight that has
      become infinite should be seen:
      """)
    var spoiled = w
    spoiled[7, 7] = .infinity
    var sparse = x
    for i in 0..<18 { sparse[i, 7] = 0 }
    let naive = sparse.naiveProduct(spoiled)
    page.check(
      "M7", "numbers unlike those of the plain chain", matmul(sparse, spoiled).unlike(naive),
      equals: 0)
    page.goesWrong(
      "M7", "the same without the zeros", skippingZeros(sparse, spoiled).unlike(naive), equals: 0)
    page.text(
      """
      The remedies: count what a ledger saw, in the units of the limit; split work by what is written, never by
      what is summed; let all routines walk the same chain; and compare bits, for a tolerance would have
      passed both ways of splitting a sum.
      """)
  }
}

// MARK: Wrong on purpose
