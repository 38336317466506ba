import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M2: operations and bytes of each kernel, counted while it runs.
  var countingWork: Section {
    Section("Operations and bytes, counted", "M2") { page in
      page.result(
        "Counted while they run, kernels do the operations and move the bytes of their formulas.")
      page.claim("M2")
      page.text(
        """
        Two numbers describe the work of a kernel: its floating-point operations, and the bytes that have to
        come from memory or go there if each number does so once. In the plainest form of a product, a ledger
        notes every operation, every access, and how many different numbers were touched:
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
      page.text(
        """
        For m = \(m), k = \(k) and n = \(n) these are \(work.operations.grouped) and \(work.bytes.grouped).
        The loop asked for \((4 * ledger.accesses).grouped) bytes, the same numbers over and over, which is what
        registers and caches are for. We count each number once.
        """)
      page.check(
        "M2", "the product does the operations of its formula", ledger.operations,
        equals: work.operations, measuring: "operations")
      page.check(
        "M2", "and moves its bytes", ledger.bytes, equals: work.bytes, measuring: "bytes")
      page.check(
        "M2", "the noted product has the bits of `matmul(x, w)`",
        exceptions: product.differingElements(from: matmul(x, w)), of: m * n, "numbers")
      allKernels(page, &random)
      intensities(page)
    }
  }

  private func allKernels(_ page: Page, _ random: inout SeededGenerator) {
    let kernels = NotedKernels.all(using: &random)
    page.check(
      "M2", "norms, softmax, rotation and attention do the operations of their formulas",
      exceptions: kernels.count { $0.ledger.operations != $0.work.operations },
      of: kernels.count, "kernels", decides: true)
    page.deeper("Norms, softmax, rotation and attention, counted") { page in
      page.text(
        """
        On small shapes. An exponential counts as the \(Work.exponentialOperations) operations of `Mini`'s
        polynomial. Attention has 4 query heads that share 2 key/value heads, and 5 tokens at the end of 9
        positions.
        """)
      page.table(
        columns: ["kernel", "operations", "by formula", "bytes", "by formula"],
        rows: kernels.map { kernel in
          [
            kernel.name, kernel.ledger.operations.grouped, kernel.work.operations.grouped,
            kernel.ledger.bytes.grouped, kernel.work.bytes.grouped,
          ]
        })
      page.check(
        "M2", "the counted bytes are those of the formula",
        exceptions: kernels.count { $0.ledger.bytes != $0.work.bytes }, of: kernels.count,
        "kernels")
      page.check(
        "M2", "each noted kernel and that of `Mini` agree",
        kernels.map { $0.noted.largestDifference(from: $0.fast) }.max()!, isAtMost: 1e-5,
        measuring: "largest difference")
    }
  }

  private func intensities(_ page: Page) {
    page.text(
      """
      Their quotient, operations per byte, is the *arithmetic intensity*.
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
      "M2", "one row × 4096 × 4096 uses each weight once",
      Work.product(1, 4096, 4096).intensity, is: 0.5, within: 0.001,
      measuring: "operations per byte")
    page.check(
      "M2", "a square product of n rows has n/6, here n = 4096",
      Work.product(4096, 4096, 4096).intensity, is: 4096.0 / 6, within: 1e-9,
      measuring: "operations per byte")
    page.check(
      "M2", "a new token takes as many operations with 32 kv heads as with 1",
      Work.decode(kvHeads: 32).operations, equals: Work.decode(kvHeads: 1).operations,
      measuring: "operations")
    page.check(
      "M2", "but nearly 32 times the bytes",
      Double(Work.decode(kvHeads: 32).bytes) / Double(Work.decode(kvHeads: 1).bytes),
      isAtLeast: 31, measuring: "factor")
  }
}
