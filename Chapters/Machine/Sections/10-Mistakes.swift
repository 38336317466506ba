import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// Known mistakes of counting and of splitting work: each has to break a check that the right way keeps.
  var mistakes: Section {
    Section("What goes wrong", "M2", "M7") { page in
      page.result(
        """
        A mistake of counting moves a kernel under the wrong roof, and one of splitting work gives a row two
        answers.
        """)
      page.deeper("Counted once, counted by query heads, counted by access: three wrong limits") {
        page in
        counting(page)
      }
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
    page.check(
      "M2", "each step of each sum is two operations", operations, equals: 2 * n * n * n,
      measuring: "operations")
    page.goesWrong(
      "M2", "multiply–adds in place of operations", n * n * n, equals: 2 * n * n * n,
      measuring: "operations")

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
      "M2", "keys and values are counted from the 2 kv heads", bytes(heads: 2),
      equals: queriesAndOutput + keysAndValues, measuring: "bytes")
    page.goesWrong(
      "M2", "keys and values are counted from the 4 query heads", bytes(heads: 4),
      equals: queriesAndOutput + keysAndValues, measuring: "bytes")

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
      "M2", "a square product of 64 rows has 64/6 operations per byte",
      abs(work.intensity - intensity), isAtMost: 1e-9, measuring: "distance")
    page.goesWrong(
      "M2", "the bytes of all accesses are taken",
      abs(Double(work.operations) / Double(accesses) - intensity), isAtMost: 1e-9,
      measuring: "distance from 64/6")
  }

  private func splitting(_ page: Page, _ random: inout SeededGenerator) {
    let x = Tensor.normal(18, 256, using: &random)
    let w = Tensor.normal(256, 32, using: &random)
    let whole = matmul(x, w)
    page.text(
      """
      Each of two threads takes half of every sum, and the halves are added. That is as right as the chain, but
      it is another number:
      """)
    let split = page.code {
      let (left, right) = (x.transposed, w)
      let halves = [0..<128, 128..<256].map { half in
        matmul(left[rows: half].transposed, right[rows: half])
      }
      return halves[0] + halves[1]
    }
    page.check(
      "M7", "with elements split between threads a product has the bits of the chain",
      exceptions: Threads.with(2) { matmul(x, w) }.differingElements(from: whole),
      of: whole.count, "numbers")
    page.goesWrong(
      "M7", "with sums split between threads it has them, too",
      exceptions: split.differingElements(from: whole), of: whole.count, "numbers")
    page.text(
      """
      The largest difference is \(split.largestDifference(from: whole).significant(1)), and yet a cache would no
      longer hold *the same* as what is computed again.
      """)

    page.text(
      """
      Or rows are taken four at a time, the fast way with two sums each, and those that remain get one sum
      each: then a row depends on how many others there are.
      """)
    let alone = whole[rows: 0..<1]
    page.check(
      "M7", "row 0 is the same alone and among 18",
      exceptions: matmul(x[rows: 0..<1], w).differingElements(from: alone), of: alone.count,
      "numbers")
    page.goesWrong(
      "M7", "it is with a routine of its own for what is left over, too",
      exceptions: inFours(x[rows: 0..<1], w).differingElements(from: inFours(x, w)[rows: 0..<1]),
      of: alone.count, "numbers")

    page.text(
      """
      Or zeros are skipped, since 0 · w adds nothing. But 0 · ∞ is NaN, and a weight that has become infinite
      should be seen.
      """)
    var spoiled = w
    spoiled[7, 7] = .infinity
    var sparse = x
    for i in 0..<18 { sparse[i, 7] = 0 }
    let naive = sparse.naiveProduct(spoiled)
    page.check(
      "M7", "with an infinite weight a product is like the plain chain",
      exceptions: matmul(sparse, spoiled).unlike(naive), of: naive.count, "numbers")
    page.goesWrong(
      "M7", "it is where zeros are skipped, too",
      exceptions: skippingZeros(sparse, spoiled).unlike(naive), of: naive.count,
      "numbers")
    page.text(
      """
      So split work by what is written, let all routines walk the same chain, and compare bits: a tolerance
      would have passed both ways of splitting a sum.
      """)
  }
}

// MARK: Wrong on purpose
