import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M2: operations and bytes of each kernel, counted while it runs.
  var countingWork: Section {
    Section("Operations and bytes, counted", "M2") { page in
      page.claim("M2")
      page.text(
        """
        Two numbers describe the work of a kernel: its floating-point operations, and the bytes that
        have to come from memory or go there if each number does so once. We write each kernel in
        the plainest way and let a ledger note every operation, every access to a tensor, and how
        many different numbers were touched. The product of two matrices:
        """)
      page.oneElement()
      var random = page.generator(2)
      let (m, k, n) = (6, 10, 8)
      let (x, w) = (Tensor.normal(m, k, using: &random), Tensor.normal(k, n, using: &random))
      let (product, ledger) = page.code {
        let ledger = Ledger()
        let a = ledger.input(x)  // [m, k]
        let b = ledger.input(w)  // [k, n]
        let c = ledger.output(m, n)
        for i in 0..<m {
          for j in 0..<n {
            var sum = ledger.number(0)
            for p in 0..<k { sum = sum.addingProduct(a[i, p], b[p, j]) }
            c[i, j] = sum
          }
        }
        return (c.tensor, ledger)
      }
      page.formula(
        """
        operations = 2 m k n
        bytes      = 4 (m k + k n + m n)
        """,
        tex: #"\text{operations} = 2mkn, \qquad \text{bytes} = 4(mk + kn + mn)"#)
      let work = Work.product(m, k, n)
      page.table(
        "m = \(m), k = \(k), n = \(n):", columns: ["", "counted", "by formula"],
        rows: [
          ["operations", ledger.operations.grouped, work.operations.grouped],
          ["bytes of different numbers", ledger.bytes.grouped, work.bytes.grouped],
          ["bytes of all accesses", (4 * ledger.accesses).grouped, "–"],
        ])
      page.check(
        "M2", "product: operations counted", ledger.operations, equals: work.operations)
      page.check("M2", "product: bytes of different numbers", ledger.bytes, equals: work.bytes)
      page.check(
        "M2", "numbers of the noted product that are those of `matmul(x, w)`, bit for bit",
        m * n - product.differingElements(from: matmul(x, w)), equals: m * n)
      page.text(
        """
        The last row of the table is why processors have registers and caches: the plain loop asks for the
        same numbers over and over. With them at hand, each number needs to come from memory only once. That
        is the least traffic there can be, and the one we count from here on.
        """)
      allKernels(page, &random)
      intensities(page)
    }
  }

  private func allKernels(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      The other kernels of the chapters in the same way, on small shapes. An exponential counts as the
      \(Work.exponentialOperations) operations of `Mini`'s polynomial. Attention has 4 query heads that share 2
      key/value heads, and 5 tokens at the end of 9 positions.
      """)
    let kernels = NotedKernels.all(using: &random)
    page.table(
      columns: ["kernel", "operations", "by formula", "bytes", "by formula"],
      rows: kernels.map { kernel in
        [
          kernel.name, kernel.ledger.operations.grouped, kernel.work.operations.grouped,
          kernel.ledger.bytes.grouped, kernel.work.bytes.grouped,
        ]
      })
    page.check(
      "M2", "kernels whose counted operations are those of the formula",
      kernels.count { $0.ledger.operations == $0.work.operations }, equals: kernels.count,
      decides: true)
    page.check(
      "M2", "kernels whose counted bytes are those of the formula",
      kernels.count { $0.ledger.bytes == $0.work.bytes }, equals: kernels.count)
    page.check(
      "M2", "largest difference between a noted kernel and the same kernel of `Mini`",
      kernels.map { $0.noted.largestDifference(from: $0.fast) }.max()!, isAtMost: 1e-5)
  }

  private func intensities(_ page: Page) {
    page.text(
      """
      Speeds are in GFLOP/s, 10⁹ floating-point operations a second, and in GB/s, 10⁹ bytes. Between
      them decides the quotient, operations per byte, the *arithmetic intensity*. Only a product of
      many rows and attention of many tokens have much of it: there each number that was fetched is
      used many times.
      """)
    let examples: [(String, Work)] = [
      ("copy", .copy(512 * 1024)),
      (
        "rotation, 8 heads, 512 tokens, 64 features", .rotation(heads: 8, tokens: 512, features: 64)
      ),
      ("RMSNorm, 512 × 1024", .rmsNorm(rows: 512, width: 1024)),
      ("LayerNorm, 512 × 1024", .layerNorm(rows: 512, width: 1024)),
      ("softmax, 512 × 1024", .softmax(rows: 512, width: 1024)),
      ("1 row × 4096 × 4096", .product(1, 4096, 4096)),
      ("8 rows × 4096 × 4096", .product(8, 4096, 4096)),
      ("4096 rows × 4096 × 4096", .product(4096, 4096, 4096)),
      ("new token, 32 kv heads", .decode(kvHeads: 32)),
      ("new token, 8 kv heads", .decode(kvHeads: 8)),
      ("new token, 1 kv head", .decode(kvHeads: 1)),
      ("1024 tokens at once", .prefill),
    ]
    page.plot(
      """
      Operations per byte. Heads have 64 features; a new token attends to 4096 positions with 32 query heads;
      1024 tokens at once have 8 query and 8 kv heads. Look for the two long bars:
      """,
      x: .linear(""), y: .logarithmic("operations per byte"),
      .bars("operations per byte", examples.map { ($0.0, $0.1.intensity) }))
    page.check(
      "M2", "one row uses each weight once: operations per byte of 1 × 4096 × 4096",
      Work.product(1, 4096, 4096).intensity, is: 0.5, within: 0.001)
    page.check(
      "M2", "a square product of n rows has n/6: that of n = 4096",
      Work.product(4096, 4096, 4096).intensity, is: 4096.0 / 6, within: 1e-9)
    page.check(
      "M2", "kv heads do not change the operations of a new token: 32 less 1",
      Work.decode(kvHeads: 32).operations - Work.decode(kvHeads: 1).operations, equals: 0)
    page.check(
      "M2", "but its bytes: 32 kv heads over 1",
      Double(Work.decode(kvHeads: 32).bytes) / Double(Work.decode(kvHeads: 1).bytes),
      isAtLeast: 31)
  }
}
